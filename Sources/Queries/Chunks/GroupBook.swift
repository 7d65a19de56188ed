import Synchronization

/// Numbers the groups that chunks have in common, in the order in which they are met. One for all threads
/// that work on a question, so that a group has the same number on each.
final class GroupBook: Sendable {
    private struct Known: Sendable {
        var keys: [GroupKey] = []
        var numbers: [GroupKey: Int] = [:]
    }

    private let known = Mutex(Known())

    /// By number. Which group has which number depends on the threads: nothing that is shown may.
    var keys: [GroupKey] { known.withLock { $0.keys } }

    /// The number of a group that was met; nil for others.
    func find(_ key: GroupKey) -> Int? { known.withLock { $0.numbers[key] } }

    /// The number of a group.
    func number(_ key: GroupKey) -> Int {
        known.withLock { known in
            if let found = known.numbers[key] { return found }
            known.numbers[key] = known.keys.count
            known.keys.append(key)
            return known.keys.count - 1
        }
    }
}
