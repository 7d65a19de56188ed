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
        let pool = try ReplayPool(selection, draw, request, view)
        let chosen = try pool.members(draw, selection, request, view)
        var digest = ReplaySetDigest()
        for member in chosen { digest.add(id: member.id, decision: member.body, label: member.label) }
        let parameters = try request.parameters()
        let event = Self.event(
            model: model, members: chosen.map(\.id), criteria: parameters,
            labelsBy: request.knowledge.labelsBy,
            digest: digest.hex)
        let facts = FactList(
            key: "candidates", title: "Candidates",
            facts: [
                Fact("count", "decisions in the set", .count(chosen.count)),
                Fact("pool", "labelled decisions to choose from", .count(pool.count)),
                Fact("unlabelled", "left out without a label", .count(pool.unlabelled)),
                Fact(
                    "unusable", "left out as the label is neither positive nor negative",
                    .count(pool.unusable)),
                Fact("segments", "left out for their segments", .count(pool.leftOut.segments)),
                Fact("where", "left out as they do not meet the condition", .count(pool.leftOut.filter)),
                Fact("digest", "digest", .text(digest.hex)),
                Fact("event", "event", .json(event.text)),
            ])
        var sections: [Section] = [.facts(facts), .table(Self.members(chosen))] + pool.leftOut.notes
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

    private static func members(_ members: [ReplayPool.Member]) -> Table {
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
                    .position(member.position), .text(member.id), .text(member.decision.subject),
                    .time(member.at), .text(member.decision.version),
                    .number(member.decision.score, else: "no score"), .label(member.label),
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
