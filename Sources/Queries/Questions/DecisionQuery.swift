import Digest
import Documents
import Journal
import Model
import Projections
import Wire

/// One decision with all that is known of it.
struct DecisionQuery: Query {
    static let name = "decision"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        guard let id = request.arguments.identifier("id") else {
            throw QueryFailure(.badParameter, "id is missing", parameter: "id")
        }
        guard let (row, recorded) = try view.recordedDecision(id, asOf: request.position) else {
            throw QueryFailure(
                .notFound, "no decision \(id.text) is known at position \(request.position)", parameter: "id")
        }
        guard let event = Event(decision: recorded.image), case .decision(let decision) = event.body else {
            throw ProjectionError.missingRecord(position: row.position)
        }
        let outcomes = try view.recordedOutcomes(for: row, at: request.knowledge)
        let label = try view.label(of: row, from: outcomes.map(\.row), at: request.knowledge)
        let policies = try ThresholdPolicies(of: row.series.model, view, asOf: request.position)
        let threshold = policies.threshold(for: row)
        let violations = try DecisionViolations(of: row, decision, request, view)
        let fields = DecisionFields(event, decision)
        let sections: [Section] = [
            .facts(FactList(key: "decision", title: "Decision", facts: fields.facts)),
            .facts(Self.threshold(threshold, score: row.score)),
            .facts(Self.label(label, row)), .facts(violations.facts), .table(violations.table),
            .table(Self.outcomes(outcomes, label)),
            .table(try Self.reviews(of: id, request, view)),
            .table(try Self.pairs(of: row, request, view)),
            .table(fields.segments), .table(fields.features), .table(fields.context),
            .facts(Self.record(recorded.record, event)),
        ]
        return .document(
            Document(
                name: Self.name, title: "Decision \(id.text)", parameters: try request.parameters(),
                definitions: [
                    "label.current", "label.first", "threshold.in-force", "pairing.of-set-nearest",
                ],
                findings: Self.findings(threshold, row) + [violations.finding].compactMap(\.self),
                sections: sections))
    }

    private static func findings(_ threshold: ThresholdInForce?, _ row: DecisionRow) -> [Finding] {
        guard let threshold, threshold.disagrees, let policy = threshold.policyValue else { return [] }
        return [
            Finding(
                .warning, code: "threshold-disagreement",
                text: "The decision was made with another threshold than the policy in force sets.",
                evidence: [
                    Fact("threshold", "decision's", .number(threshold.value)),
                    Fact("policy_threshold", "policy's", .number(policy)),
                ])
        ]
    }

    private static func threshold(_ threshold: ThresholdInForce?, score: Double?) -> FactList {
        let none = "neither the decision nor a policy states one"
        var source: Value = .none(none)
        var policy: Value = .none("no policy's is in force")
        switch threshold?.source {
        case .own: source = .text("own")
        case .policy(let id, _):
            source = .text("policy")
            policy = .text(id)
        case nil: break
        }
        return FactList(
            key: "threshold", title: "Threshold in force",
            facts: [
                Fact("value", "threshold", .number(threshold?.value, else: none)),
                Fact("source", "comes from", source),
                Fact("policy", "policy", policy),
                Fact(
                    "policy_value", "policy's beside the own",
                    .number(threshold?.policyValue, else: "no policy states one beside the decision's own")),
                Fact("disagrees", "they disagree", .flag(threshold?.disagrees ?? false)),
                Fact(
                    "at_or_over", "score at or over it",
                    threshold.flatMap { found in score.map { .flag($0 >= found.value) } }
                        ?? .none(threshold == nil ? none : "no score")),
            ])
    }

    private static func label(_ label: LabelState, _ row: DecisionRow) -> FactList {
        let none = label.withdrawn > 0 ? "every outcome was withdrawn" : "no outcome is known"
        return FactList(
            key: "label", title: "Label",
            facts: [
                Fact("label", "label", label.current.map { .label($0.label) } ?? .none(none)),
                Fact("class", "means", label.labelClass.map { .text($0.rawValue) } ?? .none(none)),
                Fact("by", "given by", .text(label.current?.by, else: none)),
                Fact("at", "at", label.current.map { .time($0.at) } ?? .none(none)),
                Fact("first_at", "first outcome at", label.first.map { .time($0.at) } ?? .none(none)),
                Fact(
                    "delay", "delay of the first",
                    label.first.map { .duration($0.at.seconds(since: row.at)) } ?? .none(none)),
                Fact("outcomes", "outcomes that stand", .count(label.count)),
                Fact("withdrawn", "outcomes withdrawn", .count(label.withdrawn)),
            ])
    }

    private static let outcomeColumns = [
        Table.Column("position", "position"), Table.Column("id", "id"), Table.Column("at", "at"),
        Table.Column("label", "label"), Table.Column("by", "by"), Table.Column("value", "value"),
        Table.Column("for", "for"), Table.Column("standing", "standing"),
        Table.Column("first", "first"),
        Table.Column("withdrawn_by", "withdrawn at position"), Table.Column("event", "event"),
    ]

    private static func outcomes(
        _ outcomes: [(row: OutcomeRow, event: RecordedEvent)], _ label: LabelState
    ) -> Table {
        let rows: [[Value]] = outcomes.map { outcome, event in
            [
                .position(outcome.position), .text(outcome.id), .time(outcome.at), .label(outcome.label),
                .text(outcome.by), .number(outcome.value, else: "no value"),
                .text(outcome.direct ? "decision" : "subject"), .text(label.standing(of: outcome).rawValue),
                .flag(outcome.position == label.first?.position),
                outcome.withdrawnBy.map(Value.position) ?? .none("stands"),
                .text(String(decoding: event.record.body, as: UTF8.self)),
            ]
        }
        return Table(
            key: "outcomes", title: "Outcomes",
            columns: outcomeColumns, rows: rows, empty: "no outcome is known")
    }

    private static let reviewColumns = [
        Table.Column("position", "position"), Table.Column("id", "id"), Table.Column("at", "at"),
        Table.Column("by", "by"), Table.Column("verdict", "verdict"),
        Table.Column("reason", "reason"),
        Table.Column("tags", "tags"), Table.Column("note", "note"), Table.Column("score", "score"),
    ]

    private static func reviews(
        of decision: Identifier, _ request: Request, _ view: borrowing View
    ) throws -> Table {
        var rows: [[Value]] = []
        for review in try view.reviews(of: decision, asOf: request.position) {
            guard case .review(let body) = try view.event(at: review.position).body else { continue }
            rows.append([
                .position(review.position), .text(review.id), .time(review.at), .text(body.by),
                .text(body.verdict.rawValue), .text(body.reason), .list(body.tags),
                body.note.map(Value.text) ?? .none("no note"), .number(body.score, else: "no score"),
            ])
        }
        return Table(
            key: "reviews", title: "Reviews",
            columns: reviewColumns, rows: rows, empty: "no review")
    }

    private static let pairColumns = [
        Table.Column("position", "position"), Table.Column("id", "id"), Table.Column("role", "role"),
        Table.Column("version", "version"), Table.Column("at", "at"), Table.Column("score", "score"),
        Table.Column("difference", "score minus this one's"), Table.Column("action", "action"),
        Table.Column("replay_set", "replay set"), Table.Column("reason", "paired by"),
    ]

    private static func pairs(of row: DecisionRow, _ request: Request, _ view: borrowing View) throws -> Table
    {
        var count = 0
        var others = try view.others(of: row, asOf: request.position) { series in
            try Pairing.mayPair(row, with: series) { try view.namesOthers(series) }
        } check: {
            try request.deadline.tick(&count)
        }
        if let named = row.of, !others.contains(where: { $0.id == named }),
            let other = try view.decision(named, asOf: request.position)
        {
            others.append(other)
        }
        let window = request.arguments.span("pair_window") ?? Model.Span(microseconds: 3_600_000_000)
        let rows: [[Value]] = Pairing.pairs(of: row, among: others, within: window).map { pair in
            let other = pair.row
            let difference: Double? = other.score.flatMap { theirs in row.score.map { theirs - $0 } }
            return [
                .position(other.position), .text(other.id), .text(other.series.role.rawValue),
                .text(other.series.version), .time(other.at), .number(other.score, else: "no score"),
                .number(difference, else: "one of them has no score"), .text(other.action, else: "no action"),
                .text(other.replaySet, else: "none"), .text(pair.reason.rawValue),
            ]
        }
        return Table(
            key: "pairs", title: "Decisions beside it",
            columns: pairColumns, rows: rows, empty: "no shadow, replay or live decision beside it")
    }

    private static func record(_ record: Record, _ event: Event) -> FactList {
        FactList(
            key: "record", title: "Record",
            facts: [
                Fact("position", "position", .position(record.position)),
                Fact("recorded", "recorded", .time(record.recorded)),
                Fact("wall_clock", "wall clock", .time(record.wallClock)),
                Fact("uid", "sent by user", .integer(Int64(record.peerUser))),
                Fact("bytes", "bytes", .count(record.body.count)),
                Fact("digest", "digest", .text(record.digest.hex)),
                Fact("unknown_fields", "unknown fields", .list(event.unknownFields)),
                Fact("event", "event", .text(String(decoding: record.body, as: UTF8.self))),
            ])
    }
}
