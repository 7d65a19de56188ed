/// What bounds the part of the projections that is in memory, and how it is written. Only tests have reason
/// to differ from the defaults.
package struct EngineOptions: Sendable {
    /// Events of a generation: at this many it is sealed. Twice as many may be in memory, while one
    /// generation is sealed and the next fills.
    package var events: UInt64 = 262_144
    /// Bytes of a generation's rows and index: at this many it is sealed, however few events they are.
    package var bytes = 96 << 20
    /// Bytes of columns after which a transaction of a checkpoint is committed.
    package var transactionBytes = 4 << 20
    /// How runs are written and merged.
    package var runs = RunTuning()
    /// After that many microseconds a pass over chunks goes on with a later snapshot, so that what a long
    /// question holds back is what is written in that time.
    package var snapshotMicroseconds: Int64 = 1_000_000
    /// Called before each commit of a checkpoint or a merge, on its thread; when it throws, the transaction
    /// is given up. Tests stop the process there.
    package var beforeCommit: @Sendable (EngineStep) throws -> Void = { _ in }

    package static let standard = EngineOptions()

    package init() {}
}

/// What a transaction of the projections is about to commit.
package enum EngineStep: Hashable, Sendable {
    /// Parts of columns, not the last of a checkpoint.
    case columns
    /// The last of a checkpoint: the position of the columns moves.
    case columnsVisible
    case runs(RunStep)
}
