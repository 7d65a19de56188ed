import Platform

/// Looks at a daemon again and again while it is loaded: its memory, and how far the load has come.
struct Watch: Sendable {
    /// What was seen.
    struct Seen: Sendable {
        /// The most memory of its own, in bytes.
        var anonymousPeak = 0
        /// Events acknowledged, by microseconds since the start.
        var progress: [(microseconds: Int64, events: Int)] = []

        /// Events a second in the slowest of some equal parts of what was seen.
        func slowestRate(parts: Int) -> Double? {
            guard let first = progress.first, let last = progress.last else { return nil }
            var slowest: Double?
            for part in 0..<parts {
                let bounds = (part...part + 1).map {
                    first.events + (last.events - first.events) * $0 / parts
                }
                guard let from = progress.first(where: { $0.events >= bounds[0] }),
                    let to = progress.first(where: { $0.events >= bounds[1] }),
                    to.microseconds > from.microseconds
                else { continue }
                let rate = Double(to.events - from.events) * 1e6 / Double(to.microseconds - from.microseconds)
                slowest = min(slowest ?? rate, rate)
            }
            return slowest
        }
    }

    private static let pause: Int64 = 20_000

    /// Starts to look at a process, every 20 ms.
    static func start(_ figures: ProcessFigures, progress: @escaping @Sendable () -> Int) -> Background<Seen>
    {
        let start = System.monotonicClock()
        return Background { isEnding in
            var seen = Seen()
            let condition = MonotonicCondition()
            condition.lock()
            defer { condition.unlock() }
            repeat {
                seen.anonymousPeak = max(seen.anonymousPeak, (try? figures.memory("RssAnon")) ?? 0)
                seen.progress.append((System.monotonicClock() - start, progress()))
                _ = condition.wait(untilMicroseconds: System.monotonicClock() + pause)
            } while !isEnding()
            seen.progress.append((System.monotonicClock() - start, progress()))
            return seen
        }
    }
}
