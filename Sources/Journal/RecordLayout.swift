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

    /// Whatever the digest of a record covers beside its predecessor, its position and its body's digest.
    struct Header {
        var type: EventType
        var recorded: Timestamp
        var wallClock: Timestamp
        var peerUser: UInt32
        var bodyBytes: UInt32
    }

    /// The 40 header bytes: layout, type, codec, flags, dictionary, times, peer, body length, key id.
    static func append(_ header: Header, to bytes: inout [UInt8]) {
        bytes.append(version)
        bytes.append(header.type.rawValue)
        bytes.append(0)
        bytes.append(0)
        bytes.append(bigEndian: UInt32(0))
        bytes.append(bigEndian: header.recorded.microseconds)
        bytes.append(bigEndian: header.wallClock.microseconds)
        bytes.append(bigEndian: header.peerUser)
        bytes.append(bigEndian: header.bodyBytes)
        bytes.append(bigEndian: UInt64(0))
    }

    /// A whole record and the digest that chains it to `previous`.
    static func encode(
        _ header: Header, salt: ArraySlice<UInt8>, body: [UInt8], position: Position, previous: SHA256Digest
    ) -> (bytes: [UInt8], digest: SHA256Digest) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(bodyOffset + body.count)
        append(header, to: &bytes)
        bytes.append(contentsOf: salt)
        let content = Chain.content(salt: salt.span, body: body.span)
        let digest = Chain.digest(
            after: previous, position: position, header: bytes.span.extracting(0..<headerBytes),
            content: content)
        digest.append(to: &bytes)
        bytes.append(contentsOf: body)
        return (bytes, digest)
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
        guard bytes[2] == 0 else { return "codec \(bytes[2]), this program reads 0 (raw)" }
        guard bytes[3] == 0, bytes.word32(4) == 0, bytes.word64(32) == 0 else {
            return "reserved header fields are not zero"
        }
        let length = Int(bytes.word32(28))
        guard length == bytes.count - bodyOffset else {
            return "a body of \(bytes.count - bodyOffset) bytes, its header says \(length)"
        }
        return nil
    }

    /// Reads a record whose structure is checked here; its place in the chain is not.
    /// - Throws: `LedgerError` of kind `badRecord`.
    static func decode(_ bytes: Swift.Span<UInt8>, position: Position) throws(LedgerError) -> Record {
        if let fault = fault(of: bytes) { throw bad(position, fault) }
        guard let type = EventType(rawValue: bytes[1]) else { throw bad(position, "no event type") }
        return Record(
            position: position, type: type,
            recorded: Timestamp(microseconds: Int64(bitPattern: bytes.word64(8))),
            wallClock: Timestamp(microseconds: Int64(bitPattern: bytes.word64(16))),
            peerUser: bytes.word32(24),
            body: Array(copying: bytes.extracting(bodyOffset..<bytes.count)),
            link: (
                bytes.word64(digestOffset), bytes.word64(digestOffset + 8), bytes.word64(digestOffset + 16),
                bytes.word64(digestOffset + 24)
            ))
    }

    /// When a record was written, without reading the rest of it.
    static func recorded(_ bytes: Swift.Span<UInt8>, position: Position) throws(LedgerError) -> Timestamp {
        if let fault = fault(of: bytes) { throw bad(position, fault) }
        return Timestamp(microseconds: Int64(bitPattern: bytes.word64(8)))
    }

    /// Whether a stored record has exactly that body.
    static func body(of bytes: Swift.Span<UInt8>, equals body: [UInt8]) -> Bool {
        guard bytes.count == bodyOffset + body.count else { return false }
        for index in body.indices where bytes[bodyOffset + index] != body[index] { return false }
        return true
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

    private static func bad(_ position: Position, _ fault: String) -> LedgerError {
        LedgerError(
            .badRecord,
            "the record at position \(position) has \(fault); run `daybookd verify` and restore from a backup"
        )
    }
}
