package import Model

extension Journal {
    /// Derives the digests of a stretch anew, each from the stored digest of the record before it: so stretches can
    /// be checked side by side, and all of them together say what `verify` says.
    ///
    /// Any thread. Nil when every record of the stretch is what was written.
    package func fault(from first: Position, count: Int) throws -> ChainFault? {
        guard first > 0, count > 0 else { return nil }
        let last = first + Position(count) - 1
        let before = first > 1 ? try record(at: first - 1)?.digest : genesis
        guard let before else { return nil }
        var verifier = ChainVerifier(after: before, next: first, dictionaries: dictionaries)
        return try verify(with: &verifier, to: min(last, head.position), pageRecords: count, progress: { _, _ in })
    }
}
