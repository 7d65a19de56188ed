import JSON

/// What a version of a model promises: its score, its features, and what its labels mean.
package struct Contract: Sendable {
    package let model: Identifier
    package let version: Identifier
    package let score: ScoreRange
    /// In the order of the document.
    package let features: [Named<FeatureRule>]
    package let labels: LabelRule
    /// How long after a decision an outcome for its subject still counts for it; nil is without end.
    package let outcomeWindow: Span?
    /// The roles whose decisions outcomes by subject count for; nil is live and shadow.
    package let outcomeRoles: [Role]?
    /// The specification, or where it stands; at most 1 KiB of UTF-8.
    package let spec: String?

    /// What a score may be; min is below max.
    package struct ScoreRange: Hashable, Sendable {
        package let min: Double
        package let max: Double
        /// Probability, margin, rank and the like, in the producer's words; at most 1 KiB of UTF-8.
        package let kind: String
    }

    /// Which labels are positive, negative, or left out of both counts. No label is in two lists.
    package struct LabelRule: Sendable {
        package let positive: [Label]
        package let negative: [Label]
        package let excluded: [Label]
    }

    init(_ fields: inout Fields) throws(Refusal) {
        model = try fields.required(.model).identifier()
        version = try fields.required(.version).identifier()
        score = try Self.score(&fields)
        features = try Self.features(&fields)
        labels = try Self.labels(&fields)
        outcomeWindow = try fields.optional(.outcomeWindow)?.span()
        outcomeRoles = try fields.optional(.outcomeRoles)?.roles()
        spec = try fields.optional(.spec)?.text()
    }

    private static func score(_ fields: inout Fields) throws(Refusal) -> ScoreRange {
        let field = try fields.required(.score)
        var inner = try field.object()
        let low = try inner.required(.min)
        let high = try inner.required(.max)
        let range = ScoreRange(
            min: try low.number(), max: try high.number(), kind: try inner.required(.kind).textNotEmpty())
        guard range.min < range.max else {
            throw high.invalidValue("expected more than the min of \(low.found)")
        }
        fields.adopt(inner, of: field)
        return range
    }

    private static func features(_ fields: inout Fields) throws(Refusal) -> [Named<FeatureRule>] {
        try fields.required(.features).named(max: Limits.features) { field throws(Refusal) in
            var inner = try field.object()
            let rule = try FeatureRule(&inner)
            fields.adopt(inner, of: field)
            return rule
        }
    }

    private static func labels(_ fields: inout Fields) throws(Refusal) -> LabelRule {
        let field = try fields.required(.labels)
        var inner = try field.object()
        var lists: [[Label]] = []
        var listOf: [Label: Int] = [:]
        for (list, name) in [FieldName.positive, .negative, .excluded].enumerated() {
            var labels: [Label] = []
            for element in try inner.optional(name)?.elements() ?? [] {
                let label = try element.label()
                guard listOf.updateValue(list, forKey: label) ?? list == list else {
                    throw element.invalidValue("a label may stand in one of the lists only")
                }
                labels.append(label)
            }
            lists.append(labels)
        }
        fields.adopt(inner, of: field)
        return LabelRule(positive: lists[0], negative: lists[1], excluded: lists[2])
    }
}

extension Field {
    fileprivate func roles() throws(Refusal) -> [Role] {
        var roles: [Role] = []
        for element in try elements() { roles.append(try element.choice(Role.self)) }
        return roles
    }
}
