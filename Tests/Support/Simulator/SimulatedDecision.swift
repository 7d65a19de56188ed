/// One live decision, as it was made.
struct SimulatedDecision: Sendable {
    let id: String
    let subject: String
    let at: Int64
    let isAfter: Bool
    /// The inputs as they reached the model.
    let served: SimulatedRow
    /// Nil when a fallback answered.
    let score: Double?
    /// What the model would say were everything in order.
    let logit: Double
    let isActedUpon: Bool
    let isPositive: Bool
    let text: String

    /// Of the first segment.
    var segment: Int { served.segments[0] }
}

/// Draws who comes, what reaches the model, and what becomes of it in truth.
struct SimulatedArrivals: Sendable {
    let world: SimulatedWorld
    let effect: SimulatedEffect
    let onset: Int64
    private var random: SeededGenerator

    init(seed: UInt64, world: SimulatedWorld, effect: SimulatedEffect, onset: Int64) {
        self.world = world
        self.effect = effect
        self.onset = onset
        random = SeededGenerator(seed: seed, purpose: .rows)
    }

    /// The inputs as they reach the model, the logit of the inputs as they are, and the outcome.
    mutating func next(at: Int64) -> (served: SimulatedRow, logit: Double, isPositive: Bool) {
        let isActive = at >= onset
        var (row, isPositive, logit) = drawn(at: at, isActive)
        if isActive, case .baseRate(let rate) = effect {
            // The class first, then one of its kind: each class looks as it ever did.
            let wanted = random.unit() < rate
            while isPositive != wanted { (row, isPositive, logit) = drawn(at: at, isActive) }
        }
        return (served(row, isActive), logit, isPositive)
    }

    private mutating func drawn(at: Int64, _ isActive: Bool) -> (SimulatedRow, Bool, Double) {
        var row = world.population.row(isWeekend: SimulatedCalendar.weekday(at) >= 5, &random)
        if isActive, case .inputs(let drift) = effect { drift.apply(to: &row, world.features, &random) }
        let terms = world.terms(row)
        let logit = terms.reduce(world.intercept, +)
        var truth = logit
        if isActive, case .concept(let concept) = effect {
            truth = concept.logit(row, terms, world.intercept)
        }
        return (row, random.unit() < SimulatedNumbers.sigmoid(truth), logit)
    }

    /// What reaches the model: some of it is missing as ever, some is broken.
    private mutating func served(_ row: SimulatedRow, _ isActive: Bool) -> SimulatedRow {
        var served = row
        for place in world.features.indices where world.features[place].missing > 0 {
            if random.unit() < world.features[place].missing { served.cells[place] = .missing }
        }
        if isActive, case .input(let place, let damage, let share) = effect, random.unit() < share {
            served.cells[place] = damage.apply(to: served.cells[place])
        }
        return served
    }
}
