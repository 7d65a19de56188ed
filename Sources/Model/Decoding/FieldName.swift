/// The name of a member that some event defines, with a hash by which it is found quickly.
struct FieldName: ExpressibleByStringLiteral, Sendable {
    let text: String
    let key: UInt64

    init(stringLiteral text: StaticString) {
        self.text = text.description
        self.key = Self.key(of: self.text)
    }

    /// FNV-1a over the bytes. Zero is kept free, to mark members that were taken.
    static func key(of text: String) -> UInt64 {
        let bytes = text.utf8.span
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in bytes.indices {
            hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3
        }
        return hash | 1
    }
}

/// Every member name that an event defines.
extension FieldName {
    static let action: FieldName = "action"
    static let alertRules: FieldName = "alert_rules"
    static let at: FieldName = "at"
    static let budgets: FieldName = "budgets"
    static let by: FieldName = "by"
    static let capacity: FieldName = "capacity"
    static let categories: FieldName = "categories"
    static let confidence: FieldName = "confidence"
    static let context: FieldName = "context"
    static let contributions: FieldName = "contributions"
    static let costs: FieldName = "costs"
    static let criteria: FieldName = "criteria"
    static let decision: FieldName = "decision"
    static let `default`: FieldName = "default"
    static let definition: FieldName = "definition"
    static let definitions: FieldName = "definitions"
    static let digest: FieldName = "digest"
    static let excluded: FieldName = "excluded"
    static let fallback: FieldName = "fallback"
    static let falseNegative: FieldName = "false_negative"
    static let falsePositive: FieldName = "false_positive"
    static let features: FieldName = "features"
    static let featureTimes: FieldName = "feature_times"
    static let group: FieldName = "group"
    static let id: FieldName = "id"
    static let interval: FieldName = "interval"
    static let kind: FieldName = "kind"
    static let label: FieldName = "label"
    static let labels: FieldName = "labels"
    static let labelsBy: FieldName = "labels_by"
    static let latencyMilliseconds: FieldName = "latency_ms"
    static let max: FieldName = "max"
    static let members: FieldName = "members"
    static let min: FieldName = "min"
    static let model: FieldName = "model"
    static let negative: FieldName = "negative"
    static let note: FieldName = "note"
    static let of: FieldName = "of"
    static let outcome: FieldName = "outcome"
    static let outcomeRoles: FieldName = "outcome_roles"
    static let outcomeWindow: FieldName = "outcome_window"
    static let parameters: FieldName = "parameters"
    static let position: FieldName = "position"
    static let positive: FieldName = "positive"
    static let prediction: FieldName = "prediction"
    static let query: FieldName = "query"
    static let reason: FieldName = "reason"
    static let replaces: FieldName = "replaces"
    static let replaySet: FieldName = "replay_set"
    static let required: FieldName = "required"
    static let reviewRules: FieldName = "review_rules"
    static let role: FieldName = "role"
    static let route: FieldName = "route"
    static let score: FieldName = "score"
    static let segments: FieldName = "segments"
    static let spec: FieldName = "spec"
    static let subject: FieldName = "subject"
    static let surprise: FieldName = "surprise"
    static let tags: FieldName = "tags"
    static let threshold: FieldName = "threshold"
    static let thresholds: FieldName = "thresholds"
    static let trainingCut: FieldName = "training_cut"
    static let type: FieldName = "type"
    static let unit: FieldName = "unit"
    static let value: FieldName = "value"
    static let variant: FieldName = "variant"
    static let verdict: FieldName = "verdict"
    static let version: FieldName = "version"
}
