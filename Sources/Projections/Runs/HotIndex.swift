package import Digest
import Synchronization

/// The index entries of one generation in memory: one thread inserts, any thread looks up.
///
/// Flat arrays, about 44 bytes an entry. Inserting and finding cost about 50 ns an entry, also when very many
/// share a fingerprint; a look-up takes one lock once. Holds the kinds of `IndexEntry`, not `labels`.
///
/// Ids and what waits for them are asked for all the time. Subjects and reviews are when a query wants one:
/// they are only gathered until then, and the query that comes pays for what has gathered.
package final class HotIndex: Sendable {
    /// By the code of their kind.
    private let tables: Mutex<[HotTable]>

    /// - Parameter entries: how many entries a kind will hold, about; more is no error.
    package init(expecting entries: Int = 0) {
        tables = Mutex(
            RunKind.allCases.map { kind in
                // Few events have reviews or wait for another.
                HotTable(expecting: kind == .identifiers || kind == .subjects ? entries : entries / 16)
            })
    }

    /// Adds entries, in order and some hundred at a time, so that whoever admits events does not wait long
    /// for the lock: who looks up meanwhile goes by positions.
    package func insert(_ kind: RunKind, _ entries: [IndexEntry]) {
        for start in stride(from: 0, to: entries.count, by: Self.piece) {
            let piece = entries[start..<min(start + Self.piece, entries.count)]
            tables.withLock { tables in
                tables[Int(kind.rawValue)].append(piece)
                if kind.hasFilter { tables[Int(kind.rawValue)].index() }
            }
        }
    }

    /// Entries that are added under one hold of the lock: some 20 us.
    private static let piece = 256

    /// Adds one entry.
    package func insert(_ kind: RunKind, _ entry: IndexEntry) { insert(kind, [entry]) }

    /// Hands every entry of a fingerprint to `body`, the one inserted last first.
    ///
    /// `body` runs under the lock: keep it short, and do not call this index from it.
    package func find(
        _ kind: RunKind, _ fingerprint: Fingerprint, _ body: (IndexEntry) throws -> Void
    ) rethrows {
        try tables.withLock { tables in
            tables[Int(kind.rawValue)].index()
            try tables[Int(kind.rawValue)].find(fingerprint, body)
        }
    }

    /// The same for many fingerprints under one lock; `body` gets the number of the fingerprint too.
    package func find(
        _ kind: RunKind, _ fingerprints: [Fingerprint], _ body: (Int, IndexEntry) throws -> Void
    ) rethrows {
        try tables.withLock { tables in
            guard tables[Int(kind.rawValue)].count > 0 else { return }
            tables[Int(kind.rawValue)].index()
            for index in fingerprints.indices {
                try tables[Int(kind.rawValue)].find(fingerprints[index]) { try body(index, $0) }
            }
        }
    }

    /// How many entries of a kind there are.
    package func count(_ kind: RunKind) -> Int { tables.withLock { $0[Int(kind.rawValue)].count } }

    /// How many of them the next look-up has to put into their slots first.
    package func gathered(_ kind: RunKind) -> Int { tables.withLock { $0[Int(kind.rawValue)].gathered } }

    /// The records of a kind as `RunStore.seal` takes them. Cost: about 0.1 us an entry, outside the lock.
    package func sortedRecords(_ kind: RunKind) -> [UInt8] {
        HotTable.sortedRecords(tables.withLock { $0[Int(kind.rawValue)].entries })
    }

    /// Bytes of memory, about.
    package var bytes: Int { tables.withLock { $0.reduce(0) { $0 + $1.bytes } } }
}
