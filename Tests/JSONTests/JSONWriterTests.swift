import JSON
import Testing

@Suite("What the writer writes, held against plain ways to say it")
struct JSONWriterTests {
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }

    private func written(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        body(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test("integers of every length")
    func integers() {
        var random = Seeded(state: 1)
        var values: [Int64] = [0, -1, 9, 10, .max, .min]
        for _ in 0..<2_000 {
            values.append(Int64.random(in: .min ... .max, using: &random) >> (random.next() & 63))
        }
        for value in values { #expect(written { $0.integer(value) } == String(value)) }
    }

    @Test("numbers: whole ones without a fraction, others as short as they read back")
    func numbers() {
        var random = Seeded(state: 2)
        var values: [Double] = [
            0, -0.0, 1, -1, 0.5, 9_007_199_254_740_992, 9_007_199_254_740_991, 1e300, -1e-300,
        ]
        for _ in 0..<2_000 { values.append(Double(bitPattern: random.next())) }
        for _ in 0..<2_000 {
            values.append((Double.random(in: -1e6...1e6, using: &random) * 100).rounded() / 100)
        }
        for value in values {
            let isWhole = value.isFinite && value == value.rounded() && abs(value) < 9_007_199_254_740_992
            let plain =
                !value.isFinite
                ? "null"
                : value == 0 && value.sign == .minus
                    ? "-0.0"
                    : isWhole ? "\(Int64(value))" : "\(value)"
            #expect(written { $0.number(value) } == plain)
            #expect(JSONWriter.text(of: value) == plain)
        }
    }

    /// One character after the other, each by its own rule.
    private func escaped(_ text: String) -> String {
        let inner = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\r": "\\r"
            case "\t": "\\t"
            default:
                scalar.value < 0x20 || scalar.value == 0x7f
                    ? "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
                    : String(scalar)
            }
        }
        return "\"" + inner.joined() + "\""
    }

    @Test("texts and names of all bytes that UTF-8 has, alone, between others and many at once")
    func texts() {
        var random = Seeded(state: 3)
        var texts = [
            "", "plain", "\"", "\\", "a\"b\\c", "\u{1f600}\u{7f}", "\u{0}",
            String(repeating: "\"", count: 500),
        ]
        texts += (0..<0x80).compactMap { Unicode.Scalar($0).map { "a\($0)b" } }
        for _ in 0..<500 {
            let length = Int.random(in: 0...40, using: &random)
            var text = String.UnicodeScalarView()
            for _ in 0..<length {
                if let scalar = Unicode.Scalar(UInt32.random(in: 0...0x2ff, using: &random)) {
                    text.append(scalar)
                }
            }
            texts.append(String(text))
        }
        for text in texts {
            #expect(written { $0.string(text) }.unicodeScalars.elementsEqual(escaped(text).unicodeScalars))
            let member = written {
                $0.name(text, isFirst: true)
                $0.name(text, isFirst: false)
            }
            let plain = "\(escaped(text)):,\(escaped(text)):"
            #expect(member.unicodeScalars.elementsEqual(plain.unicodeScalars))
        }
    }
}
