import Testing
import Wire

@Suite("Percent-encoding")
struct PercentEncodingTests {
    /// Expected values: python3, urllib.parse.quote(text, safe='').
    @Test(
        "encodes everything but RFC 3986's unreserved characters",
        arguments: [
            ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("a/b?c=d&e#f", "a%2Fb%3Fc%3Dd%26e%23f"),
            ("+", "%2B"), ("100%", "100%25"), ("é", "%C3%A9"), ("日本", "%E6%97%A5%E6%9C%AC"), ("", ""),
            ("\u{0}\n\u{7f}", "%00%0A%7F"),
        ])
    func encodes(_ text: String, _ expected: String) {
        #expect(PercentEncoding.encode(text) == expected)
        #expect(PercentEncoding.decode(Substring(expected), plusIsSpace: true) == text)
    }

    @Test(
        "decodes nothing that is cut short or is not UTF-8",
        arguments: ["%", "%4", "%zz", "a%4", "%ff", "%C3"])
    func malformed(_ text: String) {
        #expect(PercentEncoding.decode(Substring(text), plusIsSpace: true) == nil)
    }

    @Test("reads a query's items in order, plus as a space, and keeps a normal form as it was sent")
    func items() throws {
        let items = try PercentEncoding.items(ofQuery: "a=1&b=x+y%2Bz&&c&a=2=3&n=e%CC%81")
        #expect(items.map(\.name) == ["a", "b", "c", "a", "n"])
        #expect(
            items.map { Array($0.value.utf8) }
                == ["1", "x y+z", "", "2=3", "e\u{301}"].map { Array($0.utf8) })
        #expect(throws: ArgumentError.self) { try PercentEncoding.items(ofQuery: "a=%") }
    }
}
