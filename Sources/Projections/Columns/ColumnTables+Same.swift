import Digest
import LMDB
import Model

extension ColumnTables {
    /// Whether the parts of a chunk say the same in two snapshots, whatever their cuts and forms: what
    /// `canonicalDigest` of either would tell.
    ///
    /// Mostly both have one part, and columns of the very same bytes, which need not be read to be the same:
    /// some 0.1 ns a byte then. Where bytes differ, what they say decides.
    static func areSame(
        _ left: [PartHeader], in mine: borrowing ReadTransaction,
        _ right: [PartHeader], in theirs: borrowing ReadTransaction
    ) throws -> Bool {
        guard left.count == 1, right.count == 1, left[0].rows == right[0].rows,
            left[0].keys == right[0].keys
        else {
            return try canonicalDigest(left, in: mine) == canonicalDigest(right, in: theirs)
        }
        let (a, b) = (left[0], right[0])
        if try !areSame(a.positionsPlace, of: a, in: mine, b.positionsPlace, of: b, in: theirs),
            try positions(of: a, in: mine) != positions(of: b, in: theirs)
        {
            return false
        }
        if try !areSame(a.atsPlace, of: a, in: mine, b.atsPlace, of: b, in: theirs),
            try ats(of: a, in: mine) != ats(of: b, in: theirs)
        {
            return false
        }
        for (index, key) in a.keys.enumerated() {
            let (one, other) = (a.summaries[index], b.summaries[index])
            guard one.saysSame(as: other) else { return false }
            if try areSame(one.place, of: a, in: mine, other.place, of: b, in: theirs) { continue }
            guard try digest(key, of: a, in: mine) == digest(key, of: b, in: theirs) else { return false }
        }
        return true
    }

    /// What one column of a part says.
    private static func digest(
        _ key: ColumnKey, of header: PartHeader, in transaction: borrowing ReadTransaction
    ) throws -> SHA256Digest {
        var rows = CanonicalRows()
        rows.column(key, [(header.firstRow, try column(key, of: header, in: transaction))])
        return rows.digest
    }

    /// Whether the same bytes stand at two places.
    private static func areSame(
        _ left: PartHeader.Place, of mine: PartHeader, in first: borrowing ReadTransaction,
        _ right: PartHeader.Place, of theirs: PartHeader, in second: borrowing ReadTransaction
    ) throws -> Bool {
        guard left.bytes == right.bytes else { return false }
        return try blob(left, of: mine, in: first) { bytes in
            try blob(right, of: theirs, in: second) { ColumnBytes.same(bytes, $0) }
        }
    }
}

extension PartHeader.Summary {
    /// Whether both say the same of a column, wherever it stands.
    fileprivate func saysSame(as other: Self) -> Bool {
        count == other.count && tag == other.tag && numbers == other.numbers && low == other.low
            && high == other.high
    }
}
