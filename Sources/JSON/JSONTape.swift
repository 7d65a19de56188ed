import CSimdJSON

/// simdjson's tape of one text (doc/tape.md of its repository), read where it stands: for the innermost
/// loops, which make neither nodes nor texts.
///
/// A value is named by the index of its first word. The root is at 1; of an object follow name and value,
/// name and value, up to `end(of:)`.
@usableFromInline package struct JSONTape: ~Escapable {
    @usableFromInline let words: Span<UInt64>
    /// The texts' bytes. `padding` bytes more can be read behind each text; they mean nothing.
    @usableFromInline package let strings: Span<UInt8>

    /// How many bytes can be read behind a text.
    package static let padding = 8

    @_lifetime(copy words, copy strings)
    init(words: Span<UInt64>, strings: Span<UInt8>) {
        self.words = words
        self.strings = strings
    }

    /// What stands at an index, by the tape's letter: `{ [ " l u d t f n`.
    @inlinable @inline(__always)
    package func letter(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: words[index] >> 56) }

    /// The bits of the number at an index, whose letter says which kind of number they are.
    @inlinable @inline(__always)
    package func bits(_ index: Int) -> UInt64 { words[index + 1] }

    /// Where the bytes of the text at an index stand in `strings`.
    @inlinable @inline(__always)
    package func text(_ index: Int) -> (start: Int, count: Int) {
        let at = Int(truncatingIfNeeded: words[index] & 0x00ff_ffff_ffff_ffff)
        let count =
            Int(strings[at]) | Int(strings[at + 1]) << 8 | Int(strings[at + 2]) << 16
            | Int(strings[at + 3]) << 24
        return (at + 4, count)
    }

    /// The index after the last word of the members or elements of the object or array at an index.
    @inlinable @inline(__always)
    package func end(of index: Int) -> Int {
        Int(truncatingIfNeeded: words[index] & 0xffff_ffff) - 1
    }

    /// The index of the value that follows the one at an index.
    @inlinable @inline(__always)
    package func next(_ index: Int) -> Int {
        let word = words[index]
        switch UInt8(truncatingIfNeeded: word >> 56) {
        case UInt8(ascii: "{"), UInt8(ascii: "["): return Int(truncatingIfNeeded: word & 0xffff_ffff)
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): return index + 2
        default: return index + 1
        }
    }
}

/// Where the tape of one text stands: on the stack, unless it is large. Made for one parse.
@usableFromInline package struct JSONTapeRoom: ~Copyable {
    @usableFromInline typealias FewWords = InlineArray<192, UInt64>
    @usableFromInline typealias FewBytes = InlineArray<1_280, UInt8>

    @usableFromInline var fewWords = FewWords(repeating: 0)
    @usableFromInline var fewBytes = FewBytes(repeating: 0)
    @usableFromInline var words: [UInt64] = []
    @usableFromInline var strings: [UInt8] = []
    @usableFromInline var isLarge = false
    /// How many words the tape has.
    @usableFromInline package private(set) var count = 0

    @inlinable package init() {}

    /// The tape of what was parsed last.
    package var tape: JSONTape {
        @_lifetime(borrow self)
        get {
            if isLarge {
                JSONTape(words: words.span, strings: strings.span)
            } else {
                JSONTape(words: fewWords.span, strings: fewBytes.span)
            }
        }
    }

    /// Parses one text; false if it is none. Who wants to know why asks `JSONDocument`.
    package mutating func parse(_ bytes: Span<UInt8>, depthMax: Int) -> Bool {
        let extent = daybook_json_parse(bytes, UInt32(clamping: depthMax))
        guard extent.error == 0 else { return false }
        count = Int(extent.words)
        let stringBytes = Int(extent.string_bytes) + JSONTape.padding
        isLarge = count > fewWords.count || stringBytes > fewBytes.count
        guard isLarge else { return Self.take(few: &fewWords, &fewBytes) }
        words = [UInt64](repeating: 0, count: count)
        strings = [UInt8](repeating: 0, count: stringBytes)
        return Self.take(many: &words, &strings)
    }

    private static func take(few words: inout FewWords, _ strings: inout FewBytes) -> Bool {
        var wordSpan = words.mutableSpan
        var stringSpan = strings.mutableSpan
        return daybook_json_take(&wordSpan, &stringSpan) == 0
    }

    private static func take(many words: inout [UInt64], _ strings: inout [UInt8]) -> Bool {
        var wordSpan = words.mutableSpan
        var stringSpan = strings.mutableSpan
        return daybook_json_take(&wordSpan, &stringSpan) == 0
    }
}
