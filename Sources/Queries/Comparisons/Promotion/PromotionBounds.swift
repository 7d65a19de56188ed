import JSON
import Model

/// What a version has to keep to before it goes live, and where each bound is from.
struct PromotionBounds: Sendable {
    /// A bound that a policy may state, as a member of its object `promotion`.
    enum Name: String, CaseIterable, Sendable {
        case daysMin = "days_min"
        case pairsMin = "pairs_min"
        case flipsMax = "flips_max"
        case orderMin = "order_min"
        case accuracyDropMax = "accuracy_drop_max"

        /// What holds where no policy states it: a week, and the bounds of the verdicts on pairs.
        var standard: Double {
            switch self {
            case .daysMin: 7
            case .pairsMin: 100
            case .flipsMax: PairFindings.flipsMost
            case .orderMin: PairFindings.orderLeast
            case .accuracyDropMax: PairFindings.dropMost
            }
        }

        /// What it can be.
        var range: ClosedRange<Double> {
            switch self {
            case .daysMin: 1...36_500
            case .pairsMin: 1...1_000_000_000
            case .flipsMax: 0...1
            case .orderMin: -1...1
            case .accuracyDropMax: 0...1
            }
        }

        var isWhole: Bool { self == .daysMin || self == .pairsMin }

        /// What a policy has to state.
        var expected: String {
            switch self {
            case .daysMin, .pairsMin: "a whole number from 1 on"
            case .flipsMax, .accuracyDropMax: "a share from 0 to 1"
            case .orderMin: "a number from -1 to 1"
            }
        }
    }

    /// A bound, or that what the policy states cannot be read.
    struct Bound: Sendable {
        /// Nil where the policy states something that is none.
        var value: Double?
        /// Where it is from, in words.
        var source: String
    }

    /// What a policy states and nobody can go by.
    struct Fault: Sendable {
        /// Where in the event, as a JSON pointer.
        let pointer: String
        let words: String
    }

    static let member = "promotion"

    private(set) var bounds: [Name: Bound] = [:]
    private(set) var faults: [Fault] = []

    subscript(name: Name) -> Bound {
        bounds[name] ?? Bound(value: name.standard, source: "the default")
    }

    /// - Parameters:
    ///   - rules: the review rules in force; empty for none.
    ///   - policy: the name of the policy that states them.
    ///
    /// A member that cannot be read leaves its rule without a bound: a gate does not open on a default that
    /// somebody meant to change. A member of an unknown name has no rule, and is only said.
    init(_ rules: [JSONValue], policy: String) {
        var isStated = false
        for (number, rule) in rules.enumerated() {
            for (name, value) in rule.members ?? [] where name.utf8.elementsEqual(Self.member.utf8) {
                let pointer = "/review_rules/\(number)/\(Self.member)"
                guard !isStated else {
                    faults.append(
                        Fault(pointer: pointer, words: "promotion is stated a second time; the first counts"))
                    continue
                }
                isStated = true
                guard let members = value.members else {
                    faults.append(
                        Fault(
                            pointer: pointer,
                            words: "promotion is no object, so no rule has a bound that can be read"))
                    for name in Name.allCases { bounds[name] = Self.unreadable(policy, pointer) }
                    continue
                }
                for (name, value) in members { read(name, value, pointer, policy) }
            }
        }
    }

    private static func unreadable(_ policy: String, _ pointer: String) -> Bound {
        Bound(value: nil, source: "policy \(policy) at \(pointer), which cannot be read")
    }

    private mutating func read(_ text: String, _ value: JSONValue, _ under: String, _ policy: String) {
        let pointer = "\(under)/\(JSONPointer.escape(text))"
        guard let name = Name.allCases.first(where: { $0.rawValue.utf8.elementsEqual(text.utf8) }) else {
            let known = Name.allCases.map(\.rawValue).joined(separator: ", ")
            faults.append(
                Fault(
                    pointer: pointer,
                    words: "there is no rule of the name \(text), so it has no effect; rules are \(known)"))
            return
        }
        guard let number = value.double, name.range.contains(number),
            !name.isWhole || number.rounded() == number
        else {
            faults.append(
                Fault(
                    pointer: pointer,
                    words: "\(name.rawValue) is not \(name.expected), so its rule cannot be told"))
            bounds[name] = Self.unreadable(policy, pointer)
            return
        }
        bounds[name] = Bound(value: number, source: "policy \(policy)")
    }
}
