import Digest
import LMDB
import Model

/// The bytes of a row of the table `dictionaries`, drawn in `schemas/journal-record.md`. Final, as records
/// are.
enum DictionaryLayout {
    static let version: UInt8 = 1
    /// Bytes before the digest, which covers them.
    static let headerBytes = 32
    static let dictionaryOffset = 64
    /// The most that one dictionary has.
    static let bytesMax = 65_536

    /// What a row says of its dictionary.
    struct Header: Hashable, Sendable {
        /// 1, 2, 3, ... in the order in which they were taken into use.
        var number: UInt32
        /// The first and the last record that it was learned from.
        var first: Position
        var last: Position
        /// Bytes of bodies that were learned from others of, and what they came to with it.
        var sampleBytes: UInt32
        var sampleStored: UInt32
    }

    static func key(_ number: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(bigEndian: number)
        return bytes
    }

    static func encode(_ header: Header, dictionary: [UInt8], identity: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = [version, RecordLayout.zstandard, 0, 0]
        bytes.append(bigEndian: header.number)
        bytes.append(bigEndian: header.first)
        bytes.append(bigEndian: header.last)
        bytes.append(bigEndian: header.sampleBytes)
        bytes.append(bigEndian: header.sampleStored)
        digest(header: bytes.span, dictionary: dictionary.span, identity: identity).append(to: &bytes)
        bytes.append(contentsOf: dictionary)
        return bytes
    }

    /// Reads a row and checks that it is what was written.
    /// - Throws: `LedgerError` of kind `badRecord`.
    static func decode(
        _ bytes: Swift.Span<UInt8>, number: UInt32, identity: [UInt8]
    ) throws(LedgerError) -> (header: Header, dictionary: [UInt8]) {
        guard bytes.count > dictionaryOffset, bytes.count <= dictionaryOffset + bytesMax else {
            throw bad(number, "\(bytes.count) bytes")
        }
        guard bytes[0] == version, bytes[1] == RecordLayout.zstandard, bytes[2] == 0, bytes[3] == 0,
            bytes.word32(4) == number
        else { throw bad(number, "a header that no writer of ours writes") }
        let dictionary = bytes.extracting(dictionaryOffset..<bytes.count)
        let expected = digest(
            header: bytes.extracting(0..<headerBytes), dictionary: dictionary, identity: identity)
        let found = RecordLayout.digest(bytes, at: headerBytes)
        guard found == expected else {
            throw bad(number, "digest \(found.hex), its bytes give \(expected.hex)")
        }
        let header = Header(
            number: number, first: bytes.word64(8), last: bytes.word64(16), sampleBytes: bytes.word32(24),
            sampleStored: bytes.word32(28))
        return (header, Array(copying: dictionary))
    }

    /// SHA-256("daybook dictionary 1\n" ‖ identity ‖ bytes 0 to 31 of the row ‖ dictionary).
    static func digest(
        header: Swift.Span<UInt8>, dictionary: Swift.Span<UInt8>, identity: [UInt8]
    ) -> SHA256Digest {
        var bytes = Array("daybook dictionary 1\n".utf8) + identity
        bytes.append(copying: header)
        bytes.append(copying: dictionary)
        return SHA256Digest(of: bytes)
    }

    static func bad(_ number: UInt32, _ fault: String) -> LedgerError {
        LedgerError(
            .badRecord,
            "dictionary \(number) of the journal has \(fault); run `daybookd verify` and restore from a backup"
        )
    }
}
