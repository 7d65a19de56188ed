import LMDB

/// A seal under way: what of its runs is written.
struct SealWork {
    private let records: [[UInt8]]
    private var drafts: [RunDraft]
    private let tuning: RunTuning
    private var current = 0
    /// Bytes of the current run's records that are written.
    private var written = 0
    private(set) var finished: [Run] = []

    init(_ runs: [(kind: RunKind, records: [UInt8])], tuning: RunTuning, id: () -> UInt64) {
        records = runs.map(\.records)
        drafts = runs.map { run in
            RunDraft(
                RunRow(id: id(), kind: run.kind, state: .sealing),
                expecting: run.records.count / run.kind.recordBytes, tuning: tuning)
        }
        self.tuning = tuning
    }

    /// Puts about as much as a transaction may hold; true when that was the rest, and all rows say visible.
    mutating func step(in transaction: inout WriteTransaction, bytesPut: inout Int) throws -> Bool {
        var budget = tuning.stepBytes
        while current < drafts.count, budget > 0 {
            let all = records[current]
            let kind = drafts[current].row.kind
            if written < all.count {
                let blockBytes = tuning.blockRecords(kind) * kind.recordBytes
                let room = max(1, budget / blockBytes) * blockBytes
                let end = written + min(room, all.count - written)
                let put = try drafts[current].put(all.span.extracting(written..<end), in: &transaction)
                try drafts[current].putRow(in: &transaction)
                bytesPut += put
                budget -= put
                written = end
                continue
            }
            let before = budget
            let isWhole = try drafts[current].putFilter(in: &transaction, budget: &budget)
            bytesPut += before - budget
            guard isWhole else { return false }
            current += 1
            written = 0
        }
        guard current == drafts.count else { return false }
        for index in drafts.indices { finished.append(try drafts[index].finish(in: &transaction)) }
        return true
    }
}
