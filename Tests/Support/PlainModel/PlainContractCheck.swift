import Foundation
import Model

/// The rules of its version's contract that a decision breaks, looked at one after the other.
struct PlainContractCheck {
    struct Broken {
        let feature: String
        let kind: String
        let words: String
        let expected: String
        let found: PlainValue
    }

    let entry: PlainBook.Entry?
    let broken: [Broken]
    private let made: PlainDecision

    init(_ made: PlainDecision, _ state: PlainState) {
        self.made = made
        var best: (entry: PlainBook.Entry, contract: Contract)?
        for entry in state.entries {
            guard case .contract(let contract) = entry.event.body, contract.model == made.series.model,
                contract.version == made.series.version,
                best.map({ entry.event.at >= $0.entry.event.at }) ?? true
            else { continue }
            best = (entry, contract)
        }
        entry = best?.entry
        broken = best.map { Self.broken(made.decision, $0.contract) } ?? []
    }

    private static func broken(_ decision: Decision, _ contract: Contract) -> [Broken] {
        var found: [Broken] = []
        let names = Set(decision.features.map(\.name)).union(contract.features.map(\.name))
        for name in names.sorted(by: { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }) {
            let given = decision.features.first { $0.name == name }?.value
            guard let rule = contract.features.first(where: { $0.name == name })?.value else {
                guard !contract.features.isEmpty, given != nil else { continue }
                found.append(
                    Broken(
                        feature: name.text, kind: "unknown", words: "the feature is not known",
                        expected: "no such feature", found: value(given)))
                continue
            }
            guard let (kind, words, expected) = broken(given, rule) else { continue }
            found.append(
                Broken(
                    feature: name.text, kind: kind, words: words, expected: expected, found: value(given)))
        }
        if let score = decision.score, score < contract.score.min || score > contract.score.max {
            found.append(
                Broken(
                    feature: "score", kind: "score_range", words: "score out of range",
                    expected: range(contract.score.min, contract.score.max), found: .sent(score)))
        }
        return found
    }

    private static func broken(_ given: FeatureValue?, _ rule: FeatureRule) -> (String, String, String)? {
        let wrongType = ("type", "another type", rule.type.rawValue)
        switch given {
        case nil, .null:
            return rule.required == true
                ? ("missing", "a required feature is missing", "in every decision") : nil
        case .number(let number):
            guard rule.type == .number || rule.type == .integer else { return wrongType }
            if rule.type == .integer, number != number.rounded() { return wrongType }
            let isIn = number >= rule.min ?? -.infinity && number <= rule.max ?? .infinity
            return isIn ? nil : ("range", "out of range", range(rule.min, rule.max))
        case .text(let text):
            guard rule.type == .text || rule.type == .category else { return wrongType }
            guard let all = rule.categories, !all.contains(where: { $0.utf8.elementsEqual(text.utf8) }) else {
                return nil
            }
            let names = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            let shown = names.prefix(5).joined(separator: ", ")
            return (
                "category", "unknown category",
                names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
            )
        case .boolean: return rule.type == .boolean ? nil : wrongType
        }
    }

    private static func range(_ low: Double?, _ high: Double?) -> String {
        func text(_ number: Double) -> String {
            let number = Double(String(format: "%.11e", number)) ?? number
            return number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
        }
        switch (low, high) {
        case (nil, nil): return "any"
        case (let low?, nil): return "at least \(text(low))"
        case (nil, let high?): return "at most \(text(high))"
        case (let low?, let high?): return "\(text(low)) to \(text(high))"
        }
    }

    private static func value(_ value: FeatureValue?) -> PlainValue {
        switch value {
        case .number(let number): .sent(number)
        case .text(let text): .text(text)
        case .boolean(let flag): .flag(flag)
        case .null, nil: .null
        }
    }

    var facts: [(String, PlainValue)] {
        [
            ("contract", entry.map { .text($0.event.id) } ?? .null),
            ("position", entry.map { .position($0.position) } ?? .null),
            ("known", entry.map { .flag($0.position < made.position) } ?? .null),
            ("broken", entry == nil ? .null : .count(broken.count)),
        ]
    }

    var rows: [[PlainValue]] {
        broken.map { [.text($0.feature), .text($0.kind), .text($0.expected), $0.found] }
    }

    var finding: PlainDocument.Finding? {
        guard let entry, let first = broken.first else { return nil }
        let more = broken.count > 1 ? ", and \(broken.count - 1) more" : ""
        return .init(
            severity: .warning, code: "contract-broken",
            text:
                "The decision breaks the contract \(entry.event.id.text): \(first.feature), \(first.words), "
                + "expected \(first.expected)\(more).", evidence: [("broken", .count(broken.count))])
    }
}
