import LMDB
import Model

/// What the last checkpoint says of itself: read once, when a state is opened.
struct SealedState {
    var position: Position = 0
    /// Nil in a state that was just made.
    var journal: String?
    var series: [Series] = []
    var names: [Identifier] = []
    /// Rows by table.
    var rows: [UInt32: Int] = [:]

    init(reading transaction: borrowing ReadTransaction) throws {
        position = try View.word(Keys.position, in: transaction)
        journal = try transaction.get(CoreTables.state, Keys.journal).map {
            String(decoding: $0, as: UTF8.self)
        }
        var found: [Series] = []
        try transaction.walk(CoreTables.series) { key, value in
            found.append(try Series(key, value))
            return true
        }
        series = found
        var names: [Identifier] = []
        try transaction.walk(CoreTables.names) { _, value in
            var row = RowReader(value, of: CoreTables.names.name)
            names.append(Identifier(try row.rest()))
            return true
        }
        self.names = names
        for table in [TableNumber.outcomes, TableNumber.withdrawals] + series.map(\.number) {
            rows[table] = Int(clamping: try View.word(Keys.rows(table), in: transaction))
        }
    }
}

extension Series {
    init(_ key: Swift.Span<UInt8>, _ value: Swift.Span<UInt8>) throws {
        var place = RowReader(key, of: CoreTables.series.name)
        var row = RowReader(value, of: CoreTables.series.name)
        let code = try row.byte()
        guard let role = Role(code: code) else {
            throw ProjectionError.damagedRow(
                table: CoreTables.series.name, detail: "no role has the code \(code)")
        }
        let model = try row.identifier()
        self.init(number: try place.word32(), model: model, version: try row.identifier(), role: role)
    }

    var row: [UInt8] {
        var row = RowWriter()
        row.byte(role.code)
        row.text(model.text)
        row.text(version.text)
        return row.bytes
    }
}
