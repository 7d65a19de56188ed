/// What the records of a sorted run are. The codes are final: they stand in the store.
package enum RunKind: UInt8, CaseIterable, Hashable, Sendable {
    /// An event's id to its position; looked up for every event that is admitted.
    case identifiers = 0
    /// What waits for an id that was not there yet; looked up for every event that is applied.
    case waiting = 1
    /// A subject to its decisions and outcomes.
    case subjects = 2
    /// A decision's id to its reviews.
    case reviews = 3
    /// The outcomes of each row of a table, read by key range.
    case labels = 4

    /// Bytes of a record. Records sort as bytes.
    package var recordBytes: Int { self == .labels ? LabelRecord.byteCount : IndexEntry.byteCount }

    /// Whether look-ups are mostly for what is not there, so that a filter in memory pays.
    var hasFilter: Bool { self == .identifiers || self == .waiting }
}

/// What a transaction of the run store is about to commit.
package enum RunStep: Hashable, Sendable {
    /// Blocks of runs that are being sealed, not the last of them.
    case seal
    /// The last of a seal: its runs become visible and the position moves.
    case sealVisible
    /// Blocks or filter of a merge's output, not the last of them.
    case merge
    /// The last of a merge: its output takes the place of its inputs.
    case mergeVisible
    /// Rows of a run that nobody needs any more are removed.
    case remove
}

/// The sizes by which runs are written and merged. Only tests have reason to differ from the defaults.
package struct RunTuning: Sendable {
    /// Pages of 4 KiB that a block of records fills, but for the 16 bytes that LMDB takes of the first.
    package var blockPages = 4
    /// Bytes written by one transaction, about.
    package var stepBytes = 4 << 20
    /// Rows removed by one transaction: their pages become one piece of the free list, which each later
    /// commit reads and writes in pieces of that size.
    package var removedRows = 256
    /// Runs of like size that are merged at a time: at least so many, and at most `fanInMax` when merging has
    /// fallen behind.
    package var fanIn = 8
    package var fanInMax = 32
    /// Records below which all runs count as of like size; each further size is `fanIn` times as large. A
    /// generation of 262,144 entries lies in the middle of its size, so that somewhat smaller ones are alike.
    package var smallRun = 1448

    package init() {}

    /// Records that a block holds.
    func blockRecords(_ kind: RunKind) -> Int { max(1, (blockPages * 4096 - 16) / kind.recordBytes) }

    /// The size class of a run: runs are merged with runs of their class, and the result is of a higher one.
    func tier(_ count: Int) -> Int {
        var rest = count / max(1, smallRun)
        var tier = 0
        while rest > 0 {
            rest /= max(2, fanIn)
            tier += 1
        }
        return tier
    }
}
