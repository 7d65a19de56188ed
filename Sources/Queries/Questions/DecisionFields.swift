import Documents
import Model

/// The fields of a decision as facts and tables, all of them, present or not.
struct DecisionFields {
    private let event: Event
    private let decision: Decision

    init(_ event: Event, _ decision: Decision) {
        self.event = event
        self.decision = decision
    }

    private static let absent = "not given"

    var facts: [Fact] {
        let absent = Self.absent
        func text(_ identifier: Identifier?) -> Value { .text(identifier, else: absent) }
        func number(_ number: Double?) -> Value { .number(number, else: absent) }
        return [
            Fact("id", "id", .text(event.id)),
            Fact("at", "at", .time(event.at)),
            Fact("model", "model", .text(decision.model)),
            Fact("version", "version", .text(decision.version)),
            Fact("role", "role", .text(decision.role.rawValue)),
            Fact("subject", "subject", .text(decision.subject)),
            Fact("score", "score", .number(decision.score, else: "no score, as it fell back")),
            Fact("prediction", "prediction", prediction(else: absent)),
            Fact("threshold", "threshold", number(decision.threshold)),
            Fact("action", "action", text(decision.action)),
            Fact("confidence", "confidence", number(decision.confidence)),
            Fact("interval_low", "interval from", number(decision.interval?.low)),
            Fact("interval_high", "interval to", number(decision.interval?.high)),
            Fact("value", "value at stake", number(decision.value)),
            Fact("variant", "variant", text(decision.variant)),
            Fact("route", "route", text(decision.route)),
            Fact("group", "group", text(decision.group)),
            Fact("of", "shadows or replays", text(decision.of)),
            Fact("replay_set", "replay set", text(decision.replaySet)),
            Fact(
                "latency", "latency",
                decision.latencyMilliseconds.map { .duration($0 / 1_000) } ?? .none(absent)),
            Fact("fallback", "fallback", fallback(else: absent)),
        ]
    }

    private func prediction(else absent: String) -> Value {
        switch decision.prediction {
        case .text(let text): .text(text)
        case .number(let number): .number(number)
        case nil: .none(absent)
        }
    }

    private func fallback(else absent: String) -> Value {
        switch decision.fallback {
        case .flag(let flag): .flag(flag)
        case .text(let text): .text(text)
        case nil: .none(absent)
        }
    }

    private static let namedColumns = [Table.Column("name", "name"), Table.Column("value", "value")]

    var segments: Table {
        Table(
            key: "segments", title: "Segments",
            columns: Self.namedColumns,
            rows: decision.segments.map { [.text($0.name), .text($0.value)] }, empty: "none")
    }

    /// Features with when each became known and what it contributed; times and contributions of features that
    /// are not there come last.
    var features: Table {
        let stated = decision.features.map { ($0.name, $0.value.value) }
        guard !decision.featureTimes.isEmpty || !decision.contributions.isEmpty else {
            return Self.features(stated.map { Self.row($0, $1, known: nil, contribution: nil, event.at) })
        }
        let times = Dictionary(decision.featureTimes.map { ($0.name, $0.value) }) { $1 }
        let contributions = Dictionary(decision.contributions.map { ($0.name, $0.value) }) { $1 }
        var listed = Set(stated.map(\.0))
        let others = (decision.featureTimes.map(\.name) + decision.contributions.map(\.name))
            .filter { listed.insert($0).inserted }
            .map { ($0, Value.none(Self.absent)) }
        return Self.features(
            (stated + others).map { name, value in
                Self.row(name, value, known: times[name], contribution: contributions[name], event.at)
            })
    }

    private static func row(
        _ name: Identifier, _ value: Value, known: Timestamp?, contribution: Double?, _ at: Timestamp
    ) -> [Value] {
        [
            .text(name), value, known.map(Value.time) ?? .none(absent),
            known.map { .flag($0 > at) } ?? .none(absent), .number(contribution, else: absent),
        ]
    }

    private static let featureColumns = [
        Table.Column("name", "name"), Table.Column("value", "value"),
        Table.Column("known_at", "known at"), Table.Column("known_after", "known after the decision"),
        Table.Column("contribution", "contribution"),
    ]

    private static func features(_ rows: [[Value]]) -> Table {
        Table(
            key: "features", title: "Features",
            columns: featureColumns, rows: rows, empty: "none")
    }

    var context: Table {
        Table(
            key: "context", title: "Context",
            columns: Self.namedColumns,
            rows: decision.context.map { [.text($0.name), .text($0.value)] }, empty: "none")
    }
}
