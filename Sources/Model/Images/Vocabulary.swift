/// The members that a decision, an outcome and a withdrawal may have.
enum Member: UInt8, CaseIterable {
    case type, id, at, model, version, role, subject, score, prediction, threshold, action, confidence,
        interval
    case value, segments, features, featureTimes, contributions, variant, route, group, of, replaySet, context
    case latency, fallback, decision, label, by, surprise, reason, definition, outcome

    var name: FieldName {
        switch self {
        case .type: .type
        case .id: .id
        case .at: .at
        case .model: .model
        case .version: .version
        case .role: .role
        case .subject: .subject
        case .score: .score
        case .prediction: .prediction
        case .threshold: .threshold
        case .action: .action
        case .confidence: .confidence
        case .interval: .interval
        case .value: .value
        case .segments: .segments
        case .features: .features
        case .featureTimes: .featureTimes
        case .contributions: .contributions
        case .variant: .variant
        case .route: .route
        case .group: .group
        case .of: .of
        case .replaySet: .replaySet
        case .context: .context
        case .latency: .latencyMilliseconds
        case .fallback: .fallback
        case .decision: .decision
        case .label: .label
        case .by: .by
        case .surprise: .surprise
        case .reason: .reason
        case .definition: .definition
        case .outcome: .outcome
        }
    }
}

/// Some members, each a bit.
struct Members: OptionSet {
    let rawValue: UInt64

    init(rawValue: UInt64) { self.rawValue = rawValue }

    init(_ member: Member) { rawValue = 1 << UInt64(member.rawValue) }

    private init(_ members: [Member]) { self = members.reduce(into: []) { $0.formUnion(Members($1)) } }

    static let decision = Members([
        .type, .id, .at, .model, .version, .role, .subject, .score, .prediction, .threshold, .action,
        .confidence,
        .interval, .value, .segments, .features, .featureTimes, .contributions, .variant, .route, .group, .of,
        .replaySet, .context, .latency, .fallback,
    ])
    static let outcome = Members([
        .type, .id, .at, .decision, .subject, .model, .label, .by, .value, .surprise, .reason, .definition,
    ])
    static let outcomeWithdrawn = Members([.type, .id, .at, .outcome, .by, .reason])
}

/// The texts that the fast way knows.
struct Vocabulary: ~Escapable {
    let members: KnownTexts
    let types: KnownTexts
    let roles: KnownTexts

    @_lifetime(immortal)
    init() {
        members = KnownTexts(Self.members.span)
        types = KnownTexts(Self.types.span)
        roles = KnownTexts(Self.roles.span)
    }

    private static let members = KnownTexts.entries(Member.allCases.map { ($0.name.text, $0.rawValue) })
    private static let types = KnownTexts.entries(
        [EventType.decision, .outcome, .outcomeWithdrawn].map { ($0.name, $0.rawValue) })
    private static let roles = KnownTexts.entries(Role.allCases.map { ($0.rawValue, $0.code) })
}
