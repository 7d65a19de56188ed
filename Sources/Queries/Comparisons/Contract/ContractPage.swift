import Documents
import JSON
import Model
import Projections

/// Lays out the rules of one version.
struct ContractPage {
    let rules: ContractRules
    /// Every contract of the version that is known.
    let registered: [DocumentRow]

    static let definitions = ["document.in-force", "contract.observed", "contract.version-before"]

    var findings: [Finding] {
        switch rules.source {
        case .contract: []
        case .observed:
            [
                Finding(
                    .notice, code: "no-contract",
                    text:
                        "\(rules.version.text) has no contract; the rules are what was \(rules.words). Register one with "
                        + "daybook contract register.",
                    evidence: [Fact("version", "version", .text(rules.version))])
            ]
        case .none:
            [
                Finding(
                    .notice, code: "no-rules",
                    text:
                        "\(rules.version.text) has no contract, and neither a live version before it nor reference rows.",
                    evidence: [Fact("version", "version", .text(rules.version))])
            ]
        }
    }

    var sections: [Section] {
        [.facts(facts), .table(features), .table(history)]
    }

    private var facts: FactList {
        let none = "no contract"
        var (id, at, position, observed) = (
            Value.none(none), Value.none(none), Value.none(none), Value.none("by contract")
        )
        switch rules.source {
        case .contract(let row):
            (id, at, position) = (.text(row.id), .time(row.at), .position(row.position))
        case .observed(_, _, let rows): observed = .count(rows)
        case .none: observed = .none("nothing before it")
        }
        let contract = rules.contract
        return FactList(
            key: "contract", title: "Contract",
            facts: [
                Fact("rules", "rules", .text(rules.words)), Fact("id", "id", id),
                Fact("at", "in force from", at),
                Fact("position", "position", position),
                Fact("observed", "decisions observed", observed),
                Fact("score_min", "least score", .number(rules.score.low, else: "no bound")),
                Fact("score_max", "greatest score", .number(rules.score.high, else: "no bound")),
                Fact("score_kind", "kind of score", contract.map { .text($0.score.kind) } ?? .none(none)),
                Fact("positive", "positive labels", Self.labels(contract?.labels.positive)),
                Fact("negative", "negative labels", Self.labels(contract?.labels.negative)),
                Fact("excluded", "excluded labels", Self.labels(contract?.labels.excluded)),
                Fact(
                    "outcome_window", "outcomes count within",
                    contract?.outcomeWindow.map { .duration($0.seconds) } ?? .none("without end")),
                Fact(
                    "outcome_roles", "outcomes by subject count for",
                    .list((contract?.outcomeRoles ?? [.live, .shadow]).map(\.rawValue))),
                Fact("spec", "specification", contract?.spec.map(Value.text) ?? .none("not stated")),
            ])
    }

    private static func labels(_ labels: [Label]?) -> Value {
        guard let labels else { return .none("no contract") }
        return .list(labels.map { RuleList.text($0) })
    }

    private var features: Table {
        Table(
            key: "features", title: "Features",
            columns: [
                Table.Column("feature", "feature"), Table.Column("type", "type"),
                Table.Column("unit", "unit"),
                Table.Column("required", "required"), Table.Column("min", "min"), Table.Column("max", "max"),
                Table.Column("categories", "categories"),
            ],
            rows: rules.features.sorted { $0.key < $1.key }.map { key, rule in
                [
                    .text(String(decoding: key.name, as: UTF8.self)), .text(rule.type),
                    rule.unit.map(Value.text) ?? .none("not stated"), .flag(rule.isRequired),
                    .number(rule.low, else: "no bound"), .number(rule.high, else: "no bound"),
                    rule.categories.map { categories in
                        .list(
                            categories.sorted { $0.lexicographicallyPrecedes($1) }
                                .map { String(decoding: $0, as: UTF8.self) })
                    } ?? .none("any"),
                ]
            }, empty: "no rules for features")
    }

    private var history: Table {
        let inForce = InForce.positions(registered)
        return Table(
            key: "registered", title: "Contracts of the version",
            columns: [
                Table.Column("id", "id"), Table.Column("at", "at"), Table.Column("position", "position"),
                Table.Column("in_force", "in force"),
            ],
            rows: registered.map {
                [.text($0.id), .time($0.at), .position($0.position), .flag(inForce.contains($0.position))]
            }, empty: "none")
    }
}
