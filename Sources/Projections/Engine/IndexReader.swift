import Digest
import Model

/// The whole index as of one moment: the sealed runs, and above their position what generations hold in
/// memory.
struct IndexReader: ~Copyable {
    let runs: RunSnapshot
    /// Newest first.
    let hot: [HotIndex]

    /// The generations have to be looked at before the runs: what is sealed meanwhile is in the runs then.
    init(_ runs: consuming RunSnapshot, _ generations: [Generation]) {
        let sealed = runs.position
        self.runs = runs
        hot = generations.filter { $0.after >= sealed }.map(\.index)
    }

    /// Hands over every entry of a fingerprint, in no order.
    func find(_ kind: RunKind, _ fingerprint: Fingerprint, _ body: (IndexEntry) throws -> Void) throws {
        let sealed = runs.position
        for index in hot {
            try index.find(kind, fingerprint) { entry in
                // What a checkpoint has sealed meanwhile is found there.
                if entry.position > sealed { try body(entry) }
            }
        }
        try runs.find(kind, fingerprint, body)
    }

    /// The same for many fingerprints at once, much cheaper; `body` gets the number of the fingerprint too.
    func find(
        _ kind: RunKind, _ fingerprints: [Fingerprint], _ body: (Int, IndexEntry) throws -> Void
    ) throws {
        guard !fingerprints.isEmpty else { return }
        let sealed = runs.position
        for index in hot {
            try index.find(kind, fingerprints) { number, entry in
                if entry.position > sealed { try body(number, entry) }
            }
        }
        try runs.find(kind, fingerprints, body)
    }

    /// All entries of a fingerprint up to a position, ascending by position.
    ///
    /// - Parameter check: called for each; may throw to end it.
    func entries(
        _ kind: RunKind, _ fingerprint: Fingerprint, through last: Position, check: () throws -> Void = {}
    ) throws -> [IndexEntry] {
        var found: [IndexEntry] = []
        try find(kind, fingerprint) { entry in
            try check()
            if entry.position <= last { found.append(entry) }
        }
        if found.count > 1 { found.sort { $0.position < $1.position } }
        return found
    }

    /// The positions of all entries of a kind up to one, ascending. Cost: a pass over the kind.
    func positions(_ kind: RunKind, through last: Position) throws -> [Position] {
        let sealed = runs.position
        var found: [Position] = []
        func add(_ records: Swift.Span<UInt8>, above floor: Position) {
            for offset in stride(from: 0, to: records.count, by: IndexEntry.byteCount) {
                let position = IndexEntry(records, at: offset).position
                if position > floor, position <= last { found.append(position) }
            }
        }
        try runs.merged(kind) { records in
            add(records, above: 0)
            return true
        }
        // What a checkpoint has sealed meanwhile was among those.
        for index in hot { add(index.sortedRecords(kind).span, above: sealed) }
        return found.sorted()
    }

    /// How many entries of a kind the next look-up in memory has to put in order first.
    func gathered(_ kind: RunKind) -> Int { hot.reduce(0) { $0 + $1.gathered(kind) } }

    /// How many entries of a kind are sealed, and how many are in memory.
    func count(_ kind: RunKind) -> (sealed: Int, hot: Int) {
        (
            runs.catalog.runs[Int(kind.rawValue)].reduce(0) { $0 + $1.count },
            hot.reduce(0) { $0 + $1.count(kind) }
        )
    }
}
