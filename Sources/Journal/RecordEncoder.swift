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
    private(set) var dictionary: RecordDictionaries.Prepared? {
        didSet { maker = RecordMaker(dictionary) }
    }
    private var maker = RecordMaker(nil)
    /// Taken into use with the next batch.
    var learned: LearnedDictionary?
    private var isLoaded = false
    /// Whether the ledger's dictionaries cannot be read: then bodies stand raw, and nothing is learned.
    private(set) var isBroken = false
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

    /// The same for what was admitted, read where it stands. Of a large batch all but the chain is made on as
    /// many cores as are free (`UnchainedRecords`).
    mutating func encode(
        _ admitted: Admission.Batch, after head: Head, wallClock: Timestamp, identity: [UInt8]
    ) throws -> RecordBatch {
        let recorded = max(head.recorded ?? wallClock, wallClock)
        if admitted.written.count >= UnchainedRecords.batchEvents {
            var batch = try begin(admitted.written.count, bytes: 0, after: head)
            let stretches = UnchainedRecords.stretches(
                of: admitted, dictionary: dictionary, salts: salts, from: saltsUsed, recorded: recorded,
                wallClock: wallClock)
            saltsUsed += admitted.written.count * RecordLayout.saltBytes
            batch.bytes.reserveCapacity(stretches.reduce(0) { $0 + $1.bytes.count })
            for stretch in stretches { Self.chain(stretch, recorded, to: &batch) }
            finish(&batch, identity)
            return batch
        }
        let bytes = admitted.parcels.reduce(0) { $0 + $1.items.events.bodyBytes }
        var batch = try begin(admitted.written.count, bytes: bytes, after: head)
        for place in admitted.written { append(place, admitted, recorded, wallClock, to: &batch) }
        finish(&batch, identity)
        return batch
    }

    /// Adds the record of an admitted event, whose bytes are read where they stand.
    private mutating func append(
        _ place: Admission.Batch.Place, _ admitted: Admission.Batch, _ recorded: Timestamp,
        _ wallClock: Timestamp, to batch: inout RecordBatch
    ) {
        let events = admitted.events(place)
        let body = events.body(Int(place.event))
        let header = admitted.header(place, bytes: body.count, recorded: recorded, wallClock: wallClock)
        append(header, body: body, to: &batch)
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

    /// Adds a record, chains it to the batch's head and makes it the head.
    mutating func append(
        _ header: RecordLayout.Header, salt: Swift.Span<UInt8>, body: Swift.Span<UInt8>,
        to batch: inout RecordBatch
    ) {
        let start = batch.bytes.count
        let content = maker.append(header, salt: salt, body: body, to: &batch.bytes)
        batch.written.add(body: body.count, stored: batch.bytes.count - start - RecordLayout.bodyOffset)
        Self.chain(start..<batch.bytes.count, content, header.recorded, to: &batch)
    }

    /// Adds records that were made beside each other.
    private static func chain(
        _ made: UnchainedRecords, _ recorded: Timestamp, to batch: inout RecordBatch
    ) {
        let base = batch.bytes.count
        batch.bytes.append(contentsOf: made.bytes)
        batch.written.add(made.written)
        var start = base
        for (end, content) in zip(made.ends, made.contents) {
            chain(start..<(base + end), content, recorded, to: &batch)
            start = base + end
        }
    }

    /// Chains a record that stands in the batch's bytes.
    private static func chain(
        _ range: Range<Int>, _ content: SHA256Digest, _ recorded: Timestamp, to batch: inout RecordBatch
    ) {
        let position = batch.head.position + 1
        let begin = range.lowerBound
        let digest = Chain.digest(
            after: batch.head.digest, position: position,
            header: batch.bytes.span.extracting(begin..<begin + RecordLayout.headerBytes), content: content)
        var bytes = batch.bytes.mutableSpan
        bytes.store(digest, at: begin + RecordLayout.digestOffset)
        batch.records.append((position, range.upperBound))
        batch.head = Head(position: position, digest: digest, recorded: recorded)
    }
}
