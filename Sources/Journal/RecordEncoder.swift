import Compression
import Digest
import LMDB
import Model

/// Records that are ready to be committed, one after the other in one buffer, and the head there is when
/// they are.
struct RecordBatch: Sendable {
    var bytes: [UInt8] = []
    /// The position of each record and where it ends in `bytes`.
    var records: [(position: Position, end: Int)] = []
    /// A dictionary that is taken into use after this commit: its number and its row.
    var dictionary: (number: UInt32, row: [UInt8])?
    var head: Head
    var written = DictionaryRule.Written()
}

/// A dictionary that was learned and is not written yet.
struct LearnedDictionary: Sendable {
    let bytes: [UInt8]
    let prepared: CompressionDictionary
    /// What its row will say, but for the number.
    let header: DictionaryLayout.Header
}

/// Makes records of drafts, in buffers that are used again. The writer's.
struct RecordEncoder: Sendable {
    /// What bodies are compressed with, nil when the ledger has none yet.
    private(set) var dictionary: RecordDictionaries.Prepared?
    /// Taken into use with the next batch.
    var learned: LearnedDictionary?
    private var isLoaded = false
    /// Whether the ledger's dictionaries cannot be read: then bodies stand raw, and nothing is learned.
    private(set) var isBroken = false
    /// Salt and body of the record under way.
    private var content: [UInt8] = []
    private var room: [UInt8] = []
    /// Random bytes, and how many of them were used; none is used twice.
    private var salts: [UInt8] = []
    private var saltsUsed = 0

    /// Reads which dictionary is in use, once.
    mutating func load(_ dictionaries: RecordDictionaries) {
        guard !isLoaded else { return }
        isLoaded = true
        do {
            dictionary = try dictionaries.last()
        } catch {
            isBroken = true
        }
    }

    /// Forgets what a commit, whose end is not known, may have changed.
    mutating func reset() { self = RecordEncoder() }

    /// Gives the drafts the next positions and chains them.
    ///
    /// Cost: two SHA-256 and a compression a draft; no allocation beside the batch's own.
    mutating func encode(
        _ drafts: [Draft], after head: Head, wallClock: Timestamp, identity: [UInt8]
    ) throws -> RecordBatch {
        var batch = try begin(drafts.count, bytes: drafts.reduce(0) { $0 + $1.body.count }, after: head)
        let recorded = max(head.recorded ?? wallClock, wallClock)
        for draft in drafts {
            let header = RecordLayout.Header(
                type: draft.type, recorded: recorded, wallClock: wallClock, peerUser: draft.peerUser,
                bodyBytes: UInt32(clamping: draft.body.count))
            append(header, body: draft.body.span, to: &batch)
        }
        finish(&batch, identity)
        return batch
    }

    /// The same for what was admitted, read where it stands.
    mutating func encode(
        _ admitted: Admission.Batch, after head: Head, wallClock: Timestamp, identity: [UInt8]
    ) throws -> RecordBatch {
        let bytes = admitted.parcels.reduce(0) { $0 + $1.items.events.bodyBytes }
        var batch = try begin(admitted.written.count, bytes: bytes, after: head)
        let recorded = max(head.recorded ?? wallClock, wallClock)
        for place in admitted.written {
            let parcel = admitted.parcels[Int(place.parcel)]
            append(parcel.items.events, Int(place.event), to: &batch) { bytes in
                RecordLayout.Header(
                    type: place.type, recorded: recorded, wallClock: wallClock, peerUser: parcel.peerUser,
                    bodyBytes: bytes)
            }
        }
        finish(&batch, identity)
        return batch
    }

    /// Adds the record of one of the events, whose bytes are read where they stand; `header` makes its header
    /// from how many they are.
    private mutating func append(
        _ events: EventBlock, _ event: Int, to batch: inout RecordBatch,
        _ header: (UInt32) -> RecordLayout.Header
    ) {
        let body = events.body(event)
        append(header(UInt32(clamping: body.count)), body: body, to: &batch)
    }

    private mutating func begin(_ count: Int, bytes: Int, after head: Head) throws -> RecordBatch {
        try needSalts(count)
        var batch = RecordBatch(head: head)
        batch.records.reserveCapacity(count)
        let each = dictionary == nil ? 0 : 192
        batch.bytes.reserveCapacity(count * (RecordLayout.bodyOffset + each) + (each == 0 ? bytes : 0))
        return batch
    }

    /// Adds the dictionary that the next batch is compressed with, when one was learned.
    private func finish(_ batch: inout RecordBatch, _ identity: [UInt8]) {
        guard let learned, !isBroken else { return }
        var header = learned.header
        header.number = (dictionary?.header.number ?? 0) + 1
        let row = DictionaryLayout.encode(header, dictionary: learned.bytes, identity: identity)
        batch.dictionary = (header.number, row)
    }

    /// Sees to as many salts. The generator costs more to call than to run, so it is asked for many.
    private mutating func needSalts(_ count: Int) throws {
        let wanted = count * RecordLayout.saltBytes
        guard salts.count - saltsUsed < wanted else { return }
        guard let made = Randomness.bytes(max(wanted, Self.saltsKept * RecordLayout.saltBytes)) else {
            throw LedgerError(.system, "the system's random generator failed")
        }
        salts = made
        saltsUsed = 0
    }

    private static let saltsKept = 256

    /// The batch is durable.
    mutating func committed(_ batch: RecordBatch) {
        guard let number = batch.dictionary?.number, let learned else { return }
        var header = learned.header
        header.number = number
        dictionary = RecordDictionaries.Prepared(header: header, dictionary: learned.prepared)
        self.learned = nil
    }

    /// Chains a record under the next salt.
    private mutating func append(
        _ header: RecordLayout.Header, body: Swift.Span<UInt8>, to batch: inout RecordBatch
    ) {
        // The salts are lent for the call: what is written meanwhile is everything else.
        var salts: [UInt8] = []
        swap(&salts, &self.salts)
        let end = saltsUsed + RecordLayout.saltBytes
        append(header, salt: salts.span.extracting(saltsUsed..<end), body: body, to: &batch)
        saltsUsed = end
        swap(&salts, &self.salts)
    }

    /// Chains a record to the batch's head and makes it the head.
    mutating func append(
        _ header: RecordLayout.Header, salt: Swift.Span<UInt8>, body: Swift.Span<UInt8>,
        to batch: inout RecordBatch
    ) {
        let compressed = compress(body)
        var header = header
        if compressed != nil, let number = dictionary?.header.number {
            header.codec = RecordLayout.zstandard
            header.dictionary = number
        }
        content.removeAll(keepingCapacity: true)
        content.append(copying: salt)
        content.append(copying: body)
        let bytes = RecordLayout.encode(header)
        let position = batch.head.position + 1
        let digest = Chain.digest(
            after: batch.head.digest, position: position, header: bytes.span,
            content: SHA256Digest(of: content.span))
        batch.bytes.append(copying: bytes.span)
        batch.bytes.append(copying: salt)
        var stored = InlineArray<32, UInt8>(repeating: 0)
        stored.put(digest, at: 0)
        batch.bytes.append(copying: stored.span)
        if let compressed {
            batch.bytes.append(copying: room.span.extracting(0..<compressed))
        } else {
            batch.bytes.append(copying: body)
        }
        batch.records.append((position, batch.bytes.count))
        batch.head = Head(position: position, digest: digest, recorded: header.recorded)
        batch.written.records += 1
        batch.written.bytes += body.count
        batch.written.stored += compressed ?? body.count
    }

    /// Compresses a body into `room`; its bytes there, nil when it is better kept as it is.
    private mutating func compress(_ body: Swift.Span<UInt8>) -> Int? {
        guard let dictionary else { return nil }
        let wanted = max(body.count, Self.roomKept)
        // Made anew for a large body, and again for what comes after it.
        if room.count != wanted { room = [UInt8](repeating: 0, count: wanted) }
        // What does not fit in as many bytes saves next to nothing. Without memory for it, bodies stand raw.
        return (try? dictionary.dictionary.compress(body, into: &room, atMost: body.count)) ?? nil
    }

    /// The room for bodies up to the size of a decision is kept.
    private static let roomKept = Limits.eventBytes
}
