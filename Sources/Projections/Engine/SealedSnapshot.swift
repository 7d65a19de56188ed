import LMDB
import Model

/// One snapshot of everything that a state has sealed. For one thread.
struct SealedSnapshot: ~Copyable {
    let columns: ReadTransaction
    let runs: RunSnapshot
    let position: Position
    /// The numbers of its tables, ascending.
    let tables: [UInt32]

    private init(
        _ columns: consuming ReadTransaction, _ runs: consuming RunSnapshot, _ position: Position,
        _ tables: [UInt32]
    ) {
        self.columns = columns
        self.runs = runs
        self.position = position
        self.tables = tables
    }

    static func take(of engine: Engine) throws -> SealedSnapshot {
        let columns = try engine.columns.snapshot()
        let state = try SealedState(reading: columns)
        let tables = state.series.map(\.number) + [TableNumber.outcomes, TableNumber.withdrawals]
        return SealedSnapshot(columns, try engine.runs.snapshot(), state.position, tables)
    }
}
