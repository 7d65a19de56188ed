import Documents
import Model
import Projections

/// Lays out what holds for a model at a time, and how it came to that.
struct PolicyPage {
    let timeline: PolicyTimeline
    let model: Identifier
    let time: Timestamp
    /// Whether there is any decision of the model.
    let isKnown: Bool

    var findings: [Finding] {
        var found: [Finding] = []
        if let entry = timeline.policy(.thresholds, at: time) {
            found.append(
                Finding(
                    .notice, code: "policy-in-force",
                    text:
                        "Thresholds at \(time.text) are those of policy \(entry.row.id.text), set by "
                        + "\(entry.policy.by.text), in force since \(entry.row.at.text): "
                        + "\(PolicyAspect.thresholds.text(entry.policy) ?? "none").",
                    evidence: [
                        Fact("policy", "policy", .text(entry.row.id)),
                        Fact("by", "by", .text(entry.policy.by)),
                        Fact("since", "since", .time(entry.row.at)),
                        Fact(
                            "threshold", "threshold", .number(entry.policy.threshold, else: "for no one else")
                        ),
                    ]))
        } else {
            found.append(
                Finding(
                    .notice, code: "no-policy",
                    text:
                        "No policy sets a threshold at \(time.text): decisions that carry none of their own have none."
                ))
        }
        if let entry = timeline.deployment(at: time) {
            found.append(
                Finding(
                    .notice, code: "deployment-in-force",
                    text:
                        "\(entry.deployment.version.text) was deployed by \(entry.deployment.by.text) at "
                        + "\(entry.row.at.text), the last deployment until then.",
                    evidence: [
                        Fact("version", "version", .text(entry.deployment.version)),
                        Fact("by", "by", .text(entry.deployment.by)),
                        Fact("since", "since", .time(entry.row.at)),
                    ]))
        }
        let later = timeline.policies.filter { $0.row.at > time }.count
        if later > 0 {
            found.append(
                Finding(
                    .notice, code: "policy-changes-later",
                    text: "\(later) known policies take effect after \(time.text).",
                    evidence: [Fact("later", "policies that take effect later", .count(later))]))
        }
        return found
    }

    var sections: [Section] {
        var sections: [Section] = []
        if timeline.policies.isEmpty, timeline.deployments.isEmpty {
            sections.append(
                .note(
                    key: "no_data",
                    text: isKnown
                        ? "There is no policy and no deployment of \(model.text) on record."
                        : "There is no model \(model.text): neither a decision, a policy nor a deployment."))
        }
        sections += [.table(inForce), .table(thresholds), .table(deployment), .table(changes)]
        if let chart { sections.append(.chart(chart)) }
        return sections
    }

    private var inForce: Table {
        Table(
            key: "in_force", title: "In force",
            columns: [
                Table.Column("aspect", "what"), Table.Column("value", "value"),
                Table.Column("policy", "policy"), Table.Column("by", "by"), Table.Column("since", "since"),
                Table.Column("position", "position"),
            ],
            rows: PolicyAspect.allCases.map { aspect in
                guard let entry = timeline.policy(aspect, at: time) else {
                    let none = Value.none("no policy states it")
                    return [.text(aspect.words), none, none, none, none, none]
                }
                return [
                    .text(aspect.words), .text(aspect.text(entry.policy) ?? ""), .text(entry.row.id),
                    .text(entry.policy.by), .time(entry.row.at), .position(entry.row.position),
                ]
            })
    }

    /// In the order in which they are looked for: segments by name, then the one for all.
    private var thresholds: Table {
        var rows: [[Value]] = []
        let entry = timeline.policy(.thresholds, at: time)
        if let policy = entry?.policy {
            for rule in (policy.thresholds ?? []).sorted(by: { $0.name < $1.name }) {
                for value in rule.value {
                    rows.append([.text(rule.name), .text(value.name), .number(value.value)])
                }
            }
            if let threshold = policy.threshold {
                rows.append([.none("all others"), .none("all others"), .number(threshold)])
            }
        }
        return Table(
            key: "thresholds", title: "Thresholds in force, the first that fits",
            columns: [
                Table.Column("segment", "segment"), Table.Column("value", "value"),
                Table.Column("threshold", "threshold"),
            ], rows: rows, empty: "no policy sets any")
    }

    private var deployment: Table {
        let current = timeline.deployment(at: time)?.row.position
        return Table(
            key: "deployments", title: "Deployments",
            columns: [
                Table.Column("version", "version"), Table.Column("at", "at"), Table.Column("by", "by"),
                Table.Column("replaces", "replaces"), Table.Column("training_cut", "no training data after"),
                Table.Column("position", "position"), Table.Column("in_force", "in force"),
            ],
            rows: timeline.deployments.map { entry in
                [
                    .text(entry.deployment.version), .time(entry.row.at), .text(entry.deployment.by),
                    .text(entry.deployment.replaces, else: "not stated"),
                    entry.deployment.trainingCut.map(Value.time) ?? .none("not stated"),
                    .position(entry.row.position), .flag(entry.row.position == current),
                ]
            }, empty: "none")
    }

    private struct Change {
        let row: DocumentRow
        let cells: [Value]
    }

    /// What each policy and deployment changed of what held before it.
    private var changes: Table {
        var found: [Change] = []
        var held: [PolicyAspect: String] = [:]
        for entry in timeline.policies {
            for aspect in PolicyAspect.allCases {
                guard let text = aspect.text(entry.policy) else { continue }
                let before = held.updateValue(text, forKey: aspect)
                found.append(
                    Change(
                        row: entry.row,
                        cells: [
                            .text(aspect.words), before.map(Value.text) ?? .none("nothing"), .text(text),
                            .text(entry.policy.by),
                        ]))
            }
        }
        var live: Identifier?
        for entry in timeline.deployments {
            found.append(
                Change(
                    row: entry.row,
                    cells: [
                        .text("deployment"), .text(live, else: "nothing"), .text(entry.deployment.version),
                        .text(entry.deployment.by),
                    ]))
            live = entry.deployment.version
        }
        found = found.enumerated().sorted { one, other in
            let (left, right) = (one.element.row, other.element.row)
            return (left.at, left.position, one.offset) < (right.at, right.position, other.offset)
        }.map(\.element)
        return Table(
            key: "changes", title: "Changes",
            columns: [
                Table.Column("at", "at"), Table.Column("what", "what"), Table.Column("before", "before"),
                Table.Column("after", "after"), Table.Column("by", "by"), Table.Column("event", "event"),
                Table.Column("position", "position"), Table.Column("in_effect", "in effect at the time"),
            ],
            rows: found.map { change in
                [.time(change.row.at)] + change.cells
                    + [
                        .text(change.row.id), .position(change.row.position), .flag(change.row.at <= time),
                    ]
            }, empty: "none")
    }

    /// The threshold for all over the changes, with the deployments between them.
    private var chart: Chart? {
        let set = timeline.policies.filter { PolicyAspect.thresholds.isStated($0.policy) }
        guard set.count > 1 else { return nil }
        let markers = timeline.deployments.map { entry in
            // Between the last policy before it and the next.
            let before = set.filter { $0.row.at <= entry.row.at }.count
            return Chart.Marker(Double(before) - 0.5, "\(entry.deployment.version.text) deployed")
        }
        return Chart(
            key: "threshold", title: "Threshold for all, by policy", kind: .steps,
            axis: .labels(set.map { CalendarUnit.day.label(of: $0.row.at) }), axisLabel: "in force from",
            valueLabel: "threshold",
            series: [Chart.Series("threshold", "threshold", set.map(\.policy.threshold))], markers: markers)
    }
}
