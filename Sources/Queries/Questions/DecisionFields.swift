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

    var facts: [Fact] {
        let absent = "not given"
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

    var segments: Table {
        Table(
            key: "segments", title: "Segments",
            columns: [Table.Column("name", "name"), Table.Column("value", "value")],
            rows: decision.segments.map { [.text($0.name), .text($0.value)] }, empty: "none")
    }

    /// Features with when each became known and what it contributed; times and contributions of features that
    /// are not there come last.
    var features: Table {
        var times: [Identifier: Timestamp] = [:]
        for time in decision.featureTimes { times[time.name] = time.value }
        var contributions: [Identifier: Double] = [:]
        for contribution in decision.contributions { contributions[contribution.name] = contribution.value }
        var names = decision.features.map(\.name)
        var listed = Set(names)
        for name in decision.featureTimes.map(\.name) + decision.contributions.map(\.name)
        where listed.insert(name).inserted {
            names.append(name)
        }
        var values: [Identifier: FeatureValue] = [:]
        for feature in decision.features { values[feature.name] = feature.value }
        let rows: [[Value]] = names.map { name in
            [
                .text(name), values[name]?.value ?? .none("not given"),
                times[name].map(Value.time) ?? .none("not given"),
                times[name].map { .flag($0 > event.at) } ?? .none("not given"),
                .number(contributions[name], else: "not given"),
            ]
        }
        return Table(
            key: "features", title: "Features",
            columns: [
                Table.Column("name", "name"), Table.Column("value", "value"),
                Table.Column("known_at", "known at"), Table.Column("known_after", "known after the decision"),
                Table.Column("contribution", "contribution"),
            ], rows: rows, empty: "none")
    }

    var context: Table {
        Table(
            key: "context", title: "Context",
            columns: [Table.Column("name", "name"), Table.Column("value", "value")],
            rows: decision.context.map { [.text($0.name), .text($0.value)] }, empty: "none")
    }
}
