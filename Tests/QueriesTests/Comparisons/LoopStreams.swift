import JSON
import Model
import TestSupport
import Testing

/// Streams for questions about what is done with scores and what comes back: 400 decisions a side, all of
/// 1 June, of which a version may be told to differ in one thing.
enum LoopStreams {
    struct Row {
        var score: Double
        var at = "2009-06-01T09:00:00Z"
        var threshold: String? = "0.5"
        var action: String? = "wait"
        var fallback: String?
        var area = "n"
        /// Nil for none.
        var label: String?
        var by = "crm"
        var definition: String? = "d1"
        /// In days.
        var wait = 1
    }

    static let count = 400

    /// Four fifths are labelled, after one to five days; positives grow with the score; half by either
    /// labeller and in either area; actions follow scores.
    static func row(_ number: Int) -> Row {
        var row = Row(score: (Double(number * 37 % count) + 0.5) / Double(count))
        row.action = row.score >= 0.5 ? "call" : "wait"
        row.area = number % 4 < 2 ? "n" : "s"
        row.by = number.isMultiple(of: 2) ? "crm" : "desk"
        row.wait = 1 + number / 7 % 5
        if !number.isMultiple(of: 5) {
            row.label = Double(number * 71 % 101) < 60 * row.score ? "true" : "false"
        }
        return row
    }

    static func side(
        _ version: String, count: Int = count, _ change: (inout Row, Int) -> Void = { _, _ in }
    ) -> [String] {
        (0..<count).flatMap { number -> [String] in
            var row = row(number)
            change(&row, number)
            var more = ",\"segments\":{\"area\":\"\(row.area)\"}"
            if let threshold = row.threshold { more += ",\"threshold\":\(threshold)" }
            if let action = row.action { more += ",\"action\":\"\(action)\"" }
            if let fallback = row.fallback { more += ",\"fallback\":\(fallback)" }
            let id = "\(version)-\(number)"
            var lines = [
                Lines.decision(
                    id, at: row.at, score: "\(row.score)", version: version, more: more)
            ]
            if let label = row.label {
                let day = 1 + row.wait
                let outcome = Lines.outcome(
                    "o-\(id)", of: id, label: label, at: "2009-06-\(day < 10 ? "0" : "")\(day)T09:00:00Z",
                    by: row.by)
                let definition = row.definition.map { ",\"definition\":\"\($0)\"" } ?? ""
                lines.append("\(outcome.dropLast())\(definition)}")
            }
            return lines
        }
    }

    static func ask(
        _ question: String, _ lines: [String], _ query: [(String, String)] = []
    ) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.json("/v1/\(question)", [("model", "m"), ("versions", "v1,v2")] + query)
    }

    static func finding(_ code: String, _ answer: JSONValue) -> JSONValue? {
        answer["findings"]?.elements?.first { $0["code"]?.string == code }
    }

    /// Lines in another order in which each outcome may come before its decision.
    static func shuffled(_ lines: [String], seed: UInt64) -> [String] {
        var random = SeededGenerator(seed: seed)
        return lines.shuffled(using: &random)
    }
}

/// Two sides of a seeded stream, in the words of a question and as a plain condition.
struct LoopSides {
    let baseline: [PlainScored]
    let current: [PlainScored]
    let query: [(String, String)]
    let evaluated: Timestamp
    let what: String

    init(_ stream: inout ScoredStream) throws {
        struct Choice {
            let text: String
            let holds: (PlainScored) -> Bool
        }
        func tier(_ value: String) -> (PlainScored) -> Bool {
            {
                one in
                one.decision.role == .live
                    && one.decision.segments.contains {
                        $0.name == Identifier("tier") && $0.value == Identifier(value)
                    }
            }
        }
        let choices = [
            Choice(text: "version=v1,role=live") {
                $0.decision.version == Identifier("v1") && $0.decision.role == .live
            },
            Choice(text: "version=v2,role=live") {
                $0.decision.version == Identifier("v2") && $0.decision.role == .live
            },
            Choice(text: "role=live") { $0.decision.role == .live },
            Choice(text: "role=shadow,role=replay") {
                $0.decision.role == .shadow || $0.decision.role == .replay
            },
            Choice(text: "role=live,segment=tier=gold", holds: tier("gold")),
            Choice(text: "role=live,segment=tier=silver", holds: tier("silver")),
            Choice(text: "version=nobody") { _ in false },
        ]
        let (one, other) = (stream.random.pick(choices), stream.random.pick(choices))
        let labelsBy = stream.random.pick([nil, "2026-02-10T00:00:00Z", "2026-03-20T00:00:00Z"])
        let all = stream.book.scored(
            asOf: Position(stream.book.entries.count),
            labelsBy: try labelsBy.map { try Timestamp(parsing: $0) }
        ).filter { $0.decision.model == Identifier("m1") }
        baseline = all.filter(one.holds)
        current = all.filter(other.holds)
        evaluated = try Timestamp(parsing: labelsBy ?? ScoredStream.recorded)
        query =
            [("model", "m1"), ("baseline", one.text), ("current", other.text)]
            + (labelsBy.map { [("labels_by", $0)] } ?? [])
        what = "DAYBOOK_SEED=\(stream.seed) \(query)"
    }
}
