/// Where a cell of an event belongs: a declared field, or a member of one of a decision's named groups. The
/// codes are final: they stand in the projections.
@usableFromInline package enum CellFamily: UInt8, CaseIterable, Sendable {
    case field = 1
    case segment = 2
    case feature = 3
    case featureTime = 4
    case contribution = 5
    case context = 6
}

/// What a cell holds. An absent cell has no tag: it is not there. The codes are final.
@usableFromInline package enum CellTag: UInt8, CaseIterable, Sendable {
    /// The producer says that there is no value.
    case null = 1
    case number = 2
    case text = 3
    case no = 4
    case yes = 5
    case time = 6
}

/// The declared fields that become cells, beside type, id, at, and what makes a series. The codes are final.
package enum FieldCode: UInt8, CaseIterable, Sendable {
    case score = 1
    case prediction = 2
    case threshold = 3
    case action = 4
    case confidence = 5
    case intervalLow = 6
    case intervalHigh = 7
    case value = 8
    case variant = 9
    case route = 10
    case group = 11
    case of = 12
    case replaySet = 13
    case latency = 14
    case fallback = 15
    case label = 16
    case by = 17
    case surprise = 18
    case reason = 19
    case definition = 20
    /// The model that an outcome by subject names.
    case model = 21
    case id = 22
    /// The subject of a decision, or of an outcome by subject.
    case subject = 23
    /// The decision that an outcome names.
    case decision = 24
    /// The outcome that a withdrawal names.
    case outcome = 25

    /// The name on the wire.
    package var name: String {
        switch self {
        case .score: "score"
        case .prediction: "prediction"
        case .threshold: "threshold"
        case .action: "action"
        case .confidence: "confidence"
        case .intervalLow: "interval_low"
        case .intervalHigh: "interval_high"
        case .value: "value"
        case .variant: "variant"
        case .route: "route"
        case .group: "group"
        case .of: "of"
        case .replaySet: "replay_set"
        case .latency: "latency_ms"
        case .fallback: "fallback"
        case .label: "label"
        case .by: "by"
        case .surprise: "surprise"
        case .reason: "reason"
        case .definition: "definition"
        case .model: "model"
        case .id: "id"
        case .subject: "subject"
        case .decision: "decision"
        case .outcome: "outcome"
        }
    }
}
