import LMDB
import Model
import Synchronization

/// Which series have decisions that name another (`of`), as far as that was looked for. Any thread.
///
/// Rows are only ever added, so what was seen stays true, and rows that name none need not be looked at
/// again.
final class PartnerBook: Sendable {
    private enum Known: Sendable {
        case names
        /// No row before this one names another.
        case noneBefore(row: Int)
    }

    private let known = Mutex<[UInt32: Known]>([:])

    /// Whether a sealed row of a table names another. Cost: a look-up, and the directories of parts that are
    /// new since it was asked last.
    func namesAny(_ table: UInt32, in transaction: borrowing ReadTransaction) throws -> Bool {
        var row = 0
        switch known.withLock({ $0[table] }) {
        case .names: return true
        case .noneBefore(let last): row = last
        case nil: break
        }
        var end = row
        var names = false
        for header in try ColumnTables.headers(
            of: table, rows: row..<Int(UInt32.max), in: transaction)
        {
            end = header.rows.upperBound
            names = names || header.summary(.field(.of)) != nil
        }
        guard names || end > row else { return false }
        known.withLock { known in
            // Another reader, of another snapshot, may have come further.
            switch known[table] {
            case .names: break
            case .noneBefore(let last) where !names: known[table] = .noneBefore(row: max(last, end))
            default: known[table] = names ? .names : .noneBefore(row: end)
            }
        }
        return names
    }
}
