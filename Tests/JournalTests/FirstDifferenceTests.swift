import Testing

@testable import Journal

@Suite("The field that differs first")
struct FirstDifferenceTests {
    @Test(
        "It is named in the order of what is stored",
        arguments: [
            (#"{"a":1,"b":2}"#, #"{"a":1,"b":3}"#, "/b"),
            (#"{"a":1,"b":2}"#, #"{"b":3,"a":9}"#, "/a"),
            (#"{"a":1}"#, #"{"a":1,"c":2}"#, "/c"),
            (#"{"a":1,"c":2}"#, #"{"a":1}"#, "/c"),
            (#"{"f":{"x/y":1,"z":[1,2]}}"#, #"{"f":{"x/y":2,"z":[1,2]}}"#, "/f/x~1y"),
            (#"{"f":{"z":[1,2]}}"#, #"{"f":{"z":[1,3]}}"#, "/f/z/1"),
            (#"{"f":[1]}"#, #"{"f":[1,2]}"#, "/f/1"),
            (#"{"a":1}"#, #"{"a":1.0}"#, "/a"),
            ("{\"a\":\"\u{e9}\"}", "{\"a\":\"e\u{301}\"}", "/a"),
            (#"{"a":1,"b":2}"#, #"{ "b":2, "a":1 }"#, nil),
        ] as [(String, String, String?)])
    func named(stored: String, sent: String, field: String?) {
        #expect(FirstDifference.pointer(stored: Array(stored.utf8), sent: Array(sent.utf8)) == field)
    }

    @Test("Thousands of members in another order cost one pass, and what is over a decision's size none")
    func manyMembers() {
        func event(_ names: some Sequence<Int>, changed: Int? = nil) -> [UInt8] {
            Array("{\(names.map { "\"k\($0)\":\($0 == changed ? -1 : $0)" }.joined(separator: ","))}".utf8)
        }
        let stored = event(0..<4_000)
        #expect(FirstDifference.pointer(stored: stored, sent: event((0..<4_000).reversed())) == nil)
        #expect(
            FirstDifference.pointer(stored: stored, sent: event((0..<4_000).reversed(), changed: 77))
                == "/k77")
        #expect(FirstDifference.pointer(stored: event(0..<9_000), sent: event(0..<8_999)) == nil)
    }
}
