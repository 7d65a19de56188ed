import Model

/// Notices when the system's clock moves otherwise than the one that never jumps.
struct ClockWatch: Sendable {
    /// Microseconds by which the two may part before it is worth a word: an hour.
    static let tolerance: Int64 = 3_600_000_000

    private var last: (wallClock: Int64, monotonic: Int64)?
    private let recorded: Int64?

    /// - Parameter recorded: when the last record was written, so that a clock set back between two runs
    ///   shows.
    init(recorded: Timestamp?) {
        self.recorded = recorded?.microseconds
    }

    /// By how much the clock jumped since it was last read, nil when it did not by more than an hour.
    mutating func jump(wallClock: Int64, monotonic: Int64) -> Int64? {
        defer { last = (wallClock, monotonic) }
        guard let last else {
            guard let recorded, recorded &- wallClock > Self.tolerance else { return nil }
            return wallClock &- recorded
        }
        let (jump, overflow) = (wallClock &- last.wallClock).subtractingReportingOverflow(
            monotonic - last.monotonic)
        return !overflow && jump.magnitude > UInt64(Self.tolerance) ? jump : nil
    }
}
