import Compression
import Testing

@Suite("Zstandard")
struct ZstandardTests {
    /// Frames written by hand from RFC 8878, sections 3.1.1.1 and 3.1.1.2: one segment, a content size of
    /// one byte, no checksum; a raw block of "hello", and a block of 300 times the same byte.
    static let published: [(frame: [UInt8], content: [UInt8])] = [
        (
            [0x28, 0xb5, 0x2f, 0xfd, 0x20, 5, 5 << 3 | 1, 0, 0] + Array("hello".utf8),
            Array("hello".utf8)
        ),
        // The content size of two bytes is stored less 256; type 1 is a repeated byte.
        (
            [0x28, 0xb5, 0x2f, 0xfd, 0x60, 44, 0, 0x63, 0x09, 0, 0x61],
            [UInt8](repeating: 0x61, count: 300)
        ),
    ]

    @Test("reads frames as the RFC draws them", arguments: published)
    func reads(frame: [UInt8], content: [UInt8]) throws {
        #expect(try Zstandard.decompress(frame.span, count: content.count) == content)
    }

    @Test("gives back what it was given, at every level", arguments: [1, 3, 9, 19])
    func roundTrip(level: Int) throws {
        for count in [0, 1, 3, 255, 256, 65_535, 65_536, 300_000] {
            let bytes = Lines.text(count, seed: UInt64(level))
            let frame = try Zstandard.compress(bytes.span, level: level)
            #expect(frame.count <= Zstandard.bound(count))
            #expect(try Zstandard.decompress(frame.span, count: count) == bytes)
        }
    }

    @Test("content of another size than was asked for is refused, and no more than that is made")
    func otherSize() throws {
        let bytes = [UInt8](repeating: 7, count: 1 << 22)
        let frame = try Zstandard.compress(bytes.span, level: 1)
        #expect(throws: CompressionError.room) { try Zstandard.decompress(frame.span, count: 1000) }
        #expect(throws: CompressionError.count(1 << 22, expected: 1 << 23)) {
            try Zstandard.decompress(frame.span, count: 1 << 23)
        }
    }

    @Test("nothing that is no frame ends the process: every cut, every flipped bit, a second frame behind")
    func damage() throws {
        let bytes = Lines.text(600, seed: 3)
        let frame = try Zstandard.compress(bytes.span, level: 3)
        for end in 0..<frame.count {
            let cut = Array(frame[..<end])
            #expect(throws: CompressionError.self) { try Zstandard.decompress(cut.span, count: 600) }
        }
        for bit in 0..<(frame.count * 8) {
            var flipped = frame
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            // Some flips only change the content, which a digest has to notice.
            if let content = try? Zstandard.decompress(flipped.span, count: 600) {
                #expect(content.count == 600)
            }
        }
        let two = frame + frame
        #expect(throws: CompressionError.damaged) { try Zstandard.decompress(two.span, count: 1200) }
    }
}

/// Seeded texts like those that are compressed.
enum Lines {
    /// That many bytes of lines that look alike.
    static func text(_ count: Int, seed: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        var state = seed &* 0x9e37_79b9_7f4a_7c15
        while bytes.count < count {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            bytes += Array(#"{"type":"decision","id":"d-\#(state >> 40)","score":0.\#(state >> 44)}"#.utf8)
        }
        return Array(bytes[..<count])
    }
}
