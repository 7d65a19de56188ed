import Compression
import Digest
import LMDB
import Model

/// Makes records that lack only their place in the chain: compresses bodies and takes their digests, in
/// buffers that are used again. One thread's.
struct RecordMaker: Sendable {
    private let dictionary: RecordDictionaries.Prepared?
    /// Salt and body of the record under way.
    private var content: [UInt8] = []
    private var room: [UInt8] = []

    /// The room for bodies up to the size of a decision is kept.
    private static let roomKept = Limits.eventBytes

    /// - Parameter dictionary: what bodies are compressed with; nil leaves them raw.
    init(_ dictionary: RecordDictionaries.Prepared?) { self.dictionary = dictionary }

    /// Adds a record whose digest is left zero; what its content's digest is.
    ///
    /// Cost: a SHA-256 of the body and a compression.
    mutating func append(
        _ header: RecordLayout.Header, salt: Swift.Span<UInt8>, body: Swift.Span<UInt8>,
        to bytes: inout [UInt8]
    ) -> SHA256Digest {
        let compressed = compress(body)
        var header = header
        if compressed != nil, let number = dictionary?.header.number {
            header.codec = RecordLayout.zstandard
            header.dictionary = number
        }
        content.removeAll(keepingCapacity: true)
        content.append(copying: salt)
        content.append(copying: body)
        bytes.append(copying: RecordLayout.encode(header).span)
        bytes.append(copying: salt)
        let digest = InlineArray<32, UInt8>(repeating: 0)
        bytes.append(copying: digest.span)
        if let compressed {
            bytes.append(copying: room.span.extracting(0..<compressed))
        } else {
            bytes.append(copying: body)
        }
        return SHA256Digest(of: content.span)
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
}

/// Some records of a large batch, made beside others: only the chain needs one after the other.
struct UnchainedRecords: Sendable {
    /// The records one after the other, their digests left zero.
    private(set) var bytes: [UInt8] = []
    /// Where each ends in `bytes`.
    private(set) var ends: [Int] = []
    /// The digest of each one's salt and body.
    private(set) var contents: [SHA256Digest] = []
    private(set) var written = DictionaryRule.Written()

    /// Events from which on a batch is worth more than one thread.
    static let batchEvents = 1_024
    /// Events that a thread takes at a time: some 0.4 ms of work.
    private static let events = 256

    /// The records of a batch in order, in stretches.
    /// - Parameters:
    ///   - salts: random bytes; each record takes its own, from `first` on.
    static func stretches(
        of admitted: Admission.Batch, dictionary: RecordDictionaries.Prepared?, salts: [UInt8],
        from first: Int, recorded: Timestamp, wallClock: Timestamp
    ) -> [UnchainedRecords] {
        let count = (admitted.written.count + events - 1) / events
        return OtherCores.map(0..<count) { number in
            let places = (number * events)..<min(admitted.written.count, (number + 1) * events)
            var made = UnchainedRecords()
            made.ends.reserveCapacity(places.count)
            made.contents.reserveCapacity(places.count)
            let room = dictionary == nil ? 512 : 192
            made.bytes.reserveCapacity(places.count * (RecordLayout.bodyOffset + room))
            var maker = RecordMaker(dictionary)
            for place in places {
                let salt = first + place * RecordLayout.saltBytes
                made.append(
                    admitted.written[place], admitted,
                    salt: salts.span.extracting(salt..<salt + RecordLayout.saltBytes), recorded, wallClock,
                    &maker)
            }
            return made
        }
    }

    private mutating func append(
        _ place: Admission.Batch.Place, _ admitted: Admission.Batch, salt: Swift.Span<UInt8>,
        _ recorded: Timestamp, _ wallClock: Timestamp, _ maker: inout RecordMaker
    ) {
        let events = admitted.events(place)
        let body = events.body(Int(place.event))
        let header = admitted.header(place, bytes: body.count, recorded: recorded, wallClock: wallClock)
        let start = bytes.count
        contents.append(maker.append(header, salt: salt, body: body, to: &bytes))
        ends.append(bytes.count)
        written.add(body: body.count, stored: bytes.count - start - RecordLayout.bodyOffset)
    }
}

extension Admission.Batch {
    /// The header of an event's record, as long as its body stands raw.
    func header(
        _ place: Place, bytes: Int, recorded: Timestamp, wallClock: Timestamp
    ) -> RecordLayout.Header {
        RecordLayout.Header(
            type: place.type, recorded: recorded, wallClock: wallClock,
            peerUser: parcels[Int(place.parcel)].peerUser, bodyBytes: UInt32(clamping: bytes))
    }
}
