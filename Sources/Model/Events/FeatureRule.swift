import JSON

/// What a contract says about one feature.
package struct FeatureRule: Sendable {
    package let type: Kind
    /// In the producer's words; at most 1 KiB of UTF-8.
    package let unit: String?
    /// Whether every decision has to carry it; nil where the contract does not say.
    package let required: Bool?
    package let min: Double?
    /// Not below min.
    package let max: Double?
    /// At most 4,096, each at most 1 KiB of UTF-8.
    package let categories: [String]?
    /// What the model takes when the feature is missing. `.null` is a default of null, nil is none.
    package let defaultValue: FeatureValue?

    /// What values the feature has.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case number, integer, text, category, boolean
    }

    init(_ fields: inout Fields) throws(Refusal) {
        type = try fields.required(.type).choice(Kind.self)
        unit = try fields.optional(.unit)?.text()
        required = try fields.optional(.required)?.boolean()
        let low = try fields.optional(.min)
        let high = try fields.optional(.max)
        min = try low?.number()
        max = try high?.number()
        if let low, let high, let min, let max, min > max {
            throw high.invalidValue("expected at least the min of \(low.found)")
        }
        categories = try fields.optional(.categories)?.categories()
        defaultValue = try fields.take(.default)?.featureValue()
    }
}

extension Field {
    fileprivate func categories() throws(Refusal) -> [String] {
        var categories: [String] = []
        for element in try elements(max: Limits.categories) {
            categories.append(try element.text(bytesMax: Limits.featureTextBytes))
        }
        return categories
    }
}
