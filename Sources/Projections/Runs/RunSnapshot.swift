package import Digest
import LMDB
package import Model

/// The runs as of one commit. Used by one thread, for a short time: no page that it sees is reused while it
/// lives.
package struct RunSnapshot: ~Copyable {
    let transaction: ReadTransaction
    let catalog: RunCatalog

    init(transaction: consuming ReadTransaction, catalog: RunCatalog) {
        self.transaction = transaction
        self.catalog = catalog
    }

    /// The last position that the runs cover.
    package var position: Position { catalog.position }

    /// Hands every entry of a fingerprint to `body`, in no order. Not for `labels`.
    ///
    /// Cost: a cache line a run for what is not there (kinds with a filter), about a microsecond for each run
    /// that holds it.
    package func find(
        _ kind: RunKind, _ fingerprint: Fingerprint, _ body: (IndexEntry) throws -> Void
    ) throws {
        guard kind.recordBytes == IndexEntry.byteCount else { return }
        for run in catalog.runs[Int(kind.rawValue)] {
            if let filter = run.filter, !filter.mayHold(high: fingerprint.high, low: fingerprint.low) {
                continue
            }
            try look(in: run, for: fingerprint, body)
        }
    }

    /// The same for many fingerprints at once, in any order; `body` gets the number of the fingerprint too.
    ///
    /// Cheaper than one by one when there are many runs: a run's filter is asked for all of them before the
    /// next, so that cache misses overlap.
    package func find(
        _ kind: RunKind, _ fingerprints: [Fingerprint], _ body: (Int, IndexEntry) throws -> Void
    ) throws {
        guard kind.recordBytes == IndexEntry.byteCount else { return }
        var held: [Int] = []
        for run in catalog.runs[Int(kind.rawValue)] {
            guard let filter = run.filter else {
                for index in fingerprints.indices {
                    try look(in: run, for: fingerprints[index]) { try body(index, $0) }
                }
                continue
            }
            let count = filter.held(of: fingerprints, into: &held)
            for index in held.prefix(count) {
                try look(in: run, for: fingerprints[index]) { try body(index, $0) }
            }
        }
    }

    private func look(
        in run: Run, for fingerprint: Fingerprint, _ body: (IndexEntry) throws -> Void
    ) throws {
        let low = UInt64(fingerprint.low) << 40
        var number = run.block(for: fingerprint.high)
        while number < run.fences.count, run.fences[number] <= fingerprint.high {
            let goesOn = try block(number, of: run) { records in
                var offset = RecordSearch.first(
                    of: records, high: fingerprint.high, second: low, within: run.range(of: number))
                while offset < records.count {
                    let entry = IndexEntry(records, at: offset)
                    guard entry.fingerprint == fingerprint else { return false }
                    try body(entry)
                    offset += IndexEntry.byteCount
                }
                return true
            }
            guard goesOn else { return }
            number += 1
        }
    }

    /// Hands a block's records to `body` where they stand.
    private func block<Result>(
        _ number: Int, of run: Run, _ body: (Swift.Span<UInt8>) throws -> Result
    ) throws -> Result {
        let key = RunTables.key(run.id, number)
        let size = run.kind.recordBytes
        let found = try transaction.get(RunTables.blocks, key.span) { records in
            guard records.count % size == 0 else {
                throw ProjectionError.damagedRow(
                    table: RunTables.blocks.name, detail: "\(records.count) bytes in block \(number)")
            }
            return try body(records)
        }
        guard let found else {
            throw ProjectionError.damagedRow(
                table: RunTables.blocks.name, detail: "run \(run.id) has no block \(number)")
        }
        return found
    }

    /// Hands the records from `from` on and below `to` to `body`, run after run, each ascending, until it
    /// returns false. An empty `to` is no bound.
    ///
    /// `body` sees several records at a time: a span of whole records that stand side by side.
    package func scan(
        _ kind: RunKind, from: [UInt8], to: [UInt8], _ body: (Swift.Span<UInt8>) throws -> Bool
    ) throws {
        let size = kind.recordBytes
        var first: UInt64 = 0
        for index in 0..<8 { first = first << 8 | UInt64(index < from.count ? from[index] : 0) }
        var isOver = false
        for run in catalog.runs[Int(kind.rawValue)] where !isOver && run.last >= first {
            var number = run.block(for: first)
            var isInside = false
            var isPast = false
            while number < run.fences.count, !isPast, !isOver {
                try block(number, of: run) { records in
                    let start = isInside ? 0 : RecordSearch.first(of: records, size: size, notBelow: from)
                    var end = records.count
                    if !to.isEmpty, end > 0, RecordSearch.precedes(records, end - size, size, to) == false {
                        end = RecordSearch.first(of: records, size: size, notBelow: to)
                        isPast = true
                    }
                    guard start < records.count else { return }
                    isInside = true
                    if start < end { isOver = try !body(records.extracting(start..<end)) }
                }
                number += 1
            }
        }
    }

    /// Hands all records of a kind to `body` in byte order, several whole ones at a time, until it returns
    /// false: what the kind holds, whatever runs it lies in.
    ///
    /// Memory: a block a run and 256 KiB.
    package func merged(_ kind: RunKind, _ body: (Swift.Span<UInt8>) throws -> Bool) throws {
        var merge = RecordMerge(catalog.runs[Int(kind.rawValue)], kind: kind)
        var output = [UInt8](repeating: 0, count: (256 << 10) / kind.recordBytes * kind.recordBytes)
        while true {
            let filled = try merge.fill(&output, from: transaction)
            guard filled > 0, try body(output.span.extracting(0..<filled)), filled == output.count else {
                return
            }
        }
    }
}
