import TestSupport

/// Breaks and bends good lines in ways that producers and vandals do: on the level of JSON's tokens, so that
/// names given twice, escapes and numbers at their limits stay what they are.
struct LineMutator {
    private var random: SeededGenerator
    private let lines: [[[UInt8]]]

    init(seed: UInt64, lines: [[UInt8]]) {
        random = SeededGenerator(seed: seed)
        self.lines = lines.map(Self.tokens)
    }

    /// A line of the set with one to three changes.
    mutating func next() -> [UInt8] {
        var tokens = random.pick(lines)
        for _ in 0..<Int.random(in: 1...3, using: &random) where !tokens.isEmpty { change(&tokens) }
        var bytes = tokens.flatMap { $0 }
        if random.chance(0.05), !bytes.isEmpty { damage(&bytes) }
        return bytes
    }

    private mutating func change(_ tokens: inout [[UInt8]]) {
        switch Int.random(in: 0..<8, using: &random) {
        case 0, 1: replaceValue(&tokens)
        case 2: deleteMember(&tokens)
        case 3: repeatMember(&tokens)
        case 4: swapMembers(&tokens)
        case 5: rename(&tokens)
        case 6: bendText(&tokens)
        default: replaceNumber(&tokens)
        }
    }

    // Members: a name, a colon and a value.

    /// Where members stand, in whichever object.
    private func members(_ tokens: [[UInt8]]) -> [Range<Int>] {
        tokens.indices.dropFirst().compactMap { index in
            guard tokens[index] == [UInt8(ascii: ":")], index + 1 < tokens.count else { return nil }
            return (index - 1)..<Self.end(ofValue: index + 1, tokens)
        }
    }

    private mutating func member(_ tokens: [[UInt8]]) -> Range<Int>? {
        let members = members(tokens)
        return members.isEmpty ? nil : random.pick(members)
    }

    private mutating func deleteMember(_ tokens: inout [[UInt8]]) {
        guard var range = member(tokens) else { return }
        if range.upperBound < tokens.count, tokens[range.upperBound] == [UInt8(ascii: ",")] {
            range = range.lowerBound..<(range.upperBound + 1)
        } else if range.lowerBound > 0, tokens[range.lowerBound - 1] == [UInt8(ascii: ",")] {
            range = (range.lowerBound - 1)..<range.upperBound
        }
        tokens.removeSubrange(range)
    }

    /// The same member once more, there or in another object, perhaps with another name or many times over.
    private mutating func repeatMember(_ tokens: inout [[UInt8]]) {
        guard let range = member(tokens), let other = member(tokens) else { return }
        let place = random.chance(0.5) ? range.lowerBound : other.lowerBound
        let times = random.chance(0.1) ? random.pick([31, 32, 33, 64, 1_023, 1_024, 1_025]) : 1
        var copies: [[UInt8]] = []
        for copy in 0..<times {
            var member = Array(tokens[range])
            if times > 1 || random.chance(0.3) { member[0] = Array(#""f\#(copy)""#.utf8) }
            copies += member + [[UInt8(ascii: ",")]]
        }
        tokens.insert(contentsOf: copies, at: place)
    }

    private mutating func swapMembers(_ tokens: inout [[UInt8]]) {
        guard let one = member(tokens), let other = member(tokens), !one.overlaps(other) else { return }
        let (first, second) = one.lowerBound < other.lowerBound ? (one, other) : (other, one)
        let (head, tail) = (Array(tokens[first]), Array(tokens[second]))
        tokens.replaceSubrange(second, with: head)
        tokens.replaceSubrange(first, with: tail)
    }

    private mutating func rename(_ tokens: inout [[UInt8]]) {
        guard let range = member(tokens), let other = member(tokens) else { return }
        tokens[range.lowerBound] =
            random.chance(0.6) ? Array(random.pick(Self.names).utf8) : tokens[other.lowerBound]
    }

    private mutating func replaceValue(_ tokens: inout [[UInt8]]) {
        guard let range = member(tokens), let other = member(tokens) else { return }
        let value = (range.lowerBound + 2)..<range.upperBound
        if random.chance(0.3) {
            tokens.replaceSubrange(value, with: Array(tokens[(other.lowerBound + 2)..<other.upperBound]))
        } else {
            tokens.replaceSubrange(value, with: Self.tokens(Array(random.pick(Self.values).utf8)))
        }
    }

    private mutating func replaceNumber(_ tokens: inout [[UInt8]]) {
        let numbers = tokens.indices.filter { index in
            tokens[index].first.map { $0 == UInt8(ascii: "-") || $0 &- UInt8(ascii: "0") < 10 } ?? false
        }
        guard !numbers.isEmpty else { return }
        tokens[random.pick(numbers)] = Array(random.pick(Self.numbers).utf8)
    }

    /// Puts something between two bytes of a name or a text.
    private mutating func bendText(_ tokens: inout [[UInt8]]) {
        let texts = tokens.indices.filter { tokens[$0].first == UInt8(ascii: "\"") && tokens[$0].count > 1 }
        guard !texts.isEmpty else { return }
        let index = random.pick(texts)
        let place = Int.random(in: 1..<tokens[index].count, using: &random)
        tokens[index].insert(contentsOf: random.pick(Self.pieces), at: place)
    }

    /// Changes single bytes, whatever they are part of.
    private mutating func damage(_ bytes: inout [UInt8]) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes.remove(at: place)
        case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
        default: bytes.removeSubrange(place...)
        }
    }

    // What is put in.

    private static let names = [
        #""type""#, #""id""#, #""score""#, #""features""#, #""segments""#, #""context""#, #""label""#,
        #""reason""#,
        #""model""#, #""subject""#, #""decision""#, #""outcome""#, #""fallback""#, #""feature_times""#,
        #""s\u0063ore""#, #""colour""#, #""""#, #""outcome_withdrawnn""#, #""latency_ms""#, #""a\u0000""#,
        #""a""#,
        #""score ""#, #""contributions""#, #""interval""#,
    ]

    private static let values =
        numbers + [
            "null", "true", "false", #""""#, #""live""#, #""shadow""#, #""lives""#, #""decision""#,
            #""outcome""#,
            #""outcome_withdrawn""#, #""contract""#, "[]", "{}", "[0,1]", "[1,0]", "[0,0]", "[0.5]",
            "[0,1,2]",
            #"["0","1"]"#, "[[0,1]]", #"{"a":1}"#, #"{"a":null,"b":true,"c":"t","d":-0.0}"#,
            #"{"a":"x","a":"y"}"#,
            #"{"a":{"b":1}}"#, #"{"a":"2026-01-01T00:00:00Z"}"#, #""2026-01-01T00:00:00Z""#,
            #""2026-02-29T00:00:00Z""#, #""1969-12-31T23:59:59Z""#, #""2026-01-01t00:00:00.123456789+01:30""#,
            #""2026-01-01T00:00:60Z""#, String(repeating: "[", count: 31) + String(repeating: "]", count: 31),
            String(repeating: "[", count: 32) + String(repeating: "]", count: 32),
        ]
        + [199, 200, 201, 1_023, 1_024, 1_025, 70_000].map {
            #"""# + String(repeating: "x", count: $0) + #"""#
        }

    private static let numbers = [
        "0", "-0", "-0.0", "1", "0.5", "1.0000000000000002", "-1e-7", "9007199254740992", "-9007199254740992",
        "9007199254740993", "-9007199254740993", "9007199254740993.0", "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808", "18446744073709551615", "18446744073709551616", "1e308",
        "1.7976931348623157e308",
        "1.7976931348623159e308", "1e309", "-1e400", "1e-400", "4.9406564584124654e-324",
        "2.2250738585072011e-308",
        "0.1234567890123456789012345678901234567890", "123456789012345678901234567890.5", "1E5", "01", "1.",
        "+1",
        ".5", "NaN", "1e", "--1",
    ]

    private static let pieces: [[UInt8]] =
        [
            #"\u0000"#, #"\u0041"#, #"\ud800"#, #"\ud83d\ude00"#, #"\udc00\ud800"#, #"\n"#, #"\""#, #"\\"#,
            #"\/"#,
            #"\x"#, #"\u12"#, #"\u007f"#, #"\u0085"#, #"\u00a0"#, #"\uffff"#, "\u{7f}", "\u{85}", "\u{9f}",
            "\u{a0}",
            "é", "e\u{301}", "€", "😀", "\t", "\u{1}", " ",
        ].map { Array($0.utf8) }
        + [[0xff], [0xc2], [0xed, 0xa0, 0x80], [0xc0, 0x80], [0xf4, 0x90, 0x80, 0x80]]
        + [180, 200, 900, 1_030].map { [UInt8](repeating: UInt8(ascii: "y"), count: $0) }

    // Tokens.

    /// A good line as its texts, numbers, words and signs; white space is dropped.
    private static func tokens(_ line: [UInt8]) -> [[UInt8]] {
        var tokens: [[UInt8]] = []
        var index = 0
        while index < line.count {
            var end = index + 1
            switch line[index] {
            case UInt8(ascii: "\""):
                while end < line.count, line[end] != UInt8(ascii: "\"") {
                    end += line[end] == UInt8(ascii: "\\") ? 2 : 1
                }
                end = min(end + 1, line.count)
            case let byte where isSign(byte): break
            default: while end < line.count, !isSign(line[end]) { end += 1 }
            }
            if line[index] > 0x20 { tokens.append(Array(line[index..<end])) }
            index = end
        }
        return tokens
    }

    private static func isSign(_ byte: UInt8) -> Bool {
        byte <= 0x20 || [UInt8](#"{}[]:,""#.utf8).contains(byte)
    }

    /// The index after the value that starts at an index.
    private static func end(ofValue start: Int, _ tokens: [[UInt8]]) -> Int {
        var open = 0
        var index = start
        while index < tokens.count {
            switch tokens[index].first {
            case UInt8(ascii: "{"), UInt8(ascii: "["): open += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
            default: break
            }
            index += 1
            if open <= 0 { break }
        }
        return index
    }
}
