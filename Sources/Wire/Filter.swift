package import Model

/// A condition on one decision, as `where` states it.
///
/// The rules, which are the same wherever it is evaluated:
///
/// - A number compares with numbers, a text with texts by bytes, `true` and `false` with flags, by `=` and
///   `!=` alone. A comparison with a value of another kind does not hold.
/// - What is absent or null is *missing*. A comparison with what is missing does not hold, so `not` of it
///   does.
/// - Segments, and the fields that hold texts alone, hold no numbers or flags: there a number or flag of the
///   condition stands for its text, so that `segment:store = 17` finds the store "17". An order among texts
///   and numbers there is none, so `segment:store >= 17` never holds.
/// - A bare name that is a field's is the field. Any other stands for the segment and the feature of that
///   name: a comparison holds if it holds for either, and the name is missing if both are.
package indirect enum Filter: Hashable, Sendable {
    /// All of them hold; at least two, none of them such a list itself.
    case all([Filter])
    /// At least one holds; at least two, none of them such a list itself.
    case any([Filter])
    case not(Filter)
    case test(Operand, Test)

    /// What is looked at.
    package enum Operand: Hashable, Sendable {
        /// The segment or the feature of that name, whichever meets the test.
        case named(Identifier)
        case segment(Identifier)
        case feature(Identifier)
        case contribution(Identifier)
        case context(Identifier)
        case field(Field)
    }

    /// A field of a decision.
    package enum Field: Hashable, Sendable {
        case model, version, role
        case declared(FieldCode)

        /// In the order of the documentation.
        package static let all: [Field] =
            [.model, .version, .role]
            + [
                .id, .subject, .score, .prediction, .threshold, .action, .confidence, .intervalLow,
                .intervalHigh, .value, .variant, .route, .group, .of, .replaySet, .latency, .fallback,
            ].map(Field.declared)

        package var name: String {
            switch self {
            case .model: "model"
            case .version: "version"
            case .role: "role"
            case .declared(let code): code.name
            }
        }

        init?(name: String) {
            guard let found = Self.all.first(where: { Bytewise.equal($0.name, name) }) else { return nil }
            self = found
        }
    }

    /// What is asked of it.
    package enum Test: Hashable, Sendable {
        case compare(Comparison, Literal)
        /// Equal to one of them.
        case among([Literal])
        /// Absent or null.
        case missing
        case present
    }

    package enum Comparison: String, CaseIterable, Hashable, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    package enum Literal: Hashable, Sendable {
        /// Finite, and not the negative zero.
        case number(Double)
        /// UTF-8.
        case text([UInt8])
        case flag(Bool)
    }

    /// Everything looked at, each once, in the order of the text.
    package var operands: [Operand] {
        var found: [Operand] = []
        collect(&found)
        return found
    }

    private func collect(_ found: inout [Operand]) {
        switch self {
        case .all(let parts), .any(let parts): for part in parts { part.collect(&found) }
        case .not(let part): part.collect(&found)
        case .test(let operand, _): if !found.contains(operand) { found.append(operand) }
        }
    }

    /// Several conditions that all have to hold, as one; nil for none.
    package static func conjunction(_ filters: [Filter]) -> Filter? {
        let parts = filters.flatMap { filter -> [Filter] in
            if case .all(let parts) = filter { parts } else { [filter] }
        }
        return parts.count > 1 ? .all(parts) : parts.first
    }

    /// Several conditions of which one has to hold, as one; nil for none.
    package static func disjunction(_ filters: [Filter]) -> Filter? {
        let parts = filters.flatMap { filter -> [Filter] in
            if case .any(let parts) = filter { parts } else { [filter] }
        }
        return parts.count > 1 ? .any(parts) : parts.first
    }
}

extension Filter.Operand {
    /// Whether its values are texts and nothing else.
    package var holdsTextsAlone: Bool {
        switch self {
        case .segment, .context, .field(.model), .field(.version), .field(.role): true
        case .field(.declared(let code)):
            switch code {
            case .action, .variant, .route, .group, .of, .replaySet, .id, .subject: true
            default: false
            }
        case .named, .feature, .contribution: false
        }
    }
}
