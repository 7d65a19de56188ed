import Foundation
import JSON
import Testing

/// The cases of a golden file that questions answer, checked against a ledger that holds its stream.
///
/// The numbers come from numpy, scipy and scikit-learn; the file's `conventions` say how.
struct GoldenCases {
    let ledger: TemporaryLedger
    let cases: [JSONValue]

    init(_ ledger: TemporaryLedger, file: URL) throws {
        self.ledger = ledger
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        cases = try #require(try JSONValue(parsing: text)["cases"]?.elements)
    }

    /// Cases whose id starts so.
    func named(_ family: String) -> [JSONValue] {
        cases.filter { $0["id"]?.string?.hasPrefix(family) == true }
    }

    /// The selection of a case as parameters.
    static func parameters(_ item: JSONValue) -> [(String, String)] {
        var found: [(String, String)] = []
        for (name, value) in item["selection"]?.members ?? [] {
            if name == "segment" {
                for (segment, value) in value.members ?? [] {
                    found.append(("segment", "\(segment)=\(value.string ?? "")"))
                }
            } else {
                found.append((name, value.string ?? ""))
            }
        }
        if let time = item["as_of"]?.string { found.append(("labels_by", time)) }
        return found
    }

    /// Whether two numbers are the same to 1e-9 of the expected one.
    static func expectEqual(
        _ found: JSONValue?, _ expected: JSONValue?, _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let found = found?.double, let expected = expected?.double else {
            let same = found?.string == expected?.string && found?.isNull == expected?.isNull
            #expect(
                same, "\(what): \(found?.text ?? "nothing") for \(expected?.text ?? "nothing")",
                sourceLocation: sourceLocation)
            return
        }
        let isClose = abs(found - expected) <= 1e-9 * abs(expected)
        #expect(isClose, "\(what): \(found) for \(expected)", sourceLocation: sourceLocation)
    }

    func checkSummaries() throws -> Int {
        let cases = named("summary/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let answer = try ledger.json(
                "/v1/distribution", Self.parameters(item) + [("low", "0"), ("high", "1")])
            let summary = try #require(answer.rows("summary").first)
            let expected = try #require(item["expect"])
            for (ours, theirs) in [
                ("count", "count"), ("mean", "mean"), ("sd", "std"), ("sd_population", "std_pop"),
                ("min", "min"),
                ("max", "max"),
            ] { Self.expectEqual(summary[ours], expected[theirs], "\(what) \(ours)") }
            let quantiles = try #require(answer.rows("quantiles").first)
            for (point, value) in expected["quantiles"]?.members ?? [] {
                Self.expectEqual(quantiles["q\(point)"], value, "\(what) quantile \(point)")
            }
            let plot = try #require(answer["plots"]?.members?.first?.value)
            #expect(plot["counts"]?.text == expected["histogram"]?.text, "\(what) histogram")
            for side in ["below", "above"] { Self.expectEqual(plot[side], expected[side], "\(what) \(side)") }
        }
        return cases.count
    }

    func checkFeedback() throws -> Int {
        let cases = named("feedback/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let total = try #require(
                try ledger.json("/v1/feedback", Self.parameters(item)).rows("totals").last)
            for name in ["decisions", "labelled", "rate"] {
                Self.expectEqual(total[name], item["expect"]?[name], "\(what) \(name)")
            }
        }
        return cases.count
    }

    func checkWeeks() throws -> Int {
        let cases = named("weeks/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let rows = try ledger.json("/v1/feedback", Self.parameters(item)).rows("periods")
            let expected = try #require(item["expect"]?.elements)
            #expect(rows.map { $0["period"]?.string } == expected.map { $0["week"]?.string }, "\(what) weeks")
            for (row, week) in zip(rows, expected) {
                for (ours, theirs) in [
                    ("decisions", "decisions"), ("labelled", "labelled"), ("rate", "rate"),
                    ("labelled_within", "labelled_14d"), ("rate_within", "rate_14d"),
                ] {
                    Self.expectEqual(row[ours], week[theirs], "\(what) \(week["week"]?.string ?? "") \(ours)")
                }
            }
        }
        return cases.count
    }

    func checkDelays() throws -> Int {
        let cases = named("delays/")
        for item in cases {
            let what = item["id"]?.string ?? ""
            let by = try #require(item["by"]?.string)
            let answer = try ledger.json("/v1/feedback", Self.parameters(item) + [("by", "segment:\(by)")])
            for (name, expected) in item["expect"]?.members ?? [] {
                let group = name == "all" ? name : String(name.dropFirst(by.count + 1))
                let row = try #require(answer.row("delays", ["group": group]))
                for (figure, value) in expected.members ?? [] {
                    Self.expectEqual(row[figure], value, "\(what) \(name) \(figure)")
                }
            }
        }
        return cases.count
    }

    func checkCorrections() throws -> Int {
        let cases = named("corrections/")
        for item in cases {
            let row = try #require(
                try ledger.json("/v1/feedback", Self.parameters(item)).rows("corrections").last)
            for (figure, value) in item["expect"]?.members ?? [] {
                Self.expectEqual(row[figure], value, "\(item["id"]?.string ?? "") \(figure)")
            }
        }
        return cases.count
    }

    /// What the ranking figures of labels as known at a time rest on: who is labelled, and how.
    func checkLabelsByTime() throws -> Int {
        let cases = named("performance/").filter { $0["as_of"] != nil }
        for item in cases {
            let row = try #require(try ledger.json("/v1/feedback", Self.parameters(item)).rows("totals").last)
            for (ours, theirs) in [
                ("decisions", "decisions"), ("labelled", "labelled"), ("positive", "positives"),
                ("base_rate", "base_rate"),
            ] { Self.expectEqual(row[ours], item["expect"]?[theirs], "\(item["id"]?.string ?? "") \(ours)") }
        }
        return cases.count
    }
}
