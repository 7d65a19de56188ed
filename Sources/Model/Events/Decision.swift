import JSON

/// One score given to one subject by one version of one model, with its inputs.
package struct Decision: Sendable {
    package let model: Identifier
    package let version: Identifier
    package let role: Role
    package let subject: Identifier
    /// Absent only with a fallback.
    package let score: Double?
    package let prediction: Prediction?
    package let threshold: Double?
    package let action: Identifier?
    /// 0 to 1.
    package let confidence: Double?
    package let interval: Interval?
    /// Money at stake, in the producer's unit.
    package let value: Double?
    /// At most 32, in the order of the document.
    package let segments: [Named<Identifier>]
    /// At most 1,024, in the order of the document.
    package let features: [Named<FeatureValue>]
    /// When each input became known.
    package let featureTimes: [Named<Timestamp>]
    package let contributions: [Named<Double>]
    /// The arm of an experiment.
    package let variant: Identifier?
    /// Which rule chose this model.
    package let route: Identifier?
    /// The account that the subject belongs to.
    package let group: Identifier?
    /// The decision that this one shadows or replays.
    package let of: Identifier?
    package let replaySet: Identifier?
    /// Library, preprocessing, prompt, specification and the like.
    package let context: [Named<String>]
    /// Milliseconds, 0 or more.
    package let latencyMilliseconds: Double?
    package let fallback: Fallback?

    init(_ fields: inout Fields) throws(Refusal) {
        model = try fields.required(.model).identifier()
        version = try fields.required(.version).identifier()
        subject = try fields.required(.subject).identifier()
        role = try fields.optional(.role)?.choice(Role.self) ?? .live
        fallback = try fields.optional(.fallback)?.fallback()
        if fallback?.applies == true {
            score = try fields.optional(.score)?.number()
        } else {
            score = try fields.required(.score).number()
        }
        prediction = try fields.optional(.prediction)?.prediction()
        threshold = try fields.optional(.threshold)?.number()
        action = try fields.optional(.action)?.identifier()
        confidence = try fields.optional(.confidence)?.number(from: 0, to: 1)
        interval = try fields.optional(.interval)?.interval()
        value = try fields.optional(.value)?.number()
        segments =
            try fields.optional(.segments)?
            .named(max: Limits.segments) { field throws(Refusal) in try field.identifier() } ?? []
        features =
            try fields.optional(.features)?
            .named(max: Limits.features) { field throws(Refusal) in try field.featureValue() } ?? []
        featureTimes =
            try fields.optional(.featureTimes)?
            .named(max: Limits.features) { field throws(Refusal) in try field.timestamp() } ?? []
        contributions =
            try fields.optional(.contributions)?
            .named(max: Limits.features) { field throws(Refusal) in try field.number() } ?? []
        variant = try fields.optional(.variant)?.identifier()
        route = try fields.optional(.route)?.identifier()
        group = try fields.optional(.group)?.identifier()
        of = try fields.optional(.of)?.identifier()
        replaySet = try fields.optional(.replaySet)?.identifier()
        context =
            try fields.optional(.context)?.named { field throws(Refusal) in try field.text() } ?? []
        latencyMilliseconds = try fields.optional(.latencyMilliseconds)?.number(from: 0)
    }
}

/// The class or the number that a model predicted.
package enum Prediction: Sendable {
    /// At most 1 KiB of UTF-8.
    case text(String)
    case number(Double)
}

/// The range that a score is said to lie in; low is at most high.
package struct Interval: Hashable, Sendable {
    package let low: Double
    package let high: Double
}

/// Whether the usual way to a score was not taken, and perhaps why.
package enum Fallback: Sendable {
    case flag(Bool)
    /// At most 1 KiB of UTF-8.
    case text(String)

    /// False only for `false`: then the decision is an ordinary one.
    package var applies: Bool {
        if case .flag(false) = self { false } else { true }
    }
}

extension Field {
    fileprivate func prediction() throws(Refusal) -> Prediction {
        switch value.kind {
        case .string: .text(try text())
        case .integer, .unsigned, .double: .number(try number())
        default: throw wrongType("a text or a number")
        }
    }

    fileprivate func fallback() throws(Refusal) -> Fallback {
        switch value.kind {
        case .boolean(let flag): .flag(flag)
        case .string: .text(try text())
        default: throw wrongType("true, false or a text")
        }
    }

    fileprivate func interval() throws(Refusal) -> Interval {
        let ends = try elements()
        guard ends.count == 2 else {
            throw Refusal(
                .invalidValue, field: pointer,
                "\(pointer) has \(ends.count) elements; expected two numbers, [low, high]",
                found: "\(ends.count) elements")
        }
        let low = try ends[0].number()
        let high = try ends[1].number()
        guard low <= high else {
            throw Refusal(
                .invalidValue, field: pointer,
                "\(pointer) runs from \(ends[0].found) to \(ends[1].found); expected low to be at most high",
                found: "[\(ends[0].found), \(ends[1].found)]")
        }
        return Interval(low: low, high: high)
    }
}
