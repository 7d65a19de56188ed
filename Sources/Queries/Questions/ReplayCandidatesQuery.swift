import Documents
import JSON
import Journal
import Model
import Projections
import Wire

/// The decisions that a replay set would freeze, and the event that would freeze them.
struct ReplayCandidatesQuery: Query {
    static let name = "replay-candidates"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let selection = try Selection(request)
        guard let model = selection.model else {
            throw QueryFailure(.badParameter, "model is required", parameter: "model")
        }
        let draw = ReplayDraw(
            size: Int(arguments.integer("size") ?? 200),
            isStratified: arguments.choice("stratify") == "label",
            seed: UInt64(clamping: arguments.integer("seed") ?? 0))
        var pool: [ReplayDraw.Candidate] = []
        var rows: [Position: (row: DecisionRow, label: Label)] = [:]
        var unlabelled = 0
        var unusable = 0
        let leftOut = try selection.decisions(request, view) { row, _ in
            let label = try view.label(of: row, at: request.knowledge)
            guard let current = label.current else {
                unlabelled += 1
                return
            }
            guard label.labelClass == .positive || label.labelClass == .negative else {
                unusable += 1
                return
            }
            pool.append(
                ReplayDraw.Candidate(
                    position: row.position, at: row.at, isPositive: label.labelClass == .positive))
            rows[row.position] = (row, current.label)
        }
        let chosen = draw.members(of: pool).compactMap { rows[$0] }
        var digest = ReplaySetDigest()
        for member in chosen {
            let record = try request.record(at: member.row.position)
            digest.add(id: member.row.id, decision: record.body, label: member.label)
        }
        let parameters = try request.parameters()
        let event = Self.event(
            model: model, members: chosen.map(\.row.id), criteria: parameters,
            labelsBy: request.knowledge.labelsBy,
            digest: digest.hex)
        let facts = FactList(
            key: "candidates", title: "Candidates",
            facts: [
                Fact("count", "decisions in the set", .count(chosen.count)),
                Fact("pool", "labelled decisions to choose from", .count(pool.count)),
                Fact("unlabelled", "left out without a label", .count(unlabelled)),
                Fact("unusable", "left out as the label is neither positive nor negative", .count(unusable)),
                Fact("segments", "left out for their segments", .count(leftOut.segments)),
                Fact("where", "left out as they do not meet the condition", .count(leftOut.filter)),
                Fact("digest", "digest", .text(digest.hex)),
                Fact("event", "event", .json(event.text)),
            ])
        var sections: [Section] = [.facts(facts), .table(Self.members(chosen))] + leftOut.notes
        if chosen.isEmpty {
            sections.append(
                .note(
                    key: "no_data",
                    text: "No decision of the selection has a label that is positive or negative."))
        } else if chosen.count < draw.size {
            sections.append(
                .note(
                    key: "fewer", text: "There are fewer labelled decisions than the \(draw.size) asked for.")
            )
        }
        return .document(
            Document(
                name: Self.name, title: "Candidates for a replay set of \(model.text)",
                parameters: parameters,
                definitions: [
                    ReplaySetDigest.definition, "replay-draw.1", "label.current", "where.two-valued",
                ],
                sections: sections))
    }

    private static func members(_ members: [(row: DecisionRow, label: Label)]) -> Table {
        Table(
            key: "members", title: "Members",
            columns: [
                Table.Column("position", "position"), Table.Column("id", "id"),
                Table.Column("subject", "subject"), Table.Column("at", "at"),
                Table.Column("version", "version"), Table.Column("score", "score"),
                Table.Column("label", "label"),
            ],
            rows: members.map { member in
                [
                    .position(member.row.position), .text(member.row.id), .text(member.row.subject),
                    .time(member.row.at), .text(member.row.series.version),
                    .number(member.row.score, else: "no score"), .label(member.label),
                ]
            }, empty: "no candidates")
    }

    /// The event without id and time, which whoever appends it adds.
    private static func event(
        model: Identifier, members: [Identifier], criteria: [Fact], labelsBy: Timestamp?, digest: String
    ) -> JSONValue {
        var fields: [(name: String, value: JSONValue)] = [
            ("type", .string(EventType.replaySet.name)), ("model", .string(model.text)),
            ("members", .array(members.map { .string($0.text) })), ("criteria", Self.json(criteria)),
        ]
        if let labelsBy { fields.append(("labels_by", .string(labelsBy.text))) }
        fields.append(("digest", .string(digest)))
        return .object(fields)
    }

    /// The parameters as JSON: `position` is what later reads resolve labels with.
    private static func json(_ facts: [Fact]) -> JSONValue {
        .object(
            facts.map { fact in
                let value: JSONValue =
                    switch fact.value {
                    case .none: .null
                    case .integer(let number): .integer(number)
                    case .number(let number), .share(let number), .duration(let number): .number(number)
                    case .text(let text), .json(let text): .string(text)
                    case .time(let time): .string(Timestamp(microseconds: time).text)
                    case .flag(let flag): .boolean(flag)
                    case .list(let texts): .array(texts.map(JSONValue.string))
                    }
                return (fact.key, value)
            })
    }
}
