import Compression
import Testing

@Suite("Compression dictionaries")
struct CompressionDictionaryTests {
    private static func samples(_ count: Int) -> [[UInt8]] {
        (0..<count).map { Lines.text(200, seed: UInt64($0) + 100) }
    }

    private static let words = Array("some words of the kind, which are no trained dictionary".utf8)

    @Test(
        "a trained dictionary makes small lines less than half of what they are without one, and gives them back"
    )
    func trained() throws {
        let samples = Self.samples(1000)
        let bytes = try Zstandard.train(samples: samples, maxBytes: 8192)
        #expect(bytes.count <= 8192)
        let dictionary = try CompressionDictionary(bytes.span, level: 3)
        var small = 0
        var plain = 0
        for seed in 0..<100 {
            let line = Lines.text(200, seed: UInt64(seed) + 5000)
            let frame = try dictionary.compress(line.span)
            small += frame.count
            plain += try Zstandard.compress(line.span, level: 3).count
            #expect(try dictionary.decompress(frame.span, count: 200) == line)
        }
        #expect(small * 2 < plain)
    }

    @Test("the same samples give the same dictionary")
    func deterministic() throws {
        let samples = Self.samples(500)
        let first = try Zstandard.train(samples: samples, maxBytes: 4096)
        #expect(try Zstandard.train(samples: samples, maxBytes: 4096) == first)
    }

    @Test("what a dictionary makes is a frame without the six bytes before its blocks")
    func bare() throws {
        let dictionary = try CompressionDictionary(Self.words.span, level: 3)
        let nothing: [UInt8] = []
        let frame = try dictionary.compress(nothing.span)
        // RFC 8878, 3.1.1.2: the last block, raw, of no bytes.
        #expect(frame == [1, 0, 0])
        // By hand: the last block, raw, of five bytes.
        let hello = Array("hello".utf8)
        #expect(try dictionary.decompress(([0x29, 0, 0] + hello).span, count: 5) == hello)
        #expect(try dictionary.decompress(frame.span, count: 0).isEmpty)
    }

    @Test("what does not fit the room is told, not thrown")
    func room() throws {
        let dictionary = try CompressionDictionary(Self.words.span, level: 3)
        var room = [UInt8](repeating: 0, count: 40)
        let noise = (0..<200).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 / 7) }
        let written = try dictionary.compress(noise.span, into: &room)
        #expect(written == nil)
    }

    @Test("too few samples, or none, are no reason to end")
    func poorSamples() {
        #expect(throws: CompressionError.dictionary) { try Zstandard.train(samples: [], maxBytes: 4096) }
        #expect(throws: CompressionError.dictionary) { try Zstandard.train(samples: [[1]], maxBytes: 4096) }
        #expect(throws: CompressionError.dictionary) {
            try Zstandard.train(samples: Self.samples(1000), maxBytes: 0)
        }
    }

    @Test("damaged frames, other dictionaries and wrong sizes are errors")
    func damage() throws {
        let bytes = try Zstandard.train(samples: Self.samples(500), maxBytes: 4096)
        let dictionary = try CompressionDictionary(bytes.span, level: 3)
        let other = try CompressionDictionary(Self.words.span, level: 3)
        let line = Lines.text(200, seed: 9)
        let frame = try dictionary.compress(line.span)
        #expect(throws: CompressionError.self) { try dictionary.decompress(frame.span, count: 199) }
        #expect(throws: CompressionError.count(200, expected: 201)) {
            try dictionary.decompress(frame.span, count: 201)
        }
        let nothing: [UInt8] = []
        #expect(throws: CompressionError.self) { try dictionary.decompress(nothing.span, count: 200) }
        #expect((try? other.decompress(frame.span, count: 200)) != line)
        for bit in 0..<(frame.count * 8) {
            var flipped = frame
            flipped[bit / 8] ^= 1 << UInt8(bit % 8)
            if let content = try? dictionary.decompress(flipped.span, count: 200) {
                #expect(content.count == 200)
            }
        }
    }

    @Test("threads share a dictionary, and one that is gone leaves nothing behind")
    func threads() async throws {
        for round in 0..<3 {
            let bytes = try Zstandard.train(samples: Self.samples(300 + round), maxBytes: 4096)
            let dictionary = try CompressionDictionary(bytes.span, level: 1)
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        let line = Lines.text(500, seed: UInt64(number))
                        var equal = true
                        for _ in 0..<200 {
                            let frame = try dictionary.compress(line.span)
                            equal = try equal && dictionary.decompress(frame.span, count: 500) == line
                        }
                        return equal
                    }
                }
                for try await equal in group { #expect(equal) }
            }
        }
    }
}
