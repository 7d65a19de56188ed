import Digest
import Foundation
import Model
import Testing

@testable import Journal

@Suite("The layout of a record")
struct RecordLayoutTests {
    static let body = Array(
        (#"{"type":"decision","id":"d-1","at":"2009-06-08T12:00:00Z","model":"m","version":"1","#
            + #""subject":"s","score":0.5}"#).utf8)
    static let header = RecordLayout.Header(
        type: .decision, recorded: Timestamp(microseconds: 1_244_462_401_000_000),
        wallClock: Timestamp(microseconds: 1_244_462_400_500_000), peerUser: 1000,
        bodyBytes: UInt32(body.count))
    static let identity = [UInt8](0..<16)
    static let salt = [UInt8](16..<32)

    /// The blocks of the page that draws the layout; their digests are Python's (hashlib), see there.
    static func page(_ heading: String = "## A worked example") throws -> [String] {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("../../schemas/journal-record.md")
            .standardized
        let text = try String(contentsOf: file, encoding: .utf8)
        let example = try #require(text.components(separatedBy: heading + "\n").last)
        let pieces = example.components(separatedBy: "```")
        return stride(from: 1, to: pieces.count, by: 2).map {
            pieces[$0].replacingOccurrences(of: "\n", with: "")
        }
    }

    /// Reads a record in a ledger that has no dictionaries.
    static func decode(_ bytes: [UInt8]) throws -> Record {
        var reader = BodyReader(try Journal(opening: try TemporaryLedger().directory).dictionaries)
        return try reader.record(bytes.span, position: 1)
    }

    @Test("The worked example of the page is what is written")
    func workedExample() throws {
        let page = try Self.page()
        #expect(page[0] == "json" + String(decoding: Self.body, as: UTF8.self))
        let first = Chain.genesis(identity: Self.identity)
        #expect(first.hex == page[1])
        #expect(Chain.content(salt: Self.salt.span, body: Self.body.span).hex == page[2])
        var batch = RecordBatch(head: Head(position: 0, digest: first, recorded: nil))
        var encoder = RecordEncoder()
        encoder.append(Self.header, salt: Self.salt.span, body: Self.body.span, to: &batch)
        #expect(batch.head.digest.hex == page[3])
        #expect(Hex.text(batch.bytes) == page[4])
    }

    @Test("The worked example of the page is read back whole")
    func readBack() throws {
        let bytes = try #require(Hex.bytes(try Self.page()[4]))
        let record = try Self.decode(bytes)
        #expect(record.type == .decision)
        #expect(record.recorded.text == "2009-06-08T12:00:01Z")
        #expect(record.wallClock.text == "2009-06-08T12:00:00.5Z")
        #expect(record.peerUser == 1000)
        #expect(record.body == Self.body)
        #expect(record.digest.hex == (try Self.page()[3]))
    }

    @Test("The worked example of a compressed body is read back whole, and stands in the chain")
    func compressedExample() throws {
        let page = try Self.page("## A worked example of a compressed body")
        let row = try #require(Hex.bytes(page[1]))
        let (header, dictionary) = try DictionaryLayout.decode(row.span, number: 1, identity: Self.identity)
        #expect(String(decoding: dictionary, as: UTF8.self) == page[0])
        #expect(DictionaryLayout.encode(header, dictionary: dictionary, identity: Self.identity) == row)
        let dictionaries = try Journal(opening: try TemporaryLedger().directory).dictionaries
        dictionaries.plant(try RecordDictionaries.prepare(dictionary, header))
        var reader = BodyReader(dictionaries)
        let bytes = try #require(Hex.bytes(page[4]))
        let record = try reader.record(bytes.span, position: 2)
        #expect("json" + String(decoding: record.body, as: UTF8.self) == page[2])
        #expect(record.digest.hex == page[3])
        let first = try #require(Hex.bytes(try Self.page()[3]))
        let before = try #require(SHA256Digest(bytes: first))
        var verifier = ChainVerifier(after: before, next: 2, dictionaries: dictionaries)
        #expect(verifier.check(key: RecordLayout.key(2).span, value: bytes.span) == nil)
    }

    @Test(
        "A header that no writer of ours writes is refused",
        arguments: [0, 1, 2, 3, 4, 5, 6, 7, 28, 29, 30, 31, 32, 39])
    func badHeader(offset: Int) throws {
        var bytes = try #require(Hex.bytes(try Self.page()[4]))
        bytes[offset] ^= 0x40
        #expect(throws: LedgerError.self) { try Self.decode(bytes) }
    }

    @Test("A record cut short anywhere is refused")
    func cutShort() throws {
        let bytes = try #require(Hex.bytes(try Self.page()[4]))
        for count in 0..<bytes.count {
            #expect(throws: LedgerError.self) {
                try Self.decode(Array(bytes.prefix(count)))
            }
        }
    }

    @Test("Positions sort as numbers do")
    func keys() {
        let positions: [Position] = [1, 255, 256, 65_535, 65_536, 1 << 32, .max]
        let keys = positions.map { RecordLayout.key($0) }
        for (left, right) in zip(keys, keys.dropFirst()) { #expect(left.lexicographicallyPrecedes(right)) }
    }
}
