import LMDB

/// What is to be done behind the visible runs: runs to remove, and at most one merge under way.
struct MergeWork {
    var dead: [UInt64]
    var merge: RunMerge?

    /// Tells it from the rows.
    /// - Parameter sealing: runs that a seal is writing, which are no garbage.
    init(
        in transaction: borrowing ReadTransaction, catalog: RunCatalog, sealing: Set<UInt64>,
        tuning: RunTuning
    ) throws {
        dead = []
        for row in try RunRow.all(in: transaction) {
            switch row.state {
            case .visible: continue
            case .sealing: if !sealing.contains(row.id) { dead.append(row.id) }
            case .dead: dead.append(row.id)
            case .merging:
                let inputs = catalog.runs[Int(row.kind.rawValue)]
                let runs = row.sources.compactMap { source in inputs.first { $0.id == source.run } }
                if merge == nil, runs.count == row.sources.count, !runs.isEmpty {
                    merge = RunMerge(
                        row, of: runs, fences: try Run.fences(of: row, in: transaction), tuning: tuning)
                } else {
                    dead.append(row.id)
                }
            }
        }
    }
}

/// A merge under way, in memory; its row holds what is needed to go on after a crash.
struct RunMerge {
    let inputs: [Run]
    private(set) var draft: RunDraft
    private var merge: RecordMerge
    private let tuning: RunTuning
    /// Blocks of the output whose keys an earlier process wrote, so that the filter does not know them yet.
    private var unindexed: Range<Int>
    private var output: [UInt8]
    private var isRead = false

    /// A merge that begins, or goes on where its row says.
    init(_ row: RunRow, of inputs: [Run], fences: [UInt64] = [], tuning: RunTuning) {
        self.inputs = inputs
        self.tuning = tuning
        draft = RunDraft(
            row, expecting: inputs.reduce(0) { $0 + $1.count }, fences: fences, tuning: tuning)
        merge = RecordMerge(inputs, kind: row.kind, places: row.sources.isEmpty ? nil : row.sources)
        unindexed = 0..<(row.kind.hasFilter ? Int(row.blocks) : 0)
        let blockBytes = tuning.blockRecords(row.kind) * row.kind.recordBytes
        output = [UInt8](repeating: 0, count: max(1, tuning.stepBytes / blockBytes) * blockBytes)
    }

    /// The next of the inputs to be merged, if any are: all of the lowest size class of a kind that has
    /// enough, up to a limit, oldest first.
    static func inputs(of catalog: RunCatalog, tuning: RunTuning) -> [Run]? {
        var best: (tier: Int, runs: [Run])?
        for runs in catalog.runs {
            for (tier, group) in Dictionary(grouping: runs, by: { tuning.tier($0.count) })
            where group.count >= max(2, tuning.fanIn) && tier < best?.tier ?? .max {
                best = (tier, Array(group.sorted { $0.id < $1.id }.prefix(max(2, tuning.fanInMax))))
            }
        }
        return best?.runs
    }

    /// Adds to the filter what an earlier process wrote, some blocks at a time; true when there were any.
    mutating func index(_ environment: Environment) throws -> Bool {
        guard !unindexed.isEmpty else { return false }
        let blocks = unindexed.prefix(tuning.removedRows)
        let run = draft.row.id
        try environment.read { transaction in
            for block in blocks {
                let key = RunTables.key(run, block)
                let found: Void? = try transaction.get(RunTables.blocks, key.span) { draft.index($0) }
                guard found != nil else {
                    throw ProjectionError.damagedRow(
                        table: RunTables.blocks.name, detail: "run \(run) has no block \(block)")
                }
            }
        }
        unindexed = blocks.endIndex..<unindexed.upperBound
        return true
    }

    /// Merges the records of one step in memory; how many bytes.
    mutating func read(_ environment: Environment) throws -> Int {
        guard !isRead else { return 0 }
        let filled = try environment.read { try merge.fill(&output, from: $0) }
        isRead = filled < output.count
        return filled
    }

    /// Writes what `read` gave, and of the filter as much as a transaction may still hold. The run, when that
    /// was all.
    mutating func write(_ filled: Int, in transaction: inout WriteTransaction, bytesPut: inout Int) throws
        -> Run?
    {
        let records = output
        let put = try draft.put(records.span.extracting(0..<filled), in: &transaction)
        draft.note(merge.places)
        bytesPut += put
        var budget = tuning.stepBytes - put
        if isRead {
            let before = budget
            let isWhole = try draft.putFilter(in: &transaction, budget: &budget)
            bytesPut += before - budget
            if isWhole { return try draft.finish(in: &transaction) }
        }
        try draft.putRow(in: &transaction)
        return nil
    }
}
