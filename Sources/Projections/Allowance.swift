/// What a reader was allowed to look at is used up: the answer takes one who has more time.
package struct AllowanceSpent: Error, Hashable, Sendable {}

/// Bytes that a reader may look at whose answer must not take long. Such a reader waits for nothing either.
///
/// Counts what grows with what the ledger holds: records, and the entries that lead to them.
final class Allowance {
    /// What a record costs beside its bytes: to be found, and to be decoded.
    private static let recordBytes = 512
    /// What an entry costs that is only looked at.
    private static let entryBytes = 16

    private var left: Int

    init(bytes: Int) { left = bytes }

    func spend(recordOf bytes: Int) throws(AllowanceSpent) { try spend(Self.recordBytes + bytes) }

    func spend(entries count: Int) throws(AllowanceSpent) { try spend(Self.entryBytes * count) }

    private func spend(_ bytes: Int) throws(AllowanceSpent) {
        left -= bytes
        guard left >= 0 else { throw AllowanceSpent() }
    }
}
