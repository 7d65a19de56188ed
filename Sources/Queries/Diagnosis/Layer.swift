import Documents
import Model

/// What one layer of a diagnosis came to.
struct LayerResult: Sendable {
    enum Verdict: String, Sendable {
        /// Looked at, and nothing was found.
        case clear
        /// A cause was found.
        case found
        /// There was nothing to look at.
        case notJudged = "not judged"
    }

    let layer: DiagnosisLayer
    var verdict: Verdict
    /// One sentence.
    var words: String
    /// Causes that show here, the likeliest first.
    var suspects: [Suspect] = []
    /// The figures that the verdict rests on.
    var figures: [CitedFigure] = []
    /// What is good to know and is no cause.
    var remarks: [String] = []
    /// What would be needed to be sure, with the command that supplies it.
    var missing: [Missing] = []

    init(_ layer: DiagnosisLayer, _ verdict: Verdict, _ words: String) {
        self.layer = layer
        self.verdict = verdict
        self.words = words
    }

    /// With the suspects, if any, and clear else.
    init(_ layer: DiagnosisLayer, _ suspects: [Suspect], clear: String, figures: [CitedFigure?]) {
        self.layer = layer
        self.suspects = suspects
        verdict = suspects.isEmpty ? .clear : .found
        words = suspects.isEmpty ? clear : suspects.map(\.words).joined(separator: " ")
        self.figures = suspects.flatMap(\.figures) + figures.compactMap(\.self)
    }
}

/// A cause that a layer names.
struct Suspect: Sendable {
    let cause: Cause
    let layer: DiagnosisLayer
    /// One sentence with figures.
    let words: String
    let figures: [CitedFigure]

    init(_ cause: Cause, _ layer: DiagnosisLayer, _ words: String, _ figures: [CitedFigure?] = []) {
        self.cause = cause
        self.layer = layer
        self.words = words
        self.figures = figures.compactMap(\.self)
    }

    init(_ cause: Cause, _ layer: DiagnosisLayer, _ finding: CitedFinding) {
        self.init(cause, layer, finding.text, finding.figures)
    }
}

/// What would make a diagnosis surer.
struct Missing: Sendable {
    let what: String
    let command: String
}

/// The bounds that the layers go by; `diagnosis.1`.
enum DiagnosisRule {
    static let definition = "diagnosis.1"
    /// Decisions on either side for a verdict on inputs and scores.
    static let decisionsMin = 100.0
    /// Labels on either side, by the same age, for a verdict on what labels say.
    static let labelsMin = 50.0
    /// The probability under which a difference is hardly by chance.
    static let level = 0.001
    /// The same where another definition is stated, so that the change itself is known.
    static let knownLevel = 0.01
    /// Share of decisions that break a rule, beyond that of before.
    static let brokenMin = 0.05
    /// Share from which on a field is taken to be gone.
    static let goneMin = 0.95
    /// Rise of a missing rate.
    static let missingMin = 0.05
    /// Rise of the share of one value.
    static let fillMin = 0.1
    /// The most that had a value before which now fills in, and the rise from which on it may have been more.
    static let fillHadMax = 0.05
    static let fillHighMin = 0.3
    /// The same where no other feature drifted.
    static let fillAloneMin = 0.12
    /// The most by which all other values may have moved beside one that fills in.
    static let restMax = 0.1
    /// The same where many had that value before.
    static let restAloneMax = 0.05
    /// Different other values, so that a count that grew by one is not taken for a default.
    static let othersMin = 8.0
    /// Share of a category that is new, or that stands for what is not known.
    static let categoryMin = 0.05
    /// Spearman's correlation of the same inputs' scores under which they are ordered otherwise.
    static let orderMin = 0.9
    /// The same, of scores that are turned round.
    static let turnedMax = -0.5
    /// How far AUC may be over that of scores turned round exactly.
    static let turnedMargin = 0.05
    /// Share of pairs over the tolerance from which on the level of scores is another.
    static let levelMin = 0.2
    /// Share of pairs that are decided otherwise.
    static let flipsMin = 0.05
    /// S0.13: the accuracy lost where as many are called as before.
    static let accuracyDrop = 0.1
    /// The fall of AUC that counts.
    static let aucDrop = 0.03
    /// D of the scores of one class.
    static let classDistance = 0.1
    /// The change of a feature's relation to the outcome.
    static let relationMin = 0.05
}
