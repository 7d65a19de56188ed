import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Parity")
struct ParityTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private func codes(_ answer: JSONValue) -> [String] {
        (answer["findings"]?.elements ?? []).map {
            "\($0["code"]?.string ?? "") \($0["evidence"]?["feature"]?.string ?? "")"
        }
    }

    /// Two hundred training rows, and as many live decisions in which `seconds` has become milliseconds, a
    /// third of `income` is missing, and `source` has a new value.
    private func planted(isBroken: Bool) -> [String] {
        (0..<400).map { number in
            let isLive = number >= 200
            let row = number % 200
            let broken = isLive && isBroken
            let seconds = Double(row % 40 + 3) * (broken ? 1_000 : 1)
            let income = broken && row % 3 == 0 ? "null" : "\(1_000 + row)"
            let source = broken && row % 4 == 0 ? "partner" : (row % 2 == 0 ? "web" : "phone")
            return Lines.decision(
                "d\(number)", score: "0.\(row % 90 + 10)", role: isLive ? "live" : "reference",
                more:
                    ",\"features\":{\"seconds\":\(seconds),\"income\":\(income),\"source\":\"\(source)\"},\"latency_ms\":\(row)"
            )
        }
    }

    @Test("nothing broken, nothing found")
    func clean() throws {
        let answer = try ledger(planted(isBroken: false)).json("/v1/parity", [("model", "m")])
        #expect(codes(answer).isEmpty)
        #expect(answer.rows("features").count == 6)
        #expect(answer["parameters"]?["version_used"]?.string == "v1")
    }

    @Test("a unit, missing values and unseen values are found and named")
    func broken() throws {
        let answer = try ledger(planted(isBroken: true)).json("/v1/parity", [("model", "m")])
        let found = codes(answer)
        #expect(found.contains("unit-jump seconds"))
        #expect(found.contains("missing-rate income"))
        #expect(found.contains("unseen-values source"))
        #expect(!found.contains { $0.hasSuffix("seconds") && !$0.hasPrefix("unit-jump") })
        let row = try #require(answer.row("features", ["feature": "seconds", "role": "live"]))
        #expect(row["factor"]?.double == 1_000)
        let income = try #require(answer.row("features", ["feature": "income", "role": "live"]))
        #expect(income["missing"]?.double == 67.0 / 200)
        let live = try #require(answer.row("service", ["role": "live"]))
        #expect(live["latency_p50"]?.double == 99.5)
        let complete = try #require(answer.row("completeness", ["role": "live", "missing": "complete"]))
        #expect(complete["decisions"]?.integer == 133)
    }

    @Test("one role alone, or none, is said in words")
    func alone() throws {
        let nothing = try ledger([]).json("/v1/parity", [("model", "m")])
        #expect(nothing["notes"]?["no_data"]?.string?.contains("there is no decision") == true)
        let one = try ledger([Lines.decision("d1", more: ",\"features\":{\"a\":1}")])
            .json("/v1/parity", [("model", "m")])
        #expect(one["notes"]?["no_data"]?.string?.contains("live decisions only") == true)
        #expect(one.rows("features").count == 1)
    }

    @Test("on the small bank stream the live rows of v2 are held against its training rows")
    func bank() throws {
        let answer = try ledger(try BankStream.small())
            .json("/v1/parity", [("model", "term-deposit"), ("version", "v2")])
        let roles = Set(answer.rows("features").compactMap { $0["role"]?.string })
        #expect(roles.contains("live"))
        for row in answer.rows("features") {
            let missing = try #require(row["missing"]?.double)
            #expect((0...1).contains(missing))
        }
        #expect(!codes(answer).contains { $0.hasPrefix("unit-jump") })
    }
}
