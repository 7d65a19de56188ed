import Foundation
import Model
import Testing

@testable import Journal

@Suite("The layout of the write-ahead log")
struct WriteAheadFrameTests {
    private static let identity = [UInt8](0..<16)

    /// The frame that the page draws; its checksum is Python's (hashlib), see there.
    private func page() throws -> [UInt8] {
        let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("../../schemas/write-ahead-log.md")
            .standardized
        let pieces = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "```")
        return try #require(Hex.bytes(pieces[1].replacingOccurrences(of: "\n", with: "")))
    }

    /// The two records of the page on records.
    private func records() throws -> [[UInt8]] {
        [
            try #require(Hex.bytes(try RecordLayoutTests.page()[4])),
            try #require(
                Hex.bytes(try RecordLayoutTests.page("## A worked example of a compressed body")[4])),
        ]
    }

    private func frame() throws -> WriteAheadFrame {
        let records = try records()
        return WriteAheadFrame(
            first: 1, ends: [records[0].count, records[0].count + records[1].count],
            bytes: records[0] + records[1])
    }

    private func read(_ log: [UInt8], at offset: Int = 0, identity: [UInt8] = identity) -> WriteAheadFrame? {
        WriteAheadFrame(at: offset, of: log.span, identity: identity)
    }

    private func isForeign(_ log: [UInt8], _ identity: [UInt8]) -> Bool {
        WriteAheadFrame.isForeign(at: 0, of: log.span, identity: identity)
    }

    @Test("The worked example of the page is what is written, filled up with zeros to a block")
    func written() throws {
        let page = try page()
        var bytes = [UInt8](repeating: 7, count: 9)
        try frame().encode(identity: Self.identity, into: &bytes)
        #expect(bytes.count == WriteAheadFrame.blockBytes)
        #expect(Array(bytes.prefix(page.count)) == page)
        #expect(bytes.dropFirst(page.count).allSatisfy { $0 == 0 })
    }

    @Test("The worked example of the page is read back whole, from wherever it stands")
    func readBack() throws {
        let records = try records()
        for offset in [0, 4_096, 12_288] {
            let log = [UInt8](repeating: 0, count: offset) + (try page())
            let frame = try #require(read(log, at: offset))
            #expect(frame.first == 1 && frame.last == 2)
            #expect(Array(frame.bytes[frame.range(of: 1)]) == records[0])
            #expect(Array(frame.bytes[frame.range(of: 2)]) == records[1])
        }
    }

    @Test("A frame with any bit flipped, cut short anywhere, or of another ledger is none")
    func damaged() throws {
        let page = try page()
        for offset in page.indices {
            var bytes = page
            bytes[offset] ^= 1 << UInt8(offset % 8)
            let found = read(bytes)
            #expect(found == nil, "byte \(offset)")
            let short = Array(page.prefix(offset))
            let cut = read(short)
            #expect(cut == nil)
        }
        let other = [UInt8](1...16)
        let foreign = read(page, identity: other)
        #expect(foreign == nil)
        #expect(isForeign(page, other))
        #expect(!isForeign(page, Self.identity))
    }
}
