extension Simulation {
    /// What goes wrong in a stream: one thing, or nothing.
    package enum Fault: String, CaseIterable, Sendable {
        /// Nothing that anybody should be called for, though not everything stays the same.
        case noChange = "no_change"
        /// The new version does not answer, or log, as its contract says.
        case contractBreak = "contract_break"
        /// Somebody moved the threshold.
        case policyChange = "policy_change"
        /// Scores are as good as ever, but what is done no longer follows them.
        case workflow
        /// An input arrives broken.
        case featurePipeline = "feature_pipeline"
        /// Fewer labels come back.
        case labelFeedbackDecay = "label_feedback_decay"
        /// As many labels come back, but later.
        case labelDelay = "label_delay"
        /// Labels mean another thing.
        case labelDefinition = "label_definition"
        /// Outcomes of one class are more frequent, and each class looks as before.
        case labelShift = "label_shift"
        /// Labels come back for some scores or actions only.
        case selectionBias = "selection_bias"
        /// Others are scored than before, and the same inputs mean the same outcome.
        case dataDrift = "data_drift"
        /// The new version ranks as the old one does, on another level.
        case thresholdDrift = "threshold_drift"
        /// The new version ranks worse.
        case modelRegression = "model_regression"
        /// The same inputs mean another outcome.
        case conceptDrift = "concept_drift"
        /// There is too little to say anything.
        case insufficientData = "insufficient_data"

        /// Whether the fault is the new version's own: it begins with the version, and shows in its shadow
        /// and replay scores.
        var isOfVersion: Bool {
            switch self {
            case .contractBreak, .thresholdDrift, .modelRegression: true
            default: false
            }
        }
    }

    /// How far a fault goes, where it has a degree.
    package enum Strength: String, CaseIterable, Sendable {
        case mild, standard, strong

        /// Multiplies what moves, the standard being 1.
        var factor: Double {
            switch self {
            case .mild: 0.75
            case .standard: 1
            case .strong: 1.5
            }
        }
    }

    /// Where the inputs of decisions come from.
    package enum Source: String, CaseIterable, Sendable {
        /// Drawn from distributions of different shapes.
        case synthetic
        /// Rows of the real bank stream, resampled.
        case bank
    }
}
