import Platform

/// How far a long run is, on standard error: rewritten in place on a terminal, a plain line every 30 s
/// elsewhere.
struct ProgressLine: Sendable {
    private let isTerminal: Bool
    private let start: Int64
    private var next: Int64
    private var isShown = false
    private static let plainMicroseconds: Int64 = 30_000_000

    /// - Parameter now: microseconds of the monotonic clock.
    init(isTerminal: Bool, now: Int64) {
        self.isTerminal = isTerminal
        start = now
        next = now + (isTerminal ? 1_000_000 : Self.plainMicroseconds)
    }

    /// The text to write now; nil when it is not time yet.
    mutating func text(lines: UInt64, share: Double?, now: Int64) -> String? {
        guard now >= next else { return nil }
        next = now + (isTerminal ? 200_000 : Self.plainMicroseconds)
        isShown = isTerminal
        let words = Self.words(lines: lines, share: share, seconds: Double(now - start) / 1_000_000)
        return isTerminal ? "\r\u{1b}[K\(words)" : "\(words)\n"
    }

    /// What takes the line off the terminal before something else is written; empty when none is there.
    mutating func clear() -> String {
        defer { isShown = false }
        return isShown ? "\r\u{1b}[K" : ""
    }

    static func words(lines: UInt64, share: Double?, seconds: Double) -> String {
        let rate = seconds > 0 ? UInt64(Double(lines) / seconds) : 0
        var pieces = [Screen.count(lines, "line"), "\(Screen.count(rate))/s"]
        if let share {
            let tenths = Int((share * 1_000).rounded(.down))
            pieces.append("\(tenths / 10).\(tenths % 10) %")
            if share > 0 { pieces.append("\(duration(seconds * (1 - share) / share)) left") }
        }
        return pieces.joined(separator: ", ")
    }

    private static func duration(_ seconds: Double) -> String {
        // More than a day is a guess that nobody needs to the second, and must not overflow.
        let whole = Int(min(seconds, 86_400 * 99).rounded(.up))
        if whole < 60 { return "\(whole) s" }
        if whole < 3_600 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3_600) h \(whole % 3_600 / 60) min"
    }
}
