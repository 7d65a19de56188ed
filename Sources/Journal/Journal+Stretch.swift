import LMDB
package import Model

extension Journal {
    /// Derives the digests of a stretch anew, each from the stored digest of the record before it, and hands
    /// every body that was found right to `take`. So stretches can be checked side by side, and all of them
    /// together say what `verify` says.
    ///
    /// Any thread; one snapshot, and no copy of a body. Nil when every record of the stretch is what was
    /// written.
    package func verifiedBodies(
        from first: Position, count: Int, _ take: (Position, Swift.Span<UInt8>) throws -> Void
    ) throws -> ChainFault? {
        guard first > 0, count > 0 else { return nil }
        let last = min(first + Position(count) - 1, head.position)
        let before = first > 1 ? try record(at: first - 1)?.digest : genesis
        guard let before else { return nil }
        var verifier = ChainVerifier(after: before, next: first, dictionaries: dictionaries)
        var fault: ChainFault?
        try store.readRecords { table, tail in
            try tail.walk(from: first, table) { key, value in
                fault = verifier.check(key: key, value: value)
                guard fault == nil else { return false }
                try take(verifier.next - 1, verifier.body)
                return verifier.next <= last
            }
        }
        return fault ?? verifier.end(before: last)
    }
}
