import Digest
import LMDB
import Model

/// The bytes of a record, drawn in `schemas/journal-record.md`. Final: every ledger ever written is read by
/// it.
enum RecordLayout {
    static let version: UInt8 = 1
    /// Bytes before the salt; the digest covers them.
    static let headerBytes = 40
    static let saltBytes = 16
    static let digestOffset = 56
    static let bodyOffset = 88

    /// The codec of a body that stands as it was sent.
    static let raw: UInt8 = 0
    /// The codec of a body that is a bare Zstandard frame made with one of the ledger's dictionaries.
    static let zstandard: UInt8 = 1

    /// Whatever the digest of a record covers beside its predecessor, its position and its body's digest.
    struct Header: Hashable, Sendable {
        var type: EventType
        var codec = raw
        /// The number of the dictionary, 0 for a raw body.
        var dictionary: UInt32 = 0
        var recorded: Timestamp
        var wallClock: Timestamp
        var peerUser: UInt32
        /// Bytes of the body as it was sent.
        var bodyBytes: UInt32
    }

    /// The 40 header bytes: layout, type, codec, flags, dictionary, times, peer, body length, key id.
    static func encode(_ header: Header) -> InlineArray<40, UInt8> {
        var bytes = InlineArray<40, UInt8>(repeating: 0)
        bytes[0] = version
        bytes[1] = header.type.rawValue
        bytes[2] = header.codec
        bytes.put(header.dictionary, at: 4)
        bytes.put(UInt64(bitPattern: header.recorded.microseconds), at: 8)
        bytes.put(UInt64(bitPattern: header.wallClock.microseconds), at: 16)
        bytes.put(header.peerUser, at: 24)
        bytes.put(header.bodyBytes, at: 28)
        return bytes
    }

    /// Why the bytes cannot be a record of this layout; nil when their structure is sound.
    static func fault(of bytes: Swift.Span<UInt8>) -> String? {
        guard bytes.count >= bodyOffset else {
            return "\(bytes.count) bytes, a record has at least \(bodyOffset)"
        }
        guard bytes[0] == version else { return "layout \(bytes[0]), this program reads \(version)" }
        guard EventType(rawValue: bytes[1]) != nil else {
            return "event type \(bytes[1]), which there is not"
        }
        guard bytes[3] == 0, bytes.word64(32) == 0 else { return "reserved header fields are not zero" }
        let length = Int(bytes.word32(28))
        let stored = bytes.count - bodyOffset
        switch bytes[2] {
        case raw:
            guard bytes.word32(4) == 0 else { return "a dictionary for a body that is not compressed" }
            guard length == stored else { return "a body of \(stored) bytes, its header says \(length)" }
        case zstandard:
            guard bytes.word32(4) != 0 else { return "no dictionary for a compressed body" }
            // What is compressed is smaller, and no event is larger: neither can ask for more memory than
            // that.
            guard stored < length, length <= Limits.largeEventBytes else {
                return "\(stored) compressed bytes for a body of \(length)"
            }
        default: return "codec \(bytes[2]), this program reads 0 (raw) and 1 (zstd)"
        }
        return nil
    }

    /// The header of a record whose structure is checked here; its body and its place in the chain are not.
    /// - Throws: `LedgerError` of kind `badRecord`.
    static func header(_ bytes: Swift.Span<UInt8>, position: Position) throws(LedgerError) -> Header {
        if let fault = fault(of: bytes) { throw bad(position, fault) }
        guard let type = EventType(rawValue: bytes[1]) else { throw bad(position, "no event type") }
        return Header(
            type: type, codec: bytes[2], dictionary: bytes.word32(4),
            recorded: Timestamp(microseconds: Int64(bitPattern: bytes.word64(8))),
            wallClock: Timestamp(microseconds: Int64(bitPattern: bytes.word64(16))),
            peerUser: bytes.word32(24), bodyBytes: bytes.word32(28))
    }

    /// The digest that stands at an offset, in a record at `digestOffset`.
    static func digest(_ bytes: Swift.Span<UInt8>, at: Int) -> SHA256Digest {
        SHA256Digest(
            words: (bytes.word64(at), bytes.word64(at + 8), bytes.word64(at + 16), bytes.word64(at + 24)))
    }

    /// The head that a stored record makes, its structure checked.
    /// - Throws: `LedgerError` of kind `badRecord`.
    static func head(_ bytes: Swift.Span<UInt8>, position: Position) throws(LedgerError) -> Head {
        let header = try header(bytes, position: position)
        return Head(
            position: position, digest: digest(bytes, at: digestOffset), recorded: header.recorded)
    }

    /// The position that a key names.
    /// - Throws: `LedgerError` of kind `badRecord` when it is not eight bytes.
    static func position(_ key: Swift.Span<UInt8>) throws(LedgerError) -> Position {
        guard key.count == 8 else {
            throw LedgerError(.badRecord, "a record's key has \(key.count) bytes, not 8")
        }
        return key.word64(0)
    }

    static func key(_ position: Position) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: position)
        return bytes
    }

    static func bad(_ position: Position, _ fault: String) -> LedgerError {
        LedgerError(
            .badRecord,
            "the record at position \(position) has \(fault); run `daybookd verify` and restore from a backup"
        )
    }
}
