import Documents
import Model
import Projections
import Wire

/// Lays a promotion out: the verdict first, then rule by rule.
struct PromotionPage {
    let answers: PromotionAnswers
    let rules: PromotionRules

    static let definition = "promotion-verdict.1"

    init(_ answers: PromotionAnswers) {
        self.answers = answers
        rules = PromotionRules(answers)
    }

    /// Those of the answers that it rests on, too.
    var definitions: [String] {
        var ids = [Self.definition, "policy.in-force"]
        for id in answers.all.flatMap(\.document.definitions) where !ids.contains(id) { ids.append(id) }
        return ids
    }

    private static func listed(_ judged: [PromotionRules.Judged]) -> String {
        judged.map { "\($0.rule.rawValue) (\($0.why))" }.joined(separator: "; ")
    }

    /// The verdict, then what of the policy nobody can go by.
    var findings: [Finding] {
        let (broken, untold) = (rules.with(.no), rules.with(.untold))
        let beside = answers.beside.map { " in place of \($0.version.text)" } ?? ""
        let verdict = rules.verdict
        var text: String
        switch verdict {
        case .promote:
            text =
                "Promote \(answers.version.text)\(beside): all \(rules.judged.count) rules are kept, "
                + "\(figure(.flips)) of \(figure(.pairs)) pairs over \(figure(.days)) days are decided otherwise."
        case .decline:
            text = "Do not promote \(answers.version.text)\(beside): \(Self.listed(broken))."
        case .open:
            text =
                "Not enough to say whether \(answers.version.text) may go live\(beside): "
                + "\(Self.listed(broken + untold))."
        }
        if verdict == .decline, !untold.isEmpty {
            text += " Cannot be told: \(untold.map(\.rule.rawValue).joined(separator: ", "))."
        }
        let severity: Finding.Severity =
            switch verdict {
            case .promote: .notice
            case .decline: .alert
            case .open: .warning
            }
        let first = Finding(
            severity, code: verdict.rawValue.split(separator: " ").joined(separator: "-"), text: text,
            evidence: [
                Fact("verdict", "verdict", .text(verdict.rawValue)),
                Fact("failed", "rules that are not kept", .list(broken.map(\.rule.rawValue))),
                Fact("untold", "rules that cannot be told", .list(untold.map(\.rule.rawValue))),
            ])
        return [first]
            + answers.bounds.faults.map { fault in
                let policy = answers.policy?.row
                return Finding(
                    .warning, code: "promotion-rule-unreadable",
                    text: "Policy \(policy?.id.text ?? "") at \(fault.pointer): \(fault.words).",
                    evidence: [
                        Fact("policy", "policy", .text(policy?.id, else: "none")),
                        Fact("pointer", "place", .text(fault.pointer)),
                    ])
            }
    }

    private func figure(_ rule: PromotionRules.Rule) -> String {
        let judged = rules.judged.first { $0.rule == rule }
        return judged?.figure.map { ValueFormat.people($0.value) } ?? "none"
    }

    var sections: [Section] {
        var sections: [Section] = [.facts(summary), .table(table), .table(reviews)]
        if !answers.failures.isEmpty { sections.append(.table(failures)) }
        sections.append(AnswerDefinitions.rule(Self.definition))
        return sections
    }

    private var summary: FactList {
        FactList(
            key: "promotion", title: "Promotion",
            facts: [
                Fact("verdict", "verdict", .text(rules.verdict.rawValue)),
                Fact("failed", "rules that are not kept", .list(rules.with(.no).map(\.rule.rawValue))),
                Fact("untold", "rules that cannot be told", .list(rules.with(.untold).map(\.rule.rawValue))),
                Fact("version", "version", .text(answers.version)),
                Fact(
                    "beside", "in place of", .text(answers.beside?.version, else: "no other version is live")),
                Fact(
                    "beside_source", "taken from",
                    answers.beside.map { .text($0.source) } ?? .none("no other version is live")),
                Fact("policy", "policy with review rules", .text(answers.policy?.row.id, else: "none")),
                Fact(
                    "shadow", "shadow",
                    answers.shadow.map { .text($0.commandLine) } ?? .none("there is nothing beside it")),
                Fact(
                    "replay", "replay",
                    answers.replay.map { .text($0.commandLine) } ?? .none("no set that both scored")),
            ])
    }

    private var table: Table {
        Table(
            key: "rules", title: "Rules",
            columns: [
                Table.Column("rule", "rule"), Table.Column("words", "what"), Table.Column("bound", "bound"),
                Table.Column("figure", "figure"), Table.Column("passed", "kept"),
                Table.Column("source", "bound from"), Table.Column("why", "because"),
                Table.Column("pointer", "place in the answer"), Table.Column("target", "question"),
                Table.Column("command", "command"),
            ],
            rows: rules.judged.map { judged in
                let none = Value.none("no figure")
                return [
                    .text(judged.rule.rawValue), .text(judged.rule.words), judged.bound,
                    judged.figure?.value ?? none, .text(judged.outcome.rawValue), .text(judged.source),
                    .text(judged.why), judged.figure.map { .text($0.pointer) } ?? none,
                    judged.figure.map { .text($0.target) } ?? none,
                    judged.figure.map { .text($0.commandLine) } ?? none,
                ]
            })
    }

    private var reviews: Table {
        Table(
            key: "reviews", title: "Reviews of the version on record",
            columns: [
                Table.Column("at", "at"), Table.Column("verdict", "verdict"), Table.Column("by", "by"),
                Table.Column("reason", "reason"), Table.Column("note", "note"), Table.Column("id", "id"),
                Table.Column("position", "position"),
            ],
            rows: answers.reviews.map { row, review in
                [
                    .time(row.at), .text(review.verdict.rawValue), .text(review.by), .text(review.reason),
                    review.note.map(Value.text) ?? .none("none"), .text(row.id), .position(row.position),
                ]
            }, empty: "none")
    }

    private var failures: Table { Subquestion.table(ofFailures: answers.failures) }
}
