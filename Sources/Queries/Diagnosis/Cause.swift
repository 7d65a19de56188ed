/// What a score drop, or any change of a model in use, comes from. The raw value is the word in answers.
enum Cause: String, CaseIterable, Sendable {
    case noChange = "no_change"
    case contractBreak = "contract_break"
    case policyChange = "policy_change"
    case workflow
    case featurePipeline = "feature_pipeline"
    case labelDefinition = "label_definition"
    case selectionBias = "selection_bias"
    case labelDelay = "label_delay"
    case labelFeedbackDecay = "label_feedback_decay"
    case modelRegression = "model_regression"
    case thresholdDrift = "threshold_drift"
    case labelShift = "label_shift"
    case dataDrift = "data_drift"
    case conceptDrift = "concept_drift"
    case insufficientData = "insufficient_data"

    /// One sentence for people.
    var words: String {
        switch self {
        case .noChange: "Nothing changed that matters."
        case .contractBreak: "The version does not answer, or is not fed, as its contract says."
        case .policyChange: "The threshold in force is another one."
        case .workflow: "Scores are as they were; what is done with them is not."
        case .featurePipeline: "A feature does not arrive as it did: the pipeline, not the world, changed it."
        case .labelDefinition: "The label does not mean what it meant."
        case .selectionBias: "Labels come for other decisions than before."
        case .labelDelay: "Labels come later than before."
        case .labelFeedbackDecay: "Fewer labels come back."
        case .modelRegression: "The version is worse than the one before on the same inputs."
        case .thresholdDrift: "The version scores on another level; the threshold did not follow."
        case .labelShift: "The outcome is more or less frequent; what it looks like is the same."
        case .dataDrift: "The inputs are others than before; what they mean is the same."
        case .conceptDrift: "The same inputs mean another outcome."
        case .insufficientData: "There is too little to say anything."
        }
    }

    /// What has to be mended.
    var fix: String {
        switch self {
        case .noChange: "none"
        case .contractBreak, .policyChange, .workflow, .thresholdDrift, .labelDelay, .labelFeedbackDecay,
            .selectionBias:
            "system"
        case .featurePipeline, .labelDefinition: "data"
        case .modelRegression, .dataDrift, .labelShift, .conceptDrift: "model"
        case .insufficientData: "none"
        }
    }

    /// Causes that this one brings about by itself, so that they are no causes beside it.
    var follows: Set<Cause> {
        switch self {
        case .contractBreak:
            [
                .featurePipeline, .modelRegression, .thresholdDrift, .dataDrift, .labelShift, .conceptDrift,
                .selectionBias, .labelDefinition,
            ]
        case .policyChange: [.workflow, .selectionBias, .thresholdDrift]
        case .workflow: [.selectionBias]
        case .featurePipeline: [.dataDrift, .thresholdDrift, .modelRegression, .conceptDrift, .labelShift]
        case .labelDefinition: [.labelShift, .conceptDrift]
        case .selectionBias: [.labelFeedbackDecay, .labelShift, .conceptDrift]
        case .labelDelay: [.labelFeedbackDecay, .selectionBias]
        case .labelFeedbackDecay: []
        case .modelRegression: [.thresholdDrift, .conceptDrift]
        case .thresholdDrift: [.conceptDrift]
        case .labelShift: [.dataDrift, .conceptDrift]
        case .dataDrift: [.labelShift, .conceptDrift]
        case .conceptDrift, .noChange, .insufficientData: []
        }
    }
}

/// The steps of a diagnosis, in their order: the cheapest first.
enum DiagnosisLayer: Int, CaseIterable, Sendable {
    case data, contract, policy, parity, labels, inputs, scores, threshold, accuracy, concept

    var name: String {
        switch self {
        case .data: "data"
        case .contract: "contract"
        case .policy: "policy and workflow"
        case .parity: "serving parity"
        case .labels: "labels"
        case .inputs: "inputs"
        case .scores: "scores on the same inputs"
        case .threshold: "threshold"
        case .accuracy: "accuracy after calibration"
        case .concept: "concept"
        }
    }
}
