import LMDB
import Model
import Synchronization

/// Which series have decisions that name another (`of`), as far as that was looked for. Any thread.
///
/// Rows are only ever added, so what was seen stays true, and rows that name none need not be looked at
/// again.
final class PartnerBook: Sendable {
    private enum Known: Sendable {
        case found
        /// No row before this one names another: none that was sealed up to the position.
        case absent(before: Int, sealed: Position)
    }

    private let known = Mutex<[UInt32: Known]>([:])

    /// Whether a row of a table that is sealed up to a position names another. Cost: next to nothing; the
    /// directories of parts that are new since it was asked last, each paid for from the allowance.
    func namesAny(
        _ table: UInt32, sealed: Position, in transaction: borrowing ReadTransaction, _ allowance: Allowance?
    ) throws -> Bool {
        var end = 0
        switch known.withLock({ $0[table] }) {
        case .found: return true
        case .absent(_, let last) where sealed <= last: return false
        case .absent(let before, _): end = before
        case nil: break
        }
        var names = false
        while !names, let header = try ColumnTables.header(of: table, row: end, in: transaction) {
            try allowance?.spend(entries: header.keys.count)
            names = header.summary(.field(.of)) != nil
            end = header.rows.upperBound
        }
        known.withLock { known in
            switch known[table] {
            case .found: break
            // Another reader, of a later snapshot, has come further.
            case .absent(_, let last) where !names && sealed <= last: break
            default: known[table] = names ? .found : .absent(before: end, sealed: sealed)
            }
        }
        return names
    }
}
