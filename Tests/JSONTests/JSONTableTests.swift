import JSON
import Testing

/// The project's own table of JSON texts. What must be refused and what must be read, each with its reason.
@Suite("The strict JSON reader on our own table")
struct JSONTableTests {
    static let accepted: [(text: String, canonical: String)] = [
        ("null", "null"), ("true", "true"), (" false\n", "false"), ("\"\"", "\"\""),
        ("0", "0"), ("-0", "0"), ("-0.0", "-0.0"), ("1e0", "1"), ("1.50", "1.5"), ("1E+2", "100"),
        ("1e-7", "1e-07"),
        ("9007199254740993", "9007199254740993"), ("9223372036854775807", "9223372036854775807"),
        ("1.7976931348623157e308", "1.7976931348623157e+308"), ("5e-324", "5e-324"),
        ("\"\\u00e9\"", "\"é\""), ("\"e\u{301}\"", "\"e\u{301}\""), ("\"\\ud83d\\ude00\"", "\"😀\""),
        ("\"\\u0000\"", "\"\\u0000\""), ("\"\\/\"", "\"/\""),
        ("\"\\b\\f\\n\\r\\t\"", "\"\\u0008\\u000c\\n\\r\\t\""),
        ("\"\u{7f}\"", "\"\\u007f\""),
        ("[]", "[]"), ("{}", "{}"), ("[1,[2,{\"a\":[]}]]", "[1,[2,{\"a\":[]}]]"),
        ("{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}"), ("{\"\":0}", "{\"\":0}"),
    ]

    @Test("reads what is JSON, to one canonical spelling", arguments: accepted)
    func reads(text: String, canonical: String) throws {
        let value = try JSONValue(parsing: text)
        #expect(value.text == canonical)
        #expect(try JSONValue(parsing: value.text).text == canonical)
    }

    static let refused: [(bytes: [UInt8], code: JSONError.Code)] = [
        (Array("".utf8), .empty), (Array("  \n".utf8), .empty),
        (Array("{} {}".utf8), .syntax), (Array("1 2".utf8), .syntax), (Array("{}x".utf8), .syntax),
        (Array("[1,]".utf8), .syntax), (Array("{\"a\":1,}".utf8), .syntax), (Array("{a:1}".utf8), .syntax),
        (Array("{'a':1}".utf8), .syntax), (Array("[1 2]".utf8), .syntax), (Array("{\"a\" 1}".utf8), .syntax),
        (Array("[".utf8), .syntax), (Array("\"abc".utf8), .text), (Array("\"a\tb\"".utf8), .text),
        (Array("\"\\x\"".utf8), .text), (Array("\"\\u12g4\"".utf8), .text),
        (Array("\"\\ud800\"".utf8), .text),
        (Array("01".utf8), .number), (Array("1.".utf8), .number), (Array("1e".utf8), .number),
        (Array("1e999".utf8), .number), (Array("-1e999".utf8), .number),
        (Array("123456789012345678901234567890".utf8), .number),
        (Array("NaN".utf8), .syntax), (Array("Infinity".utf8), .syntax), (Array("tru".utf8), .syntax),
        ([0xef, 0xbb, 0xbf, 0x31], .syntax),
        ([0x22, 0xff, 0x22], .invalidUTF8), ([0x22, 0xc0, 0x80, 0x22], .invalidUTF8),
        ([0x22, 0xed, 0xa0, 0x80, 0x22], .invalidUTF8),
        ([0x7b, 0x7d, 0x00], .syntax),
    ]

    @Test("refuses what is not JSON, with the kind of fault", arguments: refused)
    func refuses(bytes: [UInt8], code: JSONError.Code) {
        let error = #expect(throws: JSONError.self) { try JSONDocument(bytes) }
        // simdjson tells a broken text from broken structure by where it stumbles; what matters is that it
        // refuses and that bytes which are not UTF-8 and emptiness are told apart from the rest.
        if code == .invalidUTF8 || code == .empty { #expect(error?.code == code, "\(bytes)") }
    }

    @Test("depth counts objects and arrays and stops at the limit")
    func depth() throws {
        func nested(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
        }
        _ = try JSONDocument(nested(32), depthMax: 32)
        let error = #expect(throws: JSONError.self) { try JSONDocument(nested(33), depthMax: 32) }
        #expect(error?.code == .tooDeep)
        #expect(throws: JSONError.self) { try JSONDocument(nested(100_000), depthMax: 32) }
        // The same whether the innermost holds something or not.
        func holding(_ levels: Int) -> [UInt8] {
            Array((String(repeating: "[", count: levels) + "1" + String(repeating: "]", count: levels)).utf8)
        }
        _ = try JSONDocument(holding(32), depthMax: 32)
        #expect(throws: JSONError.self) { try JSONDocument(holding(33), depthMax: 32) }
    }

    @Test("names the first duplicate member by its pointer, after unescaping, at any depth")
    func duplicates() throws {
        func first(_ text: String) throws -> String? {
            try JSONDocument(Array(text.utf8)).firstDuplicateName()
        }
        #expect(try first(#"{"a":1,"b":2}"#) == nil)
        #expect(try first(#"{"a":1,"a":1}"#) == "/a")
        #expect(try first(#"{"a":1,"\u0061":2}"#) == "/a")
        #expect(try first(#"{"x":[{"k/1":{"b~":1,"b~":2}}]}"#) == "/x/0/k~11/b~0")
        #expect(try first(#"[{"a":1},{"a":1}]"#) == nil)
        // Names that differ only in Unicode normal form are two names.
        #expect(try first("{\"\u{e9}\":1,\"e\u{301}\":2}") == nil)
        let many = (0..<200).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(try first("{\(many)}") == nil)
        #expect(try first("{\(many),\"k150\":1}") == "/k150")
    }

    @Test("a document keeps its values when the thread parses another")
    func documentsAreValues() throws {
        let one = try JSONDocument(Array(#"{"a":"first","n":[1,2.5,-3]}"#.utf8))
        let two = try JSONDocument(Array(#"{"a":"second, and longer than the first"}"#.utf8))
        #expect(one.root["a"]?.string == "first")
        #expect(two.root["a"]?.string == "second, and longer than the first")
        #expect(one.root["n"]?.elements.map(\.double) == [1, 2.5, -3])
    }

    @Test("integers beyond 64 bits are refused, those over Int64 are told apart")
    func integers() throws {
        #expect(try JSONDocument(Array("9223372036854775808".utf8)).root.kind == .unsigned(1 << 63))
        #expect(try JSONDocument(Array("-9223372036854775808".utf8)).root.kind == .integer(.min))
        #expect(try JSONDocument(Array("1.0".utf8)).root.kind == .double(1))
        #expect(throws: JSONError.self) { try JSONDocument(Array("18446744073709551616".utf8)) }
    }
}
