import JSON
import Model
import Wire

/// What became of the lines, as counts.
struct AppendTally: Sendable {
    private(set) var appended: UInt64 = 0
    private(set) var duplicates: UInt64 = 0
    /// By code, in the order in which codes first came.
    private(set) var refused: [(code: String, count: UInt64)] = []
    private(set) var firstPosition: Position?
    private(set) var lastPosition: Position?
    /// Of the refused lines, those too long to be sent, which no file keeps.
    var notKept: UInt64 = 0
    var blank: UInt64 = 0
    var unknown: UInt64 = 0

    mutating func count(_ answer: AcknowledgementLine) {
        switch answer {
        case .appended(let position):
            appended += 1
            firstPosition = min(firstPosition ?? position, position)
            lastPosition = max(lastPosition ?? position, position)
        case .duplicate: duplicates += 1
        case .refused(let line):
            if let index = refused.firstIndex(where: { Bytewise.equal($0.code, line.code) }) {
                refused[index].count += 1
            } else {
                refused.append((line.code, 1))
            }
        }
    }

    var refusedCount: UInt64 { refused.reduce(0) { $0 + $1.count } }
    /// Lines that have their answer.
    var settled: UInt64 { appended + duplicates + refusedCount }
    var sent: UInt64 { settled + unknown }

    /// For people, in one line.
    var line: String {
        var pieces = [
            "\(Screen.count(appended)) appended\(positions)", Screen.count(duplicates, "duplicate"),
        ]
        if refusedCount > 0 {
            let codes = refused.map { "\($0.code) \(Screen.count($0.count))" }.joined(separator: ", ")
            pieces.append("\(Screen.count(refusedCount)) refused (\(codes))")
        } else {
            pieces.append("0 refused")
        }
        if unknown > 0 { pieces.append("\(Screen.count(unknown)) unknown") }
        if blank > 0 { pieces.append("\(Screen.count(blank, "blank line")) passed over") }
        return "\(Screen.count(sent, "line")): \(pieces.joined(separator: ", "))"
    }

    /// Where the refused lines are, for people; nil when there are none or no files for them.
    func whereRefused(lines: String?, reasons: String?) -> String? {
        guard refusedCount > 0, let reasons else { return nil }
        let long = "\(Screen.count(notKept, "line")) of over \(AppendInputs.lineBytes >> 20) MiB"
        guard let lines else { return "the reasons are in \(reasons)" }
        if notKept == refusedCount { return "\(long) not kept anywhere, the reasons are in \(reasons)" }
        let others = notKept > 0 ? ", without \(long)" : ""
        return "refused lines are kept in \(lines)\(others), the reasons in \(reasons)"
    }

    /// For machines.
    var json: JSONValue {
        let number = { (count: UInt64) in JSONValue.integer(Int64(clamping: count)) }
        return .object([
            ("sent", number(sent)), ("appended", number(appended)), ("duplicates", number(duplicates)),
            ("refused", .object(refused.map { ($0.code, number($0.count)) })), ("unknown", number(unknown)),
            ("blank", number(blank)), ("first_position", firstPosition.map(number) ?? .null),
            ("last_position", lastPosition.map(number) ?? .null),
        ])
    }

    private var positions: String {
        guard let first = firstPosition, let last = lastPosition else { return "" }
        return first == last ? " (position \(first))" : " (positions \(first) to \(last))"
    }
}
