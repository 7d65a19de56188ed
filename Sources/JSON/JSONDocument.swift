import CSimdJSON

/// One parsed JSON text: strict RFC 8259, one value, nothing after it.
///
/// The parser is simdjson's DOM; the document owns a copy of its tape, so it is a plain immutable value that
/// any thread may read. Cost: one pass over the bytes and one copy of the tape (about 0.5 us for a 450-byte
/// decision).
package final class JSONDocument: Sendable {
    /// simdjson's tape (doc/tape.md): the kind in the top byte of a word, its payload below.
    let words: [UInt64]
    /// The texts: length (4 bytes, little-endian), bytes, NUL.
    let strings: [UInt8]

    /// Parses the bytes; `depthMax` counts nested objects and arrays.
    /// - Throws: `JSONError` when they are not exactly one JSON value within the limits.
    package init(parsing bytes: Span<UInt8>, depthMax: Int) throws(JSONError) {
        var extent = daybook_json_parse(bytes, UInt32(clamping: depthMax))
        // simdjson does not count an innermost object or array that is empty, and stops one level early over
        // one that is not: what it finds too deep is read again with a level to spare, and measured.
        let measured = extent.error == Self.depthError
        if measured { extent = daybook_json_parse(bytes, UInt32(clamping: depthMax + 1)) }
        guard extent.error == 0 else {
            throw JSONError(simdjson: extent.error, depthMax: depthMax)
        }
        var words = [UInt64](repeating: 0, count: Int(extent.words))
        var strings = [UInt8](repeating: 0, count: Int(extent.string_bytes))
        var wordSpan = words.mutableSpan
        var stringSpan = strings.mutableSpan
        guard daybook_json_take(&wordSpan, &stringSpan) == 0 else {
            throw JSONError(.tooLarge, "the parsed text changed size while it was taken over")
        }
        if measured, Self.depth(ofTape: words) > depthMax {
            throw JSONError(simdjson: Self.depthError, depthMax: depthMax)
        }
        self.words = words
        self.strings = strings
    }

    private static let depthError: Int32 = 4

    /// How many objects and arrays are nested at the deepest place of a tape.
    private static func depth(ofTape words: [UInt64]) -> Int {
        var (at, open, deepest) = (1, 0, 0)
        while at < words.count - 1 {
            switch UInt8(truncatingIfNeeded: words[at] >> 56) {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open += 1
                deepest = max(deepest, open)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): open -= 1
            case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): at += 1
            default: break
            }
            at += 1
        }
        return deepest
    }

    /// Parses an array of bytes; see `init(parsing:depthMax:)`.
    package convenience init(_ bytes: [UInt8], depthMax: Int = 64) throws(JSONError) {
        try self.init(parsing: bytes.span, depthMax: depthMax)
    }

    /// The value that the text is.
    package var root: JSONNode { JSONNode(document: self, index: 1) }

    /// The bytes of the text at an offset of the string buffer.
    func text(at offset: Int) -> ArraySlice<UInt8> {
        let length =
            Int(strings[offset]) | Int(strings[offset + 1]) << 8
            | Int(strings[offset + 2]) << 16 | Int(strings[offset + 3]) << 24
        return strings[(offset + 4)..<(offset + 4 + length)]
    }

    /// The pointer (RFC 6901) of a member whose name its object already has, in document order; nil if none.
    ///
    /// Names compare as bytes after unescaping. Cost: linear in the members; objects of more than 16 use a
    /// set.
    package func firstDuplicateName() -> String? {
        DuplicateNames.maybe(in: self) ? root.firstDuplicateName(under: "") : nil
    }
}
