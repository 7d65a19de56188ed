import Documents
import Model
import Projections

/// The rules of its version's contract that one decision breaks.
struct DecisionViolations {
    /// A rule that is broken, in the order of the features' names, the score last.
    struct Row {
        let feature: String
        let kind: ViolationKind
        let expected: String
        let found: Value
    }

    /// The contract in force at the request's position; nil for none.
    let contract: DocumentRow?
    let rows: [Row]
    /// Whether it was on record when the decision came.
    private let wasKnown: Bool

    init(
        of row: DecisionRow, _ decision: Decision, _ request: Request, _ view: borrowing View
    ) throws {
        let (model, version) = (decision.model, decision.version)
        guard
            let held = try view.contractInForce(model: model, version: version, asOf: request.position)
        else {
            (contract, rows, wasKnown) = (nil, [], false)
            return
        }
        // Rules are made ready for this one decision, a set of texts for each that lists categories.
        let texts = held.contract.features.reduce(0) { $0 + ($1.value.categories?.count ?? 0) }
        try view.spend(entries: 4 * (held.contract.features.count + texts))
        contract = held.row
        wasKnown = held.row.position < row.position
        let rules = ContractRules(model, version, held.row, held.contract)
        var given: [ColumnKey: FeatureValue] = [:]
        for feature in decision.features { given[.named(.feature, feature.name)] = feature.value }
        var found: [Row] = []
        for key in Set(given.keys).union(rules.features.keys).sorted() {
            let value = given[key]
            let rule = rules.features[key] ?? CheckedFeature()
            let isUnknown = rules.features[key] == nil && rules.namesFeatures && value != nil
            guard let kind = isUnknown ? .unknown : rule.violation(value) else { continue }
            found.append(
                Row(
                    feature: String(decoding: key.name, as: UTF8.self), kind: kind,
                    expected: RuleWords.expected(rule, kind), found: Self.value(value)))
        }
        if let kind = rules.score.violation(decision.score.map { .number($0) }) {
            let kind = kind == .range ? ViolationKind.scoreRange : kind
            found.append(
                Row(
                    feature: "score", kind: kind, expected: RuleWords.expected(rules.score, kind),
                    found: .number(decision.score, else: "no score")))
        }
        rows = found
    }

    private static func value(_ value: FeatureValue?) -> Value {
        switch value {
        case .number(let number): .number(number)
        case .text(let text): .text(text)
        case .boolean(let flag): .flag(flag)
        case .null: .none("null")
        case nil: .none("not given")
        }
    }

    var facts: FactList {
        let none = "no contract of the version is known"
        return FactList(
            key: "contract", title: "Contract",
            facts: [
                Fact("contract", "held against", .text(contract?.id, else: none)),
                Fact("position", "its position", contract.map { .position($0.position) } ?? .none(none)),
                Fact(
                    "known", "on record when the decision came",
                    contract == nil ? .none(none) : .flag(wasKnown)),
                Fact("broken", "rules broken", contract == nil ? .none(none) : .count(rows.count)),
            ])
    }

    private static let columns = [
        Table.Column("feature", "feature"), Table.Column("kind", "kind"),
        Table.Column("expected", "expected"), Table.Column("found", "found"),
    ]

    var table: Table {
        Table(
            key: "violations", title: "Violations of the contract",
            columns: Self.columns,
            rows: rows.map { row in
                [.text(row.feature), .text(row.kind.rawValue), .text(row.expected), row.found]
            }, empty: contract == nil ? "no contract of the version is known" : "none")
    }

    /// One finding, where any rule is broken.
    var finding: Finding? {
        guard let contract, let first = rows.first else { return nil }
        let more = rows.count > 1 ? ", and \(rows.count - 1) more" : ""
        return Finding(
            .warning, code: "contract-broken",
            text:
                "The decision breaks the contract \(contract.id.text): \(first.feature), \(first.kind.words), "
                + "expected \(first.expected)\(more).",
            evidence: [Fact("broken", "rules broken", .count(rows.count))])
    }
}
