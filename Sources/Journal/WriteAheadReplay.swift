import Model

/// What a write-ahead log holds that the table of records does not: told from its bytes alone.
enum WriteAheadReplay {
    /// The frames with records after `end`, the last position of the table, in order.
    ///
    /// A half is written from its begin and begins anew when the table has caught up with it, so what counts
    /// are the frames from its begin on that follow each other; behind them stand those of earlier times,
    /// whose records the table has. A frame that is not whole is a commit that was under way.
    /// - Throws: `LedgerError` when a commit is missing that was acknowledged: of kind `damaged` when the
    ///   log is another ledger's or a whole frame stands behind one that is not, of kind `behindAnchor` when
    ///   the table ends too early for what follows.
    static func frames(
        in log: [UInt8], identity: [UInt8], after end: Position, path: String
    ) throws(LedgerError) -> [WriteAheadFrame] {
        var found: [WriteAheadFrame] = []
        let half = WriteAheadLog.half(of: log.count)
        for begin in [0, half] {
            let span = log.span.extracting(begin..<begin + half)
            guard !WriteAheadFrame.isForeign(at: 0, of: span, identity: identity) else {
                throw LedgerError(
                    .damaged, "\(path) is that of another ledger; restore the ledger from a backup")
            }
            found += try frames(of: span, at: begin, identity: identity, after: end, path)
        }
        found.sort { $0.first < $1.first }
        var next = end + 1
        for frame in found {
            guard frame.first == next else {
                throw LedgerError(
                    .behindAnchor,
                    "\(path) goes on at position \(frame.first), what comes before it ends at \(next - 1): the "
                        + "journal was cut short or exchanged; restore the ledger from a backup")
            }
            next = frame.last + 1
        }
        return found
    }

    private static func frames(
        of half: Swift.Span<UInt8>, at begin: Int, identity: [UInt8], after end: Position, _ path: String
    ) throws(LedgerError) -> [WriteAheadFrame] {
        var found: [WriteAheadFrame] = []
        var offset = 0
        var expected: Position?
        while let frame = WriteAheadFrame(at: offset, of: half, identity: identity),
            frame.first == expected ?? frame.first
        {
            if frame.last > end { found.append(frame) }
            expected = frame.last + 1
            offset += frame.storedBytes
        }
        let last = max(end, found.last?.last ?? 0)
        let torn = offset
        while offset < half.count {
            if let frame = WriteAheadFrame(at: offset, of: half, identity: identity), frame.last > last {
                throw LedgerError(
                    .damaged,
                    "\(path) has no whole commit at byte \(begin + torn), though that of position "
                        + "\(frame.first) stands at byte \(begin + offset); restore the ledger from a backup")
            }
            offset += WriteAheadFrame.blockBytes
        }
        return found
    }
}
