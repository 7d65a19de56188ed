import LMDB

/// The tables of the run store's environment.
enum RunTables {
    /// `journal` -> identity; `position` -> the position that the visible runs cover; `version` -> how often
    /// what is visible has changed.
    static let state = Table(0, "state", revision: 1)
    /// run id (8 bytes) -> `RunRow`.
    static let runs = Table(1, "runs", revision: 1)
    /// run id, block number (4 bytes) -> sorted records; its size fills LMDB's overflow pages.
    static let blocks = Table(2, "blocks", revision: 1)
    /// run id, number of its first block -> the first eight bytes of each block that one transaction wrote.
    static let fences = Table(3, "fences", revision: 1)
    /// run id, row number -> a piece of the filter: its words, little-endian.
    static let filters = Table(4, "filters", revision: 1)

    static let all = [state, runs, blocks, fences, filters]

    static let journal = Array("journal".utf8)
    static let position = Array("position".utf8)
    static let version = Array("version".utf8)

    /// Words of a filter in one row: they fill overflow pages, as blocks do.
    static let filterRowWords = (16 * 1024 - 16) / 8

    static func key(_ run: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: run >> UInt64(56 - 8 * $0)) }
    }

    /// A key made without an array, for look-ups.
    @inline(__always) static func key(_ run: UInt64, _ number: Int) -> InlineArray<12, UInt8> {
        InlineArray { index in
            index < 8
                ? UInt8(truncatingIfNeeded: run >> UInt64(56 - 8 * index))
                : UInt8(truncatingIfNeeded: number >> (88 - 8 * index))
        }
    }

    static func bytes(_ word: UInt64) -> [UInt8] { key(word) }
}

/// What the `runs` table holds of a run.
struct RunRow: Hashable, Sendable {
    enum State: UInt8, Sendable {
        /// A seal is writing it. Found at open, it is garbage.
        case sealing = 0
        /// A merge is writing it; it can go on.
        case merging = 1
        case visible = 2
        /// Nobody needs it; its rows are being removed.
        case dead = 3
    }

    /// How far a merge has read one of its inputs.
    struct Source: Hashable, Sendable {
        let run: UInt64
        /// The block to go on with, and the byte in it.
        var block: UInt32 = 0
        var offset: UInt32 = 0
    }

    var id: UInt64
    var kind: RunKind
    var state: State
    /// Records written.
    var count: UInt64 = 0
    /// Blocks written.
    var blocks: UInt32 = 0
    /// The first eight bytes of the last record written.
    var last: UInt64 = 0
    /// Of a run that is being merged: what from.
    var sources: [Source] = []

    var bytes: [UInt8] {
        var writer = RowWriter()
        writer.byte(kind.rawValue)
        writer.byte(state.rawValue)
        writer.word64(count)
        writer.word32(blocks)
        writer.word64(last)
        for source in sources {
            writer.word64(source.run)
            writer.word32(source.block)
            writer.word32(source.offset)
        }
        return writer.bytes
    }

    init(id: UInt64, kind: RunKind, state: State) {
        self.id = id
        self.kind = kind
        self.state = state
    }

    init(key: Swift.Span<UInt8>, value: Swift.Span<UInt8>) throws(ProjectionError) {
        var keys = RowReader(key, of: RunTables.runs.name)
        var values = RowReader(value, of: RunTables.runs.name)
        id = try keys.word64()
        let (kindCode, stateCode) = (try values.byte(), try values.byte())
        guard let kind = RunKind(rawValue: kindCode), let state = State(rawValue: stateCode) else {
            throw .damagedRow(table: RunTables.runs.name, detail: "kind \(kindCode), state \(stateCode)")
        }
        self.kind = kind
        self.state = state
        count = try values.word64()
        blocks = try values.word32()
        last = try values.word64()
        while !values.isAtEnd {
            sources.append(
                Source(run: try values.word64(), block: try values.word32(), offset: try values.word32()))
        }
    }

    /// All rows, by id.
    static func all(in transaction: borrowing ReadTransaction) throws -> [RunRow] {
        var rows: [RunRow] = []
        try transaction.walk(RunTables.runs) { key, value in
            rows.append(try RunRow(key: key, value: value))
            return true
        }
        return rows
    }

    func put(in transaction: inout WriteTransaction) throws {
        try transaction.put(RunTables.runs, RunTables.key(id), bytes)
    }
}
