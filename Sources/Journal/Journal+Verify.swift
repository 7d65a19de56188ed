package import Digest
import LMDB
package import Model

/// What deriving the whole chain anew has shown.
package struct Verification: Hashable, Sendable {
    /// Records that were found right, in order from the first.
    package let count: Position
    /// The digest of the last of them.
    package let digest: SHA256Digest
    /// The first place that is wrong, nil when all is right.
    package let fault: ChainFault?
}

extension Journal {
    /// Derives every digest up to the present head anew and says where the first does not fit.
    ///
    /// Reads in pages, each on a snapshot of its own, so it may run for hours beside appends; memory stays at
    /// a page of the store. `progress` is told (records done, records to do) after each page.
    package func verify(
        pageRecords: Int = 4096, progress: (Position, Position) throws -> Void = { _, _ in }
    ) throws -> Verification {
        let last = head.position
        var verifier = ChainVerifier(after: genesis, dictionaries: dictionaries)
        let fault = try verify(with: &verifier, to: last, pageRecords: pageRecords, progress: progress)
        return Verification(
            count: verifier.next - 1, digest: verifier.previous, fault: try fault ?? surplus(from: last))
    }

    /// Feeds the verifier from where it stands up to `last`.
    func verify(
        with verifier: inout ChainVerifier, to last: Position, pageRecords: Int,
        progress: (Position, Position) throws -> Void
    ) throws -> ChainFault? {
        while verifier.next <= last {
            let first = verifier.next
            var fault: ChainFault?
            try store.readRecords { table, tail in
                var left = pageRecords
                // The first page begins at the table's begin, so that a row before position 1 is seen.
                try tail.walk(from: first == 1 ? nil : first, table) { key, value in
                    fault = verifier.check(key: key, value: value)
                    left -= 1
                    return fault == nil && left > 0 && verifier.next <= last
                }
            }
            if let fault { return fault }
            if verifier.next == first { return verifier.end(before: last) }
            try progress(verifier.next - 1, last)
        }
        return nil
    }

    /// Rows that no walk in order meets, such as one whose page hangs in the tree twice.
    private func surplus(from last: Position) throws -> ChainFault? {
        let rows = try store.readRecords { try $1.rows($0) }
        let now = max(head.position, last)
        guard rows < Int(clamping: last) || (rows > Int(clamping: now) && head.position == now) else {
            return nil
        }
        return ChainFault(position: last, reason: .surplus, expected: "\(last)", found: "\(rows)")
    }
}
