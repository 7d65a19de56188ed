import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("False alarms and unit jumps over real inputs")
struct DriftAlarmTests {
    /// The small stream's live decisions as objects.
    private static func decisions() throws -> [JSONValue] {
        try BankStream.small().map { try JSONValue(parsing: $0) }.filter {
            $0["type"]?.string == "decision" && $0["role"]?.string == "live"
        }
    }

    private static func replacing(_ value: JSONValue, _ name: String, _ new: JSONValue) -> JSONValue {
        .object((value.members ?? []).filter { $0.name != name } + [(name, new)])
    }

    /// Splits at random of what has no drift: 20 to a ledger, each a segment of its own. Half of the live
    /// decisions of the small stream stand for the whole one, so that it takes seconds.
    @Test("200 random splits alarm no more often than alpha says", arguments: seeds([1]))
    func splits(seed: UInt64) throws {
        let (ledgers, perLedger, alpha) = (10, 20, 0.05)
        var random = SeededGenerator(seed: seed)
        let decisions = try Self.decisions()
        var alarms = 0
        for _ in 0..<ledgers {
            let ledger = try TemporaryLedger()
            try ledger.append(
                decisions.map { decision in
                    let splits = (0..<perLedger).map { split in
                        (name: "s\(split)", value: JSONValue.string(random.chance(0.5) ? "a" : "b"))
                    }
                    return Self.replacing(decision, "segments", .object(splits)).text
                })
            for split in 0..<perLedger {
                let answer = try ledger.json(
                    "/v1/drift",
                    [
                        ("model", "term-deposit"), ("baseline", "segment=s\(split)=a"),
                        ("current", "segment=s\(split)=b"), ("segments", "false"), ("alpha", "\(alpha)"),
                        ("min_effect", "0"),
                    ])
                if answer.codes.contains("features-drifted") { alarms += 1 }
                #expect(!answer.codes.contains("unit-jump"), "seed \(seed)")
            }
        }
        #expect(
            Double(alarms) <= alpha * Double(ledgers * perLedger), "\(alarms) of 200 with seed \(seed)")
    }

    @Test(
        "a jump of the unit is found at every factor on every numeric feature",
        arguments: [10, 100, 1_000, 1e6, 1e9, 0.1, 0.01, 0.001, 1e-6, 1e-9])
    func jumps(factor: Double) throws {
        let decisions = try Self.decisions()
        var lines: [String] = []
        var names: Set<String> = []
        for (index, decision) in decisions.enumerated() {
            let isCurrent = index % 2 == 1
            var features = decision["features"]?.members ?? []
            for place in features.indices {
                guard let number = features[place].value.double else { continue }
                names.insert(features[place].name)
                if isCurrent { features[place].value = .number(number * factor) }
            }
            let changed = Self.replacing(decision, "features", .object(features))
            lines.append(Self.replacing(changed, "version", .string(isCurrent ? "y" : "x")).text)
        }
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        let answer = try ledger.json(
            "/v1/drift", [("model", "term-deposit"), ("versions", "x,y"), ("segments", "false")])
        var found: Set<String> = []
        for row in answer.rows("units") {
            let name = row["feature"]?.string ?? ""
            found.insert(name)
            let jump = try #require(row["factor"]?.double)
            #expect(abs(jump / factor - 1) < 1e-9, "\(name)")
        }
        #expect(names.count == 10)
        #expect(found == names)
    }

    @Test("no jump is found where inputs drift as they do")
    func plainDrift() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(try BankStream.small())
        for sides in ["v1,v2", "v2,v1"] {
            let answer = try ledger.json("/v1/drift", [("model", "term-deposit"), ("versions", sides)])
            #expect(answer.codes.contains("features-drifted"))
            #expect(answer.rows("units").isEmpty)
        }
    }
}
