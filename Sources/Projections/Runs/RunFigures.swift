import LMDB
import Synchronization

/// What a run store holds, for status pages.
package struct RunFigures: Hashable, Sendable {
    package struct Kind: Hashable, Sendable {
        package let kind: RunKind
        package let runs: Int
        package let entries: Int
        /// Bytes of memory: filters, and the first key of every block.
        package let filterBytes: Int
        package let fenceBytes: Int
    }

    /// In the order of the kinds' codes.
    package let kinds: [Kind]
    /// Bytes of the environment's file in use, free pages among them.
    package let bytesOnDisk: Int
    /// Bytes of rows put since the store was opened, by seals and merges.
    package let bytesPut: Int
    /// Why merging stopped, until it goes on.
    package let mergeFailure: String?

    package var runs: Int { kinds.reduce(0) { $0 + $1.runs } }
    package var entries: Int { kinds.reduce(0) { $0 + $1.entries } }
    package var memoryBytes: Int { kinds.reduce(0) { $0 + $1.filterBytes + $1.fenceBytes } }
}

extension RunStore {
    /// Cost: a few microseconds.
    package func figures() throws -> RunFigures {
        let (catalog, bytesPut, failure) = published.withLock { ($0.catalog, $0.bytesPut, $0.mergeFailure) }
        return RunFigures(
            kinds: RunKind.allCases.map { kind in
                let runs = catalog.runs[Int(kind.rawValue)]
                return RunFigures.Kind(
                    kind: kind, runs: runs.count, entries: runs.reduce(0) { $0 + $1.count },
                    filterBytes: runs.reduce(0) { $0 + ($1.filter?.bytes ?? 0) },
                    fenceBytes: runs.reduce(0) { $0 + $1.fences.count * 8 })
            },
            bytesOnDisk: try environment.size().used, bytesPut: bytesPut,
            mergeFailure: failure)
    }
}
