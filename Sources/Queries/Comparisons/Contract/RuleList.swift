import JSON
import Model

/// A contract as a list of rules, each with its place and its text: what two contracts are told apart by.
struct RuleList {
    struct Rule: Sendable {
        /// Such as `score` or `features/age`.
        let place: String
        /// Such as `max`.
        let rule: String
        let text: String
    }

    private(set) var rules: [Rule] = []

    init(_ contract: Contract?) {
        guard let contract else { return }
        add("score", "min", RuleWords.number(contract.score.min))
        add("score", "max", RuleWords.number(contract.score.max))
        add("score", "kind", contract.score.kind)
        for named in contract.features { add("features/\(named.name.text)", named.value) }
        add("labels", "positive", Self.text(contract.labels.positive))
        add("labels", "negative", Self.text(contract.labels.negative))
        add("labels", "excluded", Self.text(contract.labels.excluded))
        add("outcomes", "window", contract.outcomeWindow.map { RuleWords.number($0.seconds) + " s" })
        add(
            "outcomes", "roles",
            contract.outcomeRoles.map { Set($0).map(\.rawValue).sorted().joined(separator: ", ") })
        add("spec", "spec", contract.spec)
    }

    private mutating func add(_ place: String, _ rule: FeatureRule) {
        add(place, "type", rule.type.rawValue)
        add(place, "unit", rule.unit)
        add(place, "required", rule.required.map { $0 ? "true" : "false" })
        add(place, "min", rule.min.map(RuleWords.number))
        add(place, "max", rule.max.map(RuleWords.number))
        if rule.categories != nil { add(place, "categories", RuleWords.categories(CheckedFeature(rule))) }
        switch rule.defaultValue {
        case .number(let number)?: add(place, "default", RuleWords.number(number))
        case .text(let text)?: add(place, "default", text)
        case .boolean(let flag)?: add(place, "default", flag ? "true" : "false")
        case .null?: add(place, "default", "null")
        case nil: break
        }
    }

    private mutating func add(_ place: String, _ rule: String, _ text: String?) {
        guard let text, !text.isEmpty || place != "labels" else { return }
        rules.append(Rule(place: place, rule: rule, text: text))
    }

    /// In byte order: the order of a list says nothing.
    private static func text(_ labels: [Label]) -> String {
        labels.map { Array(text($0).utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
    }

    static func text(_ label: Label) -> String {
        switch label {
        case .boolean(let flag): flag ? "true" : "false"
        case .text(let text): text.text
        case .number(let number): RuleWords.number(number)
        }
    }
}

/// What changed between two contracts.
struct RuleChange: Sendable {
    enum Kind: String, Sendable { case added, removed, changed }

    let place: String
    let rule: String
    let before: String?
    let after: String?

    var kind: Kind { before == nil ? .added : after == nil ? .removed : .changed }

    /// In the order of the later contract, with what is gone behind the rest.
    static func between(_ before: RuleList, _ after: RuleList) -> [RuleChange] {
        let old = Dictionary(
            before.rules.map { (Place($0), $0.text) }, uniquingKeysWith: { first, _ in first })
        let new = Set(after.rules.map { Place($0) })
        var changes: [RuleChange] = []
        for rule in after.rules {
            let text = old[Place(rule)]
            if let text, text.utf8.elementsEqual(rule.text.utf8) { continue }
            changes.append(RuleChange(place: rule.place, rule: rule.rule, before: text, after: rule.text))
        }
        for rule in before.rules where !new.contains(Place(rule)) {
            changes.append(RuleChange(place: rule.place, rule: rule.rule, before: rule.text, after: nil))
        }
        return changes
    }

    /// Compares as bytes.
    private struct Place: Hashable {
        let place: [UInt8]
        let rule: [UInt8]

        init(_ rule: RuleList.Rule) {
            place = Array(rule.place.utf8)
            self.rule = Array(rule.rule.utf8)
        }
    }
}
