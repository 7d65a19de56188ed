import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Groupings")
struct GroupingTests {
    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private static let some = [
        Lines.decision("a", at: "2026-01-05T23:59:59.999999Z", more: #","action":"x","features":{"f":10}"#),
        Lines.decision(
            "b", at: "2026-01-06T00:00:00Z", version: "v2", more: #","variant":"x","features":{"f":9}"#),
        Lines.decision("c", at: "2026-01-12T09:00:00+02:00", more: #","route":"x","features":{"f":"9"}"#),
        Lines.decision("d", at: "2026-02-01T09:00:00Z", more: #","group":"x","features":{"f":true}"#),
        Lines.decision("e", at: "2026-02-01T08:00:00Z", more: #","features":{"f":"a"},"action":"w""#),
        Lines.decision("f", at: "2026-02-01T08:00:00Z", more: #","features":{"f":null}"#),
    ]

    @Test(
        "rows stand in order: flags, numbers by size, texts by bytes, times by the calendar, without first",
        arguments: [
            ("action", ["-:4", "w:1", "x:1"]), ("variant", ["-:5", "x:1"]), ("route", ["-:5", "x:1"]),
            ("group", ["-:5", "x:1"]), ("version", ["v1:5", "v2:1"]), ("role", ["live:6"]),
            ("day", ["2026-01-05:1", "2026-01-06:1", "2026-01-12:1", "2026-02-01:3"]),
            ("week", ["2026-W02:2", "2026-W03:1", "2026-W05:3"]), ("month", ["2026-01:3", "2026-02:3"]),
            ("hour", ["00:1", "07:1", "08:2", "09:1", "23:1"]),
            ("weekday", ["Monday:2", "Tuesday:1", "Sunday:3"]),
            ("feature:f", ["-:1", "true:1", "9:1", "10:1", "\"9\":1", "a:1"]),
        ])
    func order(_ by: String, _ expected: [String]) throws {
        let ledger = try ledger(Self.some)
        let summary = try ledger.json("/v1/distribution", [("by", by)]).rows("summary")
        #expect(summary.map { "\($0["group"]?.string ?? "-"):\($0["count"]?.text ?? "")" } == expected)
        let totals = try ledger.json("/v1/feedback", [("by", by)]).rows("totals")
        #expect(
            totals.map { "\($0["group"]?.string ?? "-"):\($0["decisions"]?.text ?? "")" }
                == expected + ["all:6"])
    }

    @Test("several groupings stand one within the other, each in a column of its own")
    func nested() throws {
        let answer = try ledger(Self.some).json(
            "/v1/distribution", [("by", "version,hour"), ("window", "month")])
        let rows = answer.rows("summary").map { row in
            ["group", "group_2", "period", "count"].map { row[$0]?.string ?? row[$0]?.text ?? "" }
                .joined(separator: " ")
        }
        #expect(
            rows == [
                "v1 07 2026-01 1", "v1 08 2026-02 2", "v1 09 2026-02 1", "v1 23 2026-01 1", "v2 00 2026-01 1",
            ])
        #expect(answer["plots"]?.members?.first?.name == "m/v1/07/2026-01")
    }

    @Test("plots of groups that look alike have keys of their own")
    func plotKeys() throws {
        let answer = try ledger([
            Lines.decision("a", more: #","segments":{"s":"without"}"#), Lines.decision("b"),
        ]).json("/v1/distribution", [("by", "segment:s")])
        #expect(answer["plots"]?.members?.map(\.name) == ["m/without", "m/without (2)"])
    }

    @Test("a labeller within a version is measured by the decisions of that version")
    func labellerWithin() throws {
        let answer = try ledger([
            Lines.decision("a"), Lines.decision("b"), Lines.decision("c", version: "v2"), Lines.decision("d"),
            Lines.outcome("o1", of: "a", by: "crm"), Lines.outcome("o2", of: "b", by: "desk"),
            Lines.outcome("o3", of: "c", by: "crm"),
        ]).json("/v1/feedback", [("by", "version,labeller"), ("period", "none")])
        let rows = answer.rows("totals").map { row in
            ["group", "group_2", "decisions", "labelled", "rate"].map {
                row[$0]?.string ?? row[$0]?.text ?? ""
            }
            .joined(separator: " ")
        }
        #expect(
            rows == [
                "v1 crm 3 1 0.3333333333333333", "v1 desk 3 1 0.3333333333333333", "v2 crm 1 1 1",
                "all all 4 3 0.75",
            ])
    }

    @Test(
        "every grouping counts what the JSON of the decisions says", arguments: seeds([11, 12]))
    func bruteForce(_ seed: UInt64) throws {
        var source = RandomConditions(seed: seed)
        let lines = (0..<200).map { source.decision($0) }
        let decisions = try lines.map { try JSONValue(parsing: $0) }
        let ledger = try ledger(lines)
        let readers: [(String, (JSONValue) -> String)] = [
            ("action", { $0["action"]?.string ?? "-" }), ("variant", { $0["variant"]?.string ?? "-" }),
            ("route", { $0["route"]?.string ?? "-" }), ("group", { $0["group"]?.string ?? "-" }),
            ("version", { $0["version"]?.string ?? "-" }),
            ("day", { String(($0["at"]?.string ?? "").prefix(10)) }),
            ("month", { String(($0["at"]?.string ?? "").prefix(7)) }),
            ("hour", { String(($0["at"]?.string ?? "").dropFirst(11).prefix(2)) }),
            ("segment:tier", { $0["segments"]?["tier"]?.string ?? "-" }),
            ("feature:tier", { Self.label($0["features"]?["tier"]) }),
        ]
        for (by, read) in readers {
            for (second, readSecond) in readers where second != by {
                var expected: [String: Int64] = [:]
                for decision in decisions {
                    expected["\(read(decision))|\(readSecond(decision))", default: 0] += 1
                }
                let rows = try ledger.json("/v1/distribution", [("by", by), ("by", second)]).rows("summary")
                var found: [String: Int64] = [:]
                for row in rows {
                    let key = "\(row["group"]?.string ?? "-")|\(row["group_2"]?.string ?? "-")"
                    found[key, default: 0] += row["count"]?.integer ?? 0
                }
                #expect(found == expected, "seed \(seed), by \(by),\(second)")
                #expect(rows.count == expected.count)
            }
        }
    }

    private static func label(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null: "-"
        case .string(let text):
            ["17", "17.5", "true"].contains(text) ? "\"\(text)\"" : text
        case let value?: value.double == 1e300 ? "1e+300" : value.text
        }
    }
}
