import Documents
import Model

/// Rules of features as an answer prints them.
enum RuleWords {
    /// The rule that one decision broke.
    static func expected(_ rule: CheckedFeature, _ kind: ViolationKind) -> String {
        switch kind {
        case .missing: "in every decision"
        case .unknown: "no such feature"
        case .type: rule.type
        case .range, .scoreRange: range(rule)
        case .category: categories(rule, most: 5)
        case .unit, .scale: "another unit"
        }
    }

    static func range(_ rule: CheckedFeature) -> String {
        switch (rule.low, rule.high) {
        case (nil, nil): "any"
        case (let low?, nil): "at least \(number(low))"
        case (nil, let high?): "at most \(number(high))"
        case (let low?, let high?): "\(number(low)) to \(number(high))"
        }
    }

    /// Texts in byte order, the first of many.
    static func categories(_ rule: CheckedFeature, most: Int = .max) -> String {
        guard let categories = rule.categories else { return "any" }
        let all = categories.sorted { $0.lexicographicallyPrecedes($1) }
        let shown = all.prefix(most).map { String(decoding: $0, as: UTF8.self) }.joined(separator: ", ")
        return all.count > most ? "\(shown) and \(all.count - most) more" : shown
    }

    static func number(_ number: Double) -> String {
        let number = Printed.rounded(number)
        return number == number.rounded() && number.magnitude < 1e15 ? "\(Int64(number))" : "\(number)"
    }
}
