import Foundation
import Synchronization

/// Everything about a simulated business that stays as it is: who comes, what the model makes of them, what
/// becomes of them, how labels come back. No two seeds have the same.
struct SimulatedWorld: Sendable {
    let model: String
    let features: [SimulatedFeature]
    let segments: [SimulatedSegment]
    let population: any SimulatedPopulation
    /// What is added to the inputs' terms to get the logit of a positive outcome.
    let intercept: Double
    /// The share of decisions with a positive outcome.
    let baseRate: Double
    /// Rows that figures of the world are taken from, what each input adds, and their true logits.
    let sample: [SimulatedRow]
    let sampleTerms: [[Double]]
    let logits: [Double]
    let meanLogit: Double
    let spreadOfLogits: Double

    /// The share of decisions that is acted upon, and the threshold that comes to it, two decimals.
    let actionShare: Double
    let threshold: Double
    let actions: (act: String, pass: String)
    /// The share of decisions that somebody decides otherwise.
    let overrideShare: Double
    let fallbackShare = 0.004
    /// Whether decisions state their threshold, or leave it to the policy.
    let statesThreshold: Bool

    let labelRate: Double
    /// Days; the delay is lognormal.
    let delayMedian: Double
    let delaySpread: Double
    let teams = ["sales-desk", "call-centre", "partner-desk"]
    let teamShares: [Double]
    let definition: String
    /// What a contract calls a positive and a negative label, as JSON.
    let labels: (positive: String, negative: String)

    /// Whether contracts give ranges of numbers, and lists of categories.
    let statesRanges: Bool
    let statesCategories: Bool
    /// Whether the list of categories holds `unknown`.
    let declaresUnknown: Bool
    let hasShadow: Bool
    let hasReplay: Bool

    /// The world of a seed. Some are kept, since every fault of a seed happens in the same one and a debug
    /// build takes a tenth of a second to make it.
    /// - Throws: when the rows of the bank stream cannot be read.
    static func of(seed: UInt64, source: Simulation.Source) throws -> SimulatedWorld {
        let known = kept.withLock { worlds in worlds.first { $0.seed == seed && $0.source == source }?.world }
        if let known { return known }
        let world = try SimulatedWorld(seed: seed, source: source)
        kept.withLock { worlds in
            worlds.append((seed, source, world))
            if worlds.count > 16 { worlds.removeFirst() }
        }
        return world
    }

    private static let kept = Mutex<[(seed: UInt64, source: Simulation.Source, world: SimulatedWorld)]>([])

    private init(seed: UInt64, source: Simulation.Source) throws {
        var random = SeededGenerator(seed: seed, purpose: .world)
        var features: [SimulatedFeature]
        switch source {
        case .synthetic:
            model = "lead-score"
            actions = ("call", "skip")
            labels = (#""won""#, #""lost""#)
            features = SyntheticPopulation.features(&random)
            segments = SyntheticPopulation.segments
            population = SyntheticPopulation()
        case .bank:
            let bank = try BankPopulation()
            model = "term-deposit"
            actions = ("contact", "pass")
            labels = ("true", "false")
            features = bank.features
            segments = BankPopulation.segments
            population = bank
        }
        var draws = SeededGenerator(seed: seed, purpose: .sample)
        var sample: [SimulatedRow] = []
        for _ in 0..<2_000 { sample.append(population.row(isWeekend: draws.unit() < 0.15, &draws)) }
        Self.measure(&features, on: sample)
        // Scores of a good model: areas under the curve of 0.85 to 0.9.
        spreadOfLogits = random.between(1.9, 2.3)
        var terms = sample.map { row in Self.terms(row, features) }
        Self.spread(&features, to: spreadOfLogits, &terms)
        let baseRate = random.between(0.28, 0.4)
        let sums = terms.map { $0.reduce(0, +) }
        let intercept = Self.intercept(for: baseRate, of: sums)
        let logits = sums.map { $0 + intercept }
        let actionShare = baseRate + random.between(-0.04, 0.04)
        self.features = features
        self.sample = sample
        sampleTerms = terms
        self.intercept = intercept
        self.logits = logits
        meanLogit = logits.reduce(0, +) / Double(logits.count)
        self.baseRate = baseRate
        self.actionShare = actionShare
        let scores = logits.map(SimulatedNumbers.sigmoid)
        threshold = SimulatedNumbers.rounded(SimulatedNumbers.quantile(scores, 1 - actionShare), 2)
        overrideShare = random.between(0.02, 0.04)
        statesThreshold = random.unit() < 0.6
        labelRate = random.between(0.57, 0.73)
        delayMedian = random.between(4, 6)
        delaySpread = log(14 / delayMedian) / 1.2815515655446004
        let first = random.between(0.36, 0.48)
        teamShares = [first, 0.76 - first, 0.24]
        definition = random.pick(["won-60d", "signed-within-60d", "deal-closed"])
        statesRanges = random.unit() < 0.6
        statesCategories = random.unit() < 0.7
        declaresUnknown = random.unit() < 0.5
        let gap = random.unit()
        hasShadow = gap >= 0.05
        hasReplay = !(0.05..<0.1).contains(gap)
    }

    func terms(_ row: SimulatedRow) -> [Double] { Self.terms(row, features) }

    private static func terms(_ row: SimulatedRow, _ features: [SimulatedFeature]) -> [Double] {
        zip(features, row.cells).map { $0.term($1) }
    }

    /// Notes the middle and the spread of every number.
    private static func measure(_ features: inout [SimulatedFeature], on sample: [SimulatedRow]) {
        for place in features.indices where features[place].isNumeric {
            let values = sample.compactMap { row -> Double? in
                guard case .number(let number) = row.cells[place] else { return nil }
                return features[place].transformed(number)
            }
            let mean = values.reduce(0, +) / Double(values.count)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            features[place].centre = mean
            features[place].spread = max(1e-9, (squares / Double(values.count)).squareRoot())
        }
    }

    /// Makes the logits of a sample spread as wide as that, by one factor for all inputs.
    private static func spread(
        _ features: inout [SimulatedFeature], to wanted: Double, _ terms: inout [[Double]]
    ) {
        let sums = terms.map { $0.reduce(0, +) }
        let mean = sums.reduce(0, +) / Double(sums.count)
        let squares = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        let factor = wanted / (squares / Double(sums.count)).squareRoot()
        for place in features.indices { features[place].scale(by: factor) }
        for row in terms.indices {
            for place in terms[row].indices { terms[row][place] *= factor }
        }
    }

    /// What has to be added to some logits so that the mean of their probabilities is a rate.
    static func intercept(for rate: Double, of logits: [Double]) -> Double {
        SimulatedNumbers.solve(rate, from: -12, to: 12) { added in
            logits.reduce(0) { $0 + SimulatedNumbers.sigmoid($1 + added) } / Double(logits.count)
        }
    }

    /// How often a model is right on the sample when it takes as many for positive as ever: its highest.
    /// - Parameters:
    ///   - ranks: what the model orders the sample by.
    ///   - truth: the true logits.
    func accuracy(of ranks: [Double], against truth: [Double]) -> Double {
        let cutoff = SimulatedNumbers.quantile(ranks, 1 - actionShare)
        var right = 0.0
        for (rank, logit) in zip(ranks, truth) {
            let share = SimulatedNumbers.sigmoid(logit)
            right += rank >= cutoff ? share : 1 - share
        }
        return right / Double(ranks.count)
    }

    /// The share of the sample whose score, made from its logit, reaches a threshold.
    func share(reaching threshold: Double, _ score: (Double) -> Double) -> Double {
        Double(logits.count { score($0) >= threshold }) / Double(logits.count)
    }

    /// The places of inputs by how much they move the logit, the greatest first.
    var byImportance: [Int] {
        var squares = [Double](repeating: 0, count: features.count)
        var sums = squares
        for terms in sampleTerms {
            for (place, term) in terms.enumerated() {
                sums[place] += term
                squares[place] += term * term
            }
        }
        let count = Double(sample.count)
        let variances = features.indices.map { squares[$0] / count - (sums[$0] / count) * (sums[$0] / count) }
        return features.indices.sorted { (variances[$0], $1) > (variances[$1], $0) }
    }
}
