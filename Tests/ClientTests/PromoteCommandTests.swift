import ArgumentParser
import JSON
import Model
import Testing
import Wire

@testable import daybook

@Suite("Recording a promotion")
struct PromoteCommandTests {
    private static func answer(
        _ verdict: String, failed: String = "[]", untold: String = "[]", position: Int = 7
    ) -> [UInt8] {
        Array(
            (#"{"parameters":{"position":\#(position),"recorded":"2009-07-01T00:00:00Z"},"facts":{"promotion":"#
                + #"{"verdict":"\#(verdict)","failed":\#(failed),"untold":\#(untold)}},"tables":{"rules":[{},{}]}}"#)
                .utf8)
    }

    private static func review(
        _ answer: [UInt8], by: String = "ann", note: String? = nil, model: String = "m",
        version: String = "v2",
        _ items: [QueryItem] = []
    ) throws -> (PromotionReview, Event, Review) {
        let review = try PromotionReview(
            model: model, version: version, by: by, note: note, PromotionVerdict(answer), items)
        let event = try Event.decode(review.bytes)
        guard case .review(let body) = event.body else { throw Failure(.internalFault, "no review") }
        return (review, event, body)
    }

    @Test("promote is accepted, with the position in the reason, and on which rules")
    func accepted() throws {
        let (review, event, body) = try Self.review(
            Self.answer("promote"), note: "looked at the misses", [("labels_by", "2009-06-01")])
        #expect(review.id == "promotion/m/v2/7" && event.id.text == review.id)
        #expect(event.at.text == "2009-07-01T00:00:00Z")
        #expect(body.verdict == .accept && body.by.text == "ann" && body.note == "looked at the misses")
        #expect(body.reason == "promote as of position 7: all 2 rules are kept")
        #expect(body.tags == ["promotion", "position=7", "labels_by=2009-06-01"])
        #expect(body.target == .version(model: Identifier("m"), version: Identifier("v2")))
    }

    @Test("any other verdict disqualifies, and says which rules failed and which cannot be told")
    func disqualified() throws {
        let (_, _, declined) = try Self.review(
            Self.answer("do not promote", failed: #"["flips","order"]"#, untold: #"["accuracy"]"#))
        #expect(declined.verdict == .disqualify)
        #expect(
            declined.reason
                == "do not promote as of position 7: failed: flips, order; cannot be told: accuracy")
        let (_, _, open) = try Self.review(Self.answer("not enough to say", failed: #"["days"]"#))
        #expect(open.verdict == .disqualify && open.note == nil)
        #expect(open.reason == "not enough to say as of position 7: failed: days")
    }

    @Test("the same verdict is the same bytes; another position has another id, however long the names")
    func identity() throws {
        let answer = Self.answer("promote")
        #expect(try Self.review(answer).0.bytes == Self.review(answer).0.bytes)
        #expect(try Self.review(Self.answer("promote", position: 8)).0.id == "promotion/m/v2/8")
        let long = String(repeating: "v", count: 200)
        let (one, _, _) = try Self.review(answer, version: long)
        let (other, _, _) = try Self.review(answer, version: String(long.dropLast()) + "w")
        #expect(one.id != other.id && one.id.utf8.count <= Limits.identifierBytes)
    }

    @Test("what no event takes, and an answer without a verdict, are failures")
    func failures() throws {
        let by = #expect(throws: Failure.self) { try Self.review(Self.answer("promote"), by: "") }
        #expect(by?.status == .usage && by?.message.contains("/by") == true)
        let note = #expect(throws: Failure.self) {
            try Self.review(Self.answer("promote"), note: String(repeating: "n", count: 5_000))
        }
        #expect(note?.status == .usage)
        for bytes in [[], Array("{}".utf8), Self.answer("yes"), Self.answer("promoted")] {
            let failure = #expect(throws: Failure.self) { try PromotionVerdict(bytes) }
            #expect(failure?.status == .internalFault)
        }
        #expect(try PromotionVerdict(Self.answer("promote")).isPromoted)
        #expect(try !PromotionVerdict(Self.answer("not enough to say")).isPromoted)
    }

    @Test("who reviews and a note are only taken with what is recorded")
    func words() throws {
        let words = ["promote", "--model", "m", "--version", "v2"]
        let command = try #require(try Daybook.parseAsRoot(words) as? PromoteCommand)
        #expect(!command.record)
        #expect(command.items.map { "\($0.name)=\($0.value)" } == ["model=m", "version=v2"])
        for more in [["--by", "ann"], ["--note", "x"]] {
            #expect(throws: (any Error).self) { try Daybook.parseAsRoot(words + more) }
            let recorded = try #require(
                try Daybook.parseAsRoot(words + ["--record"] + more) as? PromoteCommand)
            #expect(recorded.record)
        }
    }
}
