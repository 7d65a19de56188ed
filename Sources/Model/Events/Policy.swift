package import JSON

/// How the scores of a model are acted upon: thresholds, costs, capacity, budgets, rules. Has at least one of
/// them.
package struct Policy: Sendable {
    package let model: Identifier
    /// Who set it.
    package let by: Identifier
    package let threshold: Double?
    /// By segment and its value.
    package let thresholds: [Named<[Named<Double>]>]?
    package let costs: Costs?
    /// Decisions that can be acted upon in a day, 0 or more.
    package let capacity: Double?
    /// By segment and its value: a share, 0 to 1.
    package let budgets: [Named<[Named<Double>]>]?
    /// Objects, kept as they are.
    package let reviewRules: [JSONValue]?
    /// Objects, kept as they are.
    package let alertRules: [JSONValue]?

    /// What a wrong decision costs, in the producer's unit, 0 or more.
    package struct Costs: Hashable, Sendable {
        package let falsePositive: Double
        package let falseNegative: Double
    }

    init(_ fields: inout Fields) throws(Refusal) {
        model = try fields.required(.model).identifier()
        by = try fields.required(.by).identifier()
        threshold = try fields.optional(.threshold)?.number()
        thresholds = try fields.optional(.thresholds)?.perSegment { field throws(Refusal) in
            try field.number()
        }
        costs = try Self.costs(&fields)
        capacity = try fields.optional(.capacity)?.number(from: 0)
        budgets = try fields.optional(.budgets)?.perSegment { field throws(Refusal) in
            try field.number(from: 0, to: 1)
        }
        reviewRules = try fields.optional(.reviewRules)?.rules()
        alertRules = try fields.optional(.alertRules)?.rules()
        if threshold == nil, thresholds == nil, costs == nil, capacity == nil, budgets == nil,
            reviewRules == nil,
            alertRules == nil
        {
            throw Refusal(
                .missingField,
                "a policy states at least one of threshold, thresholds, costs, capacity, budgets, "
                    + "review_rules, alert_rules; found none")
        }
    }

    private static func costs(_ fields: inout Fields) throws(Refusal) -> Costs? {
        guard let field = try fields.optional(.costs) else { return nil }
        var inner = try field.object()
        let costs = Costs(
            falsePositive: try inner.required(.falsePositive).number(from: 0),
            falseNegative: try inner.required(.falseNegative).number(from: 0))
        fields.adopt(inner, of: field)
        return costs
    }
}

extension Field {
    fileprivate func perSegment(
        _ read: (Field) throws(Refusal) -> Double
    ) throws(Refusal) -> [Named<[Named<Double>]>] {
        try named { field throws(Refusal) in try field.named(read) }
    }

    fileprivate func rules() throws(Refusal) -> [JSONValue] {
        var rules: [JSONValue] = []
        for element in try elements() { rules.append(try element.anyObject()) }
        return rules
    }
}
