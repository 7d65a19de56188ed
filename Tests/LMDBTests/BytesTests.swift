import LMDB
import TestSupport
import Testing

private let rows = Table(0, "rows", revision: 1)

@Suite("Bytes and rows without copies")
struct BytesTests {
    @Test("words are stored and read in big-endian order at any offset")
    func words() {
        var bytes = [UInt8](repeating: 0, count: 20)
        var span = bytes.mutableSpan
        span.store(bigEndian: 0x0102_0304_0506_0708, at: 3)
        let piece: [UInt8] = [9, 10, 11]
        span.store(piece.span, at: 11)
        span.store([UInt8]().span, at: 20)
        #expect(bytes == [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 0, 0, 0, 0, 0])
        #expect(bytes.span.word(bigEndianAt: 3) == 0x0102_0304_0506_0708)
        #expect(bytes.span.word(bigEndianAt: 12) == 0x0a0b_0000_0000_0000)
    }

    @Test("words come back from their little-endian bytes, and a broken last one is left out")
    func littleEndian() {
        let words: [UInt64] = [1, 0x0102_0304_0506_0708, .max, 0]
        let bytes = [UInt8](littleEndian: words.span)
        #expect(bytes.prefix(16) == [1, 0, 0, 0, 0, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1])
        var back: [UInt64] = [7]
        back.append(littleEndian: bytes.span)
        #expect(back == [7] + words)
        for count in 0..<9 {
            var some: [UInt64] = []
            some.append(littleEndian: bytes.span.extracting(0..<count))
            #expect(some.count == count / 8)
        }
    }

    @Test("a row put from spans is found by a span, and gone when it was removed, to later snapshots alone")
    func delete() throws {
        let folder = try TemporaryFolder()
        let environment = try Environment(directory: folder.path, tables: [rows], create: true)
        let large = [UInt8](repeating: 7, count: 20_000)
        try environment.write { transaction in
            for key: UInt8 in 1...3 { try transaction.put(rows, [key].span, large.span) }
        }
        let before = try environment.snapshot()
        try environment.write { transaction in
            let key: [UInt8] = [2]
            let (first, second) = (
                try transaction.delete(rows, key.span), try transaction.delete(rows, key.span)
            )
            #expect(first && !second)
            #expect(try transaction.count(rows) == 2)
        }
        let two: [UInt8] = [2]
        let seen = try before.get(rows, two.span) { $0.count }
        #expect(seen == 20_000)
        let after = try environment.snapshot()
        let gone = try after.get(rows, two.span) { $0.count }
        #expect(gone == nil)
        let three: [UInt8] = [3]
        let kept = try after.get(rows, three.span) { $0[19_999] }
        #expect(kept == 7)
        let empty: [UInt8] = []
        let error = #expect(throws: StoreError.self) {
            try environment.write { try $0.put(rows, empty.span, three.span) }
        }
        #expect(error?.kind == .keyTooLong)
    }
}
