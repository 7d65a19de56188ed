/// What goes wrong, fixed before the first decision is made.
struct SimulatedPlan: Sendable {
    /// What was done, in words.
    let variant: String
    let effect: SimulatedEffect
    /// How long after the switch it begins, in days.
    let lag: Double

    /// A variant of a fault, chosen by the generator, as strong as wanted in that world.
    init(
        _ fault: Simulation.Fault, _ strength: Simulation.Strength, _ world: SimulatedWorld,
        _ random: inout SeededGenerator
    ) {
        // Half of what is not the version's own begins with the version all the same, as much does that is
        // released together.
        let wait = random.unit() < 0.5 ? 0 : random.between(0.2, 5)
        lag = fault.isOfVersion || fault == .insufficientData ? 0 : wait
        let draft = SimulatedDraft(world: world, factor: strength.factor)
        (variant, effect) =
            switch fault {
            case .noChange: draft.noChange(&random)
            case .contractBreak: draft.contractBreak(&random)
            case .policyChange: draft.policyChange(&random)
            case .workflow: draft.workflow(&random)
            case .featurePipeline: draft.featurePipeline(&random)
            case .labelFeedbackDecay: draft.labelFeedbackDecay(&random)
            case .labelDelay: draft.labelDelay(&random)
            case .labelDefinition: draft.labelDefinition(&random)
            case .labelShift: draft.labelShift(&random)
            case .selectionBias: draft.selectionBias(&random)
            case .dataDrift: draft.dataDrift(&random)
            case .thresholdDrift: draft.thresholdDrift(&random)
            case .modelRegression: draft.modelRegression(&random)
            case .conceptDrift: draft.conceptDrift(&random)
            case .insufficientData: draft.insufficientData(&random)
            }
    }
}

/// The one thing that is done to a stream from its onset on.
enum SimulatedEffect: Sendable {
    case nothing
    /// That many times the volume, on all days or at weekends.
    case volume(Double, weekendsOnly: Bool)
    /// The new version takes an input more, which matters little.
    case newFeature(String)
    /// What the new version answers.
    case score(SimulatedScorer.Change)
    /// The new version logs an input under another name, or a number as text.
    case renamed(Int, to: String)
    case asText(Int)
    /// Of the policy and of the producer; of the first segment's values; of the producer alone.
    case threshold(Double)
    case thresholds([Double])
    case ownThreshold(Double)
    /// The share that somebody decides otherwise, everywhere or in one value of the first segment.
    case overrides(Double, segment: Int?)
    case fallbacks(Double)
    /// The share that carries no action.
    case bypass(Double)
    /// An input arrives as another value in a share of the decisions.
    case input(Int, SimulatedDamage, share: Double)
    /// The share of labels that is left, of those in a scope.
    case labelRate(Double, LabelScope)
    case labelDelay(Double)
    /// Labels given from then on, by one team or all, say positive of a share of the negative ones, or the
    /// other way round.
    case meaning(definition: String?, team: Int?, isRaised: Bool, share: Double)
    /// The rate of positive outcomes, each class looking as before.
    case baseRate(Double)
    /// The share of decisions labelled where scores are high, or where they were acted upon, and elsewhere.
    case labelled(LabelledBy, chosen: Double, others: Double)
    case inputs(SimulatedDrift)
    /// Outcomes follow other effects: the inputs' terms count that much less.
    case concept(SimulatedConcept)
    /// The stream ends with that many decisions since the switch.
    case fresh(Int)
    case unlabelled
    /// So many decisions in all.
    case tiny(Int)

    enum LabelScope: Sendable {
        case all
        /// One value of the first segment.
        case segment(Int)
        case team(Int)
    }

    enum LabelledBy: Sendable {
        case action
        case score
    }
}

/// How an input is broken on its way to the model.
enum SimulatedDamage: Sendable {
    case missing
    case filled(SimulatedCell)
    case multiplied(Double)
    /// One category comes as a text that the model does not know.
    case renamed(Int, to: String)

    /// What arrives; the same where this does not apply.
    func apply(to cell: SimulatedCell) -> SimulatedCell {
        switch (self, cell) {
        case (.missing, _): .missing
        case (.filled(let filler), .missing), (.filled(let filler), _): filler
        case (.multiplied(let factor), .number(let number)):
            .number(SimulatedNumbers.rounded(number * factor, 3))
        case (.renamed(let place, let name), .category(let found)) where found == place: .text(name)
        default: cell
        }
    }
}

/// Others come than before.
struct SimulatedDrift: Sendable {
    /// Inputs whose numbers move, by how many standard deviations.
    var shifts: [(place: Int, deviations: Double)] = []
    /// Inputs of which one category takes a share from all the others.
    var mixes: [(place: Int, category: Int, share: Double)] = []

    func apply(to row: inout SimulatedRow, _ features: [SimulatedFeature], _ random: inout SeededGenerator) {
        for shift in shifts {
            if case .number(let number) = row.cells[shift.place] {
                row.cells[shift.place] = .number(features[shift.place].moved(number, by: shift.deviations))
            }
        }
        for mix in mixes where random.unit() < mix.share {
            if row.cells[mix.place] != .missing { row.cells[mix.place] = .category(mix.category) }
        }
    }
}

/// Other outcomes for the same inputs.
struct SimulatedConcept: Sendable {
    /// The inputs whose terms count less by the gain: 1 is not at all, 2 is the other way round.
    let places: [Int]
    let gain: Double
    /// The value of the first segment that this is so in; nil is everywhere.
    let segment: Int?
    /// Added to the logit there, so that as many are positive as before.
    let added: Double

    /// The true logit of a row whose terms are given.
    func logit(_ row: SimulatedRow, _ terms: [Double], _ intercept: Double) -> Double {
        let logit = terms.reduce(intercept, +)
        if let segment, row.segments[0] != segment { return logit }
        return logit + added - gain * places.reduce(0) { $0 + terms[$1] }
    }
}
