import LMDB

/// The records of several runs in one order: a k-way merge that reads a block of each at a time.
///
/// Memory: one block a run. Cost: about 40 ns a record of eight runs.
struct RecordMerge: Sendable {
    private let runs: [Run]
    private let recordBytes: Int
    /// A block of each run side by side, `room` bytes for each.
    private var blocks: [UInt8] = []
    private var room = 0
    /// For each run: the block it is at, the byte in it, and the bytes that the block has.
    private var numbers: [Int]
    private var offsets: [Int]
    private var ends: [Int]
    /// The first and the second eight bytes of each run's next record; all ones at the run's end.
    private var firsts: [UInt64]
    private var seconds: [UInt64]
    /// A tournament of the runs by their next records: each inner node holds the loser, node 0 the winner.
    private var losers: [Int]
    private var isStarted = false

    /// Begins at the first records, or goes on where `places` says, which name the runs in their order.
    init(_ runs: [Run], kind: RunKind, places: [RunRow.Source]? = nil) {
        self.runs = runs
        recordBytes = kind.recordBytes
        numbers = places?.map { Int($0.block) } ?? [Int](repeating: 0, count: runs.count)
        offsets = places?.map { Int($0.offset) } ?? [Int](repeating: 0, count: runs.count)
        ends = [Int](repeating: 0, count: runs.count)
        firsts = [UInt64](repeating: .max, count: runs.count)
        seconds = firsts
        losers = [Int](repeating: 0, count: max(1, runs.count))
    }

    /// How far each run has been read.
    var places: [RunRow.Source] {
        runs.indices.map { index in
            RunRow.Source(
                run: runs[index].id, block: UInt32(truncatingIfNeeded: numbers[index]),
                offset: UInt32(truncatingIfNeeded: offsets[index]))
        }
    }

    /// Fills `output` with the next records, as many as it takes whole; how many of its bytes are records
    /// now. Fewer than it takes: there are no more.
    mutating func fill(_ output: inout [UInt8], from transaction: borrowing ReadTransaction) throws -> Int {
        guard !runs.isEmpty else { return 0 }
        if !isStarted { try start(transaction) }
        let limit = output.count - recordBytes
        var filled = 0
        while filled <= limit {
            let winner = losers[0]
            let begin = winner &* room &+ offsets[winner]
            guard offsets[winner] < ends[winner] else { break }
            var target = output.mutableSpan
            if recordBytes == 24 {
                target.store(bigEndian: firsts[winner], at: filled)
                target.store(bigEndian: seconds[winner], at: filled + 8)
                target.store(bigEndian: blocks.span.word(bigEndianAt: begin + 16), at: filled + 16)
            } else {
                target.store(blocks.span.extracting(begin..<begin + recordBytes), at: filled)
            }
            filled += recordBytes
            try advance(winner, transaction)
            replay(winner)
        }
        return filled
    }

    /// Steps one run to its next record.
    @inline(__always) private mutating func advance(
        _ run: Int, _ transaction: borrowing ReadTransaction
    ) throws {
        let next = offsets[run] &+ recordBytes
        offsets[run] = next
        if next < ends[run] {
            look(run)
        } else {
            numbers[run] += 1
            offsets[run] = 0
            try load(run, transaction)
        }
    }

    /// Notes the first 16 bytes of a run's next record.
    @inline(__always) private mutating func look(_ run: Int) {
        let begin = run &* room &+ offsets[run]
        firsts[run] = blocks.span.word(bigEndianAt: begin)
        seconds[run] = blocks.span.word(bigEndianAt: begin + 8)
    }

    /// Reads the block that a run is at.
    private mutating func load(_ run: Int, _ transaction: borrowing ReadTransaction) throws {
        ends[run] = 0
        firsts[run] = .max
        seconds[run] = .max
        guard numbers[run] < runs[run].fences.count else { return }
        let key = RunTables.key(runs[run].id, numbers[run])
        let size = recordBytes
        let bytes = try transaction.get(RunTables.blocks, key.span) { block in
            if block.count > room { widen(to: block.count) }
            let place = run * room
            var target = blocks.mutableSpan
            target.store(block, at: place)
            return block.count
        }
        guard let bytes, bytes >= size, bytes % size == 0, offsets[run] < bytes else {
            throw ProjectionError.damagedRow(
                table: RunTables.blocks.name,
                detail: "run \(runs[run].id) has \(bytes ?? 0) bytes in block \(numbers[run])")
        }
        ends[run] = bytes
        look(run)
    }

    /// Makes room for blocks of that size: runs may have been written with different ones.
    private mutating func widen(to bytes: Int) {
        var wide = [UInt8](repeating: 0, count: bytes * runs.count)
        var target = wide.mutableSpan
        for run in runs.indices where room > 0 {
            target.store(blocks.span.extracting(run * room..<run * room + ends[run]), at: run * bytes)
        }
        blocks = wide
        room = bytes
    }

    private mutating func start(_ transaction: borrowing ReadTransaction) throws {
        for run in runs.indices { try load(run, transaction) }
        losers[0] = play(1)
        isStarted = true
    }

    /// Fills the tournament below a node; its winner.
    private mutating func play(_ node: Int) -> Int {
        guard node < runs.count else { return node - runs.count }
        let left = play(2 * node)
        let right = play(2 * node + 1)
        let leftWins = precedes(left, right)
        losers[node] = leftWins ? right : left
        return leftWins ? left : right
    }

    /// Plays the matches of a run whose next record has changed.
    @inline(__always) private mutating func replay(_ run: Int) {
        var winner = run
        var node = (run &+ losers.count) >> 1
        while node > 0 {
            let other = losers[node]
            if precedes(other, winner) {
                losers[node] = winner
                winner = other
            }
            node >>= 1
        }
        losers[0] = winner
    }

    @inline(__always) private func precedes(_ left: Int, _ right: Int) -> Bool {
        if firsts[left] != firsts[right] { return firsts[left] < firsts[right] }
        if seconds[left] != seconds[right] { return seconds[left] < seconds[right] }
        return restPrecedes(left, right)
    }

    /// Compares what follows the first 16 bytes; a run at its end comes last.
    private func restPrecedes(_ left: Int, _ right: Int) -> Bool {
        guard offsets[left] < ends[left] else { return false }
        guard offsets[right] < ends[right] else { return true }
        let bytes = blocks.span
        for index in 16..<recordBytes {
            let a = bytes[left * room + offsets[left] + index]
            let b = bytes[right * room + offsets[right] + index]
            if a != b { return a < b }
        }
        return left < right
    }
}
