import Documents
import Model

/// What a diagnosis comes to: the layers, one primary cause, and what follows from it.
struct Diagnosis: Sendable {
    let answers: DiagnosisAnswers
    let layers: [LayerResult]
    let primary: Cause
    /// Other causes that the primary one does not bring about by itself.
    let contributing: [Cause]

    /// From the causes that make all else meaningless to those that are left when nothing else explains what
    /// is seen.
    private static let order: [Cause] = [
        .contractBreak, .policyChange, .workflow, .featurePipeline, .labelDefinition, .labelDelay,
        .selectionBias, .labelFeedbackDecay, .modelRegression, .thresholdDrift, .labelShift, .dataDrift,
        .conceptDrift,
    ]

    init(_ answers: DiagnosisAnswers) {
        self.answers = answers
        let early = EarlyLayers(answers: answers)
        let inputs = InputLayers(answers: answers)
        let scores = ScoreLayers(answers: answers)
        let layers = [
            early.data, early.contract, early.policy, inputs.parity, inputs.labels, inputs.inputs,
            scores.scores, scores.threshold, scores.accuracy, scores.concept,
        ]
        self.layers = layers
        let suspects = layers.flatMap(\.suspects)
        // Of the causes that labels name, the likeliest stands first.
        let labels = layers.first { $0.layer == .labels }?.suspects.map(\.cause) ?? []
        func rank(_ cause: Cause) -> Int {
            let place = Self.order.firstIndex(of: cause) ?? Self.order.count
            guard let first = labels.first, labels.contains(cause), cause != .labelDefinition else {
                return place * 10
            }
            let base = Self.order.firstIndex(of: .labelDelay) ?? 0
            return base * 10 + (first == cause ? 0 : 1 + (labels.firstIndex(of: cause) ?? 0))
        }
        var causes: [Cause] = []
        for cause in suspects.map(\.cause) where cause != .insufficientData && !causes.contains(cause) {
            causes.append(cause)
        }
        causes.sort { rank($0) < rank($1) }
        if let first = causes.first {
            primary = first
            contributing = causes.dropFirst().filter { !first.follows.contains($0) }
        } else {
            primary = suspects.isEmpty ? .noChange : .insufficientData
            contributing = []
        }
    }

    func layer(_ layer: DiagnosisLayer) -> LayerResult {
        layers.first { $0.layer == layer } ?? LayerResult(layer, .notJudged, "")
    }

    /// What speaks for a cause, in the order of the layers.
    func suspects(_ cause: Cause) -> [Suspect] { layers.flatMap(\.suspects).filter { $0.cause == cause } }

    // The retrain rule of three conditions: a true regression after calibration, a genuine shift of inputs,
    // a label loop that was broken for weeks. Else not.

    /// Days since the switch.
    private var days: Double? {
        guard let time = answers.scope.switchTime else { return nil }
        return answers.evaluated.seconds(since: time) / 86_400
    }

    var retrain: (yes: Bool, why: String) {
        let drop = layer(.accuracy).verdict == .found
        switch primary {
        case .modelRegression where drop, .conceptDrift where drop:
            return (
                true,
                "after calibration accuracy is more than \(Int(DiagnosisRule.accuracyDrop * 100)) points lower"
            )
        case .dataDrift, .labelShift:
            return (
                true, "the inputs or the base rate have shifted, and neither version nor pipeline made them"
            )
        case .labelFeedbackDecay, .selectionBias, .labelDefinition:
            guard let days, days >= 14 else {
                return (false, "mend the label loop first; it has been broken for under two weeks")
            }
            return (
                true,
                "the label loop has been broken for \(Int(days / 7)) weeks: once it is mended, and with labels that were "
                    + "not touched"
            )
        case .modelRegression:
            return (false, "put the version before back; after calibration accuracy is within the bound")
        case .conceptDrift:
            return (false, "accuracy after calibration is within the bound yet; look again as labels come")
        case .noChange: return (false, "nothing changed that a new model could mend")
        case .insufficientData: return (false, "there is no evidence for it")
        case .contractBreak, .policyChange, .workflow, .featurePipeline, .labelDelay, .thresholdDrift:
            return (
                false,
                "the model is not what broke: a new one would learn the same inputs and fail the same way"
            )
        }
    }

    // Go or no-go, each with its reason.

    enum Gate: String, CaseIterable { case measurement, replay, parity, decisioning, adoption }

    func gate(_ gate: Gate) -> (verdict: String, why: String) {
        let (go, noGo, unknown) = ("go", "no_go", "unknown")
        func found(_ layers: [DiagnosisLayer], _ causes: Set<Cause>) -> String? {
            let suspects = layers.flatMap { layer($0).suspects }.filter { causes.contains($0.cause) }
            return suspects.first?.words
        }
        switch gate {
        case .measurement:
            if let why = found(
                [.labels], [.labelDefinition, .labelDelay, .labelFeedbackDecay, .selectionBias])
            {
                return (noGo, why)
            }
            guard EarlyLayers(answers: answers).hasLabels else { return (unknown, layer(.data).words) }
            return (go, layer(.labels).words)
        case .replay:
            if let why = found([.scores], [.modelRegression, .thresholdDrift]) { return (noGo, why) }
            if layer(.scores).verdict == .notJudged { return (unknown, layer(.scores).words) }
            if layer(.accuracy).verdict == .found { return (noGo, layer(.accuracy).words) }
            return (go, layer(.scores).words)
        case .parity:
            if let why = found([.contract, .parity], [.contractBreak, .featurePipeline]) {
                return (noGo, why)
            }
            guard answers.drift != nil else { return (unknown, layer(.parity).words) }
            return (go, layer(.parity).words)
        case .decisioning:
            if let why = found([.policy, .scores], [.policyChange, .thresholdDrift]) { return (noGo, why) }
            if layer(.threshold).verdict == .notJudged { return (unknown, layer(.threshold).words) }
            return (go, layer(.threshold).words)
        case .adoption:
            if let why = found([.policy], [.workflow]) { return (noGo, why) }
            guard let share = answers.workflow?.cell("shares", [("share", "followed")], "share_current"),
                let followed = share.number
            else { return (unknown, "Actions do not tell whether scores are followed.") }
            let words = "\(Said.percent(followed)) of the decisions have the usual action."
            return (followed >= Self.followedMin ? go : noGo, words)
        }
    }

    /// Share of usual actions from which on scores are taken to be used.
    static let followedMin = 0.8
}
