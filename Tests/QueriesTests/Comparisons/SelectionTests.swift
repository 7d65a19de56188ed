import JSON
import Model
import TestSupport
import Testing

@testable import Queries

@Suite("Who is labelled")
struct SelectionTests {
    private func answer(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/selection", [("model", "m"), ("maturity", "any")] + query)
    }

    /// High scores are called and labelled; low ones wait and never are.
    private static let blind = (0..<100).flatMap { number -> [String] in
        let isHigh = number >= 50
        let decision = Lines.decision(
            "d\(number)", score: "\(Double(number) / 100)",
            more:
                ",\"action\":\"\(isHigh ? "call" : "wait")\",\"segments\":{\"area\":\"\(isHigh ? "n" : "s")\"}"
        )
        return isHigh ? [decision, Lines.outcome("o\(number)", of: "d\(number)")] : [decision]
    }

    @Test("without decisions there is the reason; with none labelled, reasons in place of rates")
    func nothing() throws {
        #expect(try answer([])["notes"]?["no_data"] != nil)
        let answer = try answer([Lines.decision("d1")])
        #expect(answer.rows("bands").first?["label_rate"]?.double == 0)
        #expect(answer.rows("bands").first?["positive_rate"]?.isNull == true)
        #expect(answer.rows("blind").count == 1)
        #expect(answer.rows("sample").map { $0["id"]?.string } == ["d1"])
        #expect(answer.rows("representation").isEmpty)
    }

    @Test("bands and actions without any label are found, said first, and drawn from")
    func blindSpots() throws {
        let answer = try answer(Self.blind, [("sample", "7")])
        let blind = answer.rows("blind")
        #expect(blind.count == 5)
        #expect(blind.allSatisfy { $0["action"]?.string == "wait" && $0["mature"]?.integer == 10 })
        // Every blind cell has but ten decisions, too few to be said.
        let codes = answer["findings"]?.elements?.compactMap { $0["code"]?.string } ?? []
        #expect(codes == ["not-representative"])
        let sample = answer.rows("sample")
        #expect(sample.count == 7)
        #expect(Set(sample.compactMap { $0["band_score"]?.string }).count == 5)
        #expect(sample.allSatisfy { $0["why"]?.string == "never labelled" })
        let whole = try self.answer(
            Self.blind.map { $0.replacing("\"at\":\"2009-06-01", with: "\"at\":\"2009-05-01") })
        #expect(whole.rows("sample").count == 50)
        let area = try #require(answer.row("representation", ["segment": "area"]))
        #expect(area["representative"]?.boolean == false)
        #expect(answer.row("segments", ["value": "s"])?["label_rate"]?.double == 0)
        #expect(answer.row("segments", ["value": "n"])?["ratio"]?.double == 2)
    }

    @Test("many decisions where nothing is labelled are an alert")
    func alert() throws {
        let lines = (0..<80).flatMap { number -> [String] in
            let decision = Lines.decision("d\(number)", score: number < 40 ? "0.15" : "0.85")
            return number < 40 ? [decision] : [decision, Lines.outcome("o\(number)", of: "d\(number)")]
        }
        let findings = try answer(lines)["findings"]?.elements ?? []
        #expect(findings.map { $0["code"]?.string } == ["blind-spots", "labels-follow-score"])
        #expect(findings.first?["severity"]?.string == "alert")
    }

    @Test("the draw is the same for the same seed, and without repetition")
    func draw() throws {
        func ids(_ seed: String) throws -> [String] {
            try answer(Self.blind, [("seed", seed), ("sample", "20")]).rows("sample").compactMap {
                $0["id"]?.string
            }
        }
        let first = try ids("5")
        #expect(first.count == 20 && Set(first).count == 20)
        #expect(try ids("5") == first)
        #expect(try ids("6") != first)
        #expect(try answer(Self.blind, [("sample", "0")]).rows("sample").isEmpty)
    }

    @Test("where nothing is blind, what is labelled least is drawn from")
    func rare() throws {
        let lines = (0..<40).flatMap { number -> [String] in
            let decision = Lines.decision("d\(number)", score: number < 20 ? "0.15" : "0.85")
            let isLabelled = number >= 20 || number == 0
            return isLabelled ? [decision, Lines.outcome("o\(number)", of: "d\(number)")] : [decision]
        }
        let sample = try answer(lines, [("sample", "3")]).rows("sample")
        #expect(sample.count == 3)
        #expect(sample.allSatisfy { $0["why"]?.string == "rarely labelled" && $0["score"]?.double == 0.15 })
    }

    static let seedsOfStreams = seeds(Array(1...24))

    @Test("counts are those of a slow plain count", arguments: seedsOfStreams)
    func oracle(seed: UInt64) throws {
        var stream = try ScoredStream(seed: seed)
        let maturity = stream.random.pick(["any", "3d"])
        let answer = try stream.ledger.json(
            "/v1/selection", [("model", "m1"), ("maturity", maturity), ("sample", "1000")])
        let what = "DAYBOOK_SEED=\(seed) \(maturity)"
        let evaluated = try Timestamp(parsing: ScoredStream.recorded)
        let decisions = try stream.decisions("m1")
        let mature = decisions.filter {
            maturity == "any" || evaluated.microseconds - $0.at.microseconds > 3 * 86_400_000_000
        }
        let scored = mature.filter { $0.decision.score != nil }
        let bands = answer.rows("bands")
        #expect(bands.reduce(0) { $0 + ($1["mature"]?.integer ?? 0) } == Int64(scored.count), "\(what)")
        #expect(
            bands.reduce(0) { $0 + ($1["labelled"]?.integer ?? 0) }
                == Int64(scored.count { $0.label != nil }),
            "\(what)")
        for action in ["call", "wait"] {
            let own = scored.filter { $0.decision.action == action.identifier }
            let cells = answer.rows("cells").filter { $0["action"]?.string == action }
            #expect(
                cells.reduce(0) { $0 + ($1["mature"]?.integer ?? 0) } == Int64(own.count), "\(what) \(action)"
            )
            #expect(
                cells.reduce(0) { $0 + ($1["positives"]?.integer ?? 0) }
                    == Int64(own.count(where: \.isPositive)),
                "\(what) \(action)")
        }
        let tier = "tier".identifier
        for value in ["gold", "silver"] {
            let own = mature.filter { one in
                one.decision.segments.contains { $0.name == tier && $0.value == value.identifier }
            }
            let row = answer.row("segments", ["segment": "tier", "value": value])
            #expect((row?["mature"]?.integer ?? 0) == Int64(own.count), "\(what) \(value)")
            #expect(
                (row?["labelled"]?.integer ?? 0) == Int64(own.count { $0.label != nil }), "\(what) \(value)")
        }
        // What is drawn waits for its label, and is mature.
        let waiting = Set(scored.filter { $0.label == nil }.map(\.id.text))
        let drawn = answer.rows("sample").compactMap { $0["id"]?.string }
        #expect(Set(drawn).isSubset(of: waiting) && Set(drawn).count == drawn.count, "\(what)")
        #expect(drawn.isEmpty == waiting.isEmpty, "\(what)")
    }
}
