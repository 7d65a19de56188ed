import Model
import Testing

@Suite struct IdentifierTests {
    @Test("two texts that differ only in Unicode normal form are two identifiers, and hash apart")
    func normalForms() {
        let composed = Identifier("caf\u{e9}")
        let decomposed = Identifier("cafe\u{301}")
        #expect(composed.text == decomposed.text)
        #expect(composed != decomposed)
        #expect(composed.hashValue != decomposed.hashValue)
        #expect(Set([composed, decomposed, composed]).count == 2)
        #expect(decomposed < composed)
    }

    @Test(
        "order is the order of UTF-8 bytes",
        arguments: [
            ("a", "b"), ("a", "ab"), ("Z", "a"), ("\u{ff5e}", "\u{1f600}"), ("abcdefgh", "abcdefghi"),
            ("", "a"),
        ])
    func order(_ low: String, _ high: String) {
        #expect(Identifier(low) < Identifier(high))
        #expect(!(Identifier(high) < Identifier(low)))
        #expect(low.utf8.lexicographicallyPrecedes(high.utf8))
    }

    @Test("the rules: 1 to 200 bytes of UTF-8 without control characters")
    func rules() throws {
        #expect(throws: IdentifierError.empty) { try Identifier(validating: "") }
        #expect(try Identifier(validating: String(repeating: "a", count: 200)).utf8Bytes.count == 200)
        #expect(throws: IdentifierError.tooLong(bytes: 201)) {
            try Identifier(validating: String(repeating: "a", count: 201))
        }
        #expect(throws: IdentifierError.tooLong(bytes: 202)) {
            try Identifier(validating: String(repeating: "\u{e9}", count: 101))
        }
        for scalar in (0..<0x20).map(UInt32.init) + [0x7f] + (0x80..<0xa0).map(UInt32.init) {
            let text = "x" + String(Unicode.Scalar(scalar).map(Character.init) ?? "?")
            #expect(throws: IdentifierError.self, "U+\(String(scalar, radix: 16))") {
                try Identifier(validating: text)
            }
        }
        for text in ["\u{a0}", "\u{20}", "\u{2028}", "\u{feff}", "\u{1f600}", "\u{c2}\u{a0}", "\u{480}"] {
            #expect(try Identifier(validating: text).text.utf8.elementsEqual(text.utf8))
        }
    }
}
