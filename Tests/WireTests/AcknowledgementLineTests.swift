import JSON
import Model
import Testing
import Wire

@Suite("Acknowledgement line")
struct AcknowledgementLineTests {
    static let lines = [
        #"{"position":7}"#,
        #"{"position":18446744073709551615}"#,
        #"{"position":3,"duplicate":true}"#,
        #"{"error":{"code":"conflict","line":12,"id":"d-9","field":"/score","message":"it differs"}}"#,
        #"{"error":{"code":"too_large","line":1,"message":"m","limit":"65536 bytes","found":"70000 bytes"}}"#,
        #"{"error":{"code":"unknown","line":13,"message":"m","retry":true}}"#,
        #"{"error":{"code":"invalid_text","line":2,"id":"a\u0001\n\"é","message":"m"}}"#,
    ]

    @Test("reads what it writes and writes the same bytes again", arguments: lines)
    func roundTrip(_ line: String) throws {
        let read = try AcknowledgementLine(Array(line.utf8))
        #expect(String(decoding: read.bytes, as: UTF8.self) == line + "\n")
    }

    @Test("tells a fresh position from a duplicate, whatever the white space and unknown members")
    func meaning() throws {
        guard
            case .appended(let fresh) = try AcknowledgementLine(
                Array(#"{ "position" : 7, "new": [1] }"#.utf8)),
            case .duplicate(let old) = try AcknowledgementLine(
                Array(#"{"duplicate":true,"position":3}"#.utf8))
        else {
            Issue.record("not what was said")
            return
        }
        #expect(fresh == 7)
        #expect(old == 3)
    }

    @Test(
        "refuses what is no acknowledgement",
        arguments: [
            "", "{}", "[]", "7", #"{"position":-1}"#, #"{"position":"7"}"#, #"{"position":07}"#,
            #"{"position":1.5}"#, #"{"error":{}}"#, #"{"error":"no"}"#, #"{"position":99999999999999999999}"#,
        ])
    func malformed(_ line: String) {
        #expect(throws: AcknowledgementError.self) { try AcknowledgementLine(Array(line.utf8)) }
    }

    @Test("says that a line may be sent again exactly for unknown and busy", arguments: Refusal.Code.allCases)
    func retry(_ code: Refusal.Code) {
        let line = RefusedLine(Refusal(code, "m"), line: 1)
        #expect(line.retry == (code == .unknown || code == .busy))
    }
}
