import Model

/// Where recent events stand, by key: those that the identifier index may not cover yet.
///
/// Two generations, so that what the index has come to cover is dropped whole and nothing is searched for.
struct RecentIdentifiers: Sendable {
    private var old: [EventKey: Position] = [:]
    private var young: [EventKey: Position] = [:]
    private var oldLast: Position = 0
    private var youngLast: Position = 0

    var count: Int { old.count + young.count }

    func position(of key: EventKey) -> Position? { young[key] ?? old[key] }

    /// Notes an event; `position` is greater than every one before.
    mutating func insert(_ key: EventKey, at position: Position) {
        young[key] = position
        youngLast = position
    }

    /// Drops what lies wholly at or before `covered`.
    mutating func prune(covered: Position) {
        guard oldLast <= covered else { return }
        swap(&old, &young)
        oldLast = youngLast
        young.removeAll(keepingCapacity: true)
        guard oldLast <= covered else { return }
        old.removeAll(keepingCapacity: true)
    }
}
