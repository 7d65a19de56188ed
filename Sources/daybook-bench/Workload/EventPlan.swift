/// Which event of the sequence is what: of every 13 events 10 are decisions and 3 are outcomes, which stand
/// fifth, ninth and last. So the number of an event says how many decisions and outcomes came before it.
enum EventPlan {
    /// Events of one turn of the pattern.
    static let events = 13
    /// Decisions among them.
    static let decisions = 10

    static func isOutcome(_ event: Int) -> Bool {
        let offset = event % events
        return offset == 4 || offset == 8 || offset == 12
    }

    /// Outcomes among the first `count` events.
    static func outcomes(inFirst count: Int) -> Int {
        count / events * (events - decisions) + max(0, count % events - 1) / 4
    }

    /// Decisions among the first `count` events.
    static func decisions(inFirst count: Int) -> Int { count - outcomes(inFirst: count) }

    /// How many events from the first on hold so many decisions and the outcomes that follow them.
    static func events(holding count: Int) -> Int {
        let rest = count % decisions
        return count / decisions * events + rest + (rest >= 4 ? 1 : 0) + (rest >= 7 ? 1 : 0)
    }
}
