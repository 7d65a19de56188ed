import Model
import Testing

@Suite struct RefusalTests {
    @Test("the codes have the names that clients know")
    func names() {
        #expect(
            Refusal.Code.allCases.map(\.rawValue) == [
                "invalid_json", "empty_line", "not_an_object", "duplicate_key", "too_deep", "invalid_utf8",
                "invalid_number", "missing_field", "wrong_type", "invalid_time", "invalid_text",
                "invalid_value",
                "out_of_range", "inexact_number", "too_long", "too_large", "too_many", "unknown_type",
                "conflict",
                "forbidden", "unknown", "busy",
            ])
    }

    @Test("the codes and names of event types are those that stand in ledgers")
    func types() {
        let names = [
            "decision", "outcome", "outcome_withdrawn", "contract", "deployment", "policy", "replay_set",
            "review", "pin",
        ]
        #expect(EventType.allCases.map(\.name) == names)
        #expect(EventType.allCases.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7, 8, 9])
        for name in names { #expect(EventType(name: name)?.name == name) }
        #expect(EventType(name: "Decision") == nil)
    }

    @Test(
        "a message says what was expected and what was found",
        arguments: [
            (
                "decision-score-text--wrong_type", "/score has to be a number, but is \"0.73\"", nil,
                "\"0.73\""
            ),
            (
                "decision-threshold-null--wrong_type",
                "/threshold is null; leave an optional field out when there is no value", nil, "null"
            ),
            (
                "decision-confidence-above-1--out_of_range", "/confidence is 1.01; expected 0 to 1", "0 to 1",
                "1.01"
            ),
            (
                "decision-long-id--too_long", "/id has 201 bytes of UTF-8; expected at most 200", "200 bytes",
                "201 bytes"
            ),
            (
                "decision-control-in-id--invalid_text",
                "/id holds the control character U+0000 at byte 1; expected none", nil, "U+0000"
            ),
            (
                "decision-c1-control-in-subject--invalid_text",
                "/subject holds the control character U+0085 at byte 1; expected none", nil, "U+0085"
            ),
            (
                "decision-role-unknown--invalid_value",
                "/role is \"canary\"; expected one of live, shadow, replay, reference", nil, "\"canary\""
            ),
            (
                "decision-33-segments--too_many", "/segments has 33 entries; expected at most 32",
                "32 entries",
                "33 entries"
            ),
            (
                "line-leading-zero--invalid_number", "/score is 00.73, which is no number of JSON", nil,
                "00.73"
            ),
            ("outcome-neither--missing_field", "expected a decision or a subject, found neither", nil, nil),
        ] as [(String, String, String?, String?)])
    func messages(_ name: String, _ message: String, _ limit: String?, _ found: String?) throws {
        let refusal = try #require(try Fixture("invalid/\(name).json").refusal)
        #expect(refusal.message == message)
        #expect(refusal.limit == limit)
        #expect(refusal.found == found)
    }

    @Test("what was found is cut short where a character ends")
    func shortened() throws {
        let role = String(repeating: "\u{e9}", count: 19) + "x" + String(repeating: "\u{1f600}", count: 40)
        let line = """
            {"type":"decision","id":"d","at":"2009-06-08T12:00:00Z","model":"m","version":"v","subject":"s",\
            "role":"\(role)","score":0}
            """
        let refusal = #expect(throws: Refusal.self) { try Event.decode(Array(line.utf8)) }
        #expect(refusal?.found == "\"" + String(repeating: "\u{e9}", count: 19) + "x...\"")
    }

    @Test("the type and id of a refused line are read where they can be")
    func peek() throws {
        let refused = Event.peekIdentity(try Fixture("invalid/decision-score-text--wrong_type.json").bytes)
        #expect(refused.type == .decision)
        #expect(refused.id == Identifier("d-1"))
        let unknownType = Event.peekIdentity(
            try Fixture("invalid/line-unknown-type--unknown_type.json").bytes)
        #expect(unknownType.type == nil)
        #expect(unknownType.id == Identifier("d-1"))
        let badID = Event.peekIdentity(try Fixture("invalid/decision-control-in-id--invalid_text.json").bytes)
        #expect(badID.type == .decision)
        #expect(badID.id == nil)
        for line in ["", "[]", "null", "{", #"{"type":1,"id":2}"#] {
            let nothing = Event.peekIdentity(Array(line.utf8))
            #expect(nothing.type == nil && nothing.id == nil)
        }
    }

    @Test(
        "every prefix of a line, and the line with any one byte changed, is taken or refused without a trap")
    func mutations() throws {
        let line = try Fixture("valid/decision-every-field.json").bytes
        for count in 0..<line.count {
            let prefix = Array(line[..<count])
            #expect(throws: Refusal.self) { try Event.decode(prefix) }
        }
        var taken = 0
        for index in line.indices {
            for byte in [0x00, 0x22, 0x2c, 0x39, 0x5c, 0x65, 0x7b, 0x7d, 0xc2, 0xff] as [UInt8] {
                var changed = line
                changed[index] = byte
                if (try? Event.decode(changed)) != nil { taken += 1 }
            }
        }
        #expect(taken > 0 && taken < line.count * 10)
    }
}
