/// What a version of the model answers for the inputs that reach it.
struct SimulatedScorer: Sendable {
    /// How the new version differs from the old one.
    enum Change: Sendable {
        /// Another scale than the contract's: points out of that many.
        case points(Double)
        case inverted
        /// The margin instead of the probability.
        case margin
        /// On another level, on the scale of logits; the ranks stay.
        case level(Double)
        case power(Double)
        /// A share of the way to 1, or to 0 when negative.
        case pulled(Double)
        /// Noise in the logit, which spreads as before.
        case noise(Double)
        /// Inputs that it does not look at, with what makes up for them in the mean.
        case ignoring([Int], added: Double)
        /// Inputs taken from the request before, in a share of the requests.
        case stale([Int], share: Double)
        /// Harmless noise in the score.
        case jitter(Double)
    }

    let world: SimulatedWorld
    let change: Change?
    private var previous: [Double]?

    init(_ world: SimulatedWorld, _ change: Change?) {
        self.world = world
        self.change = change
    }

    /// What a version answers.
    struct Answer: Sendable {
        /// Six decimals.
        let score: Double
        /// How sure the version is of its probability, whatever scale the score is on; 0.5 to 1.
        let confidence: Double
    }

    /// What a version answers to some inputs. Two versions differ by a hair even when nothing is wrong.
    mutating func answer(_ served: SimulatedRow, isAfter: Bool, _ random: inout SeededGenerator) -> Answer {
        let terms = world.terms(served)
        var logit = terms.reduce(world.intercept, +) + 0.02 * random.normal()
        let (first, second) = (random.normal(), random.unit())
        defer { previous = terms }
        guard isAfter, let change else { return Self.answer(SimulatedNumbers.sigmoid(logit), nil) }
        switch change {
        case .noise(let deviation): logit = Self.noisy(logit, deviation * first, deviation, world)
        case .ignoring(let places, let added): logit += added - places.reduce(0) { $0 + terms[$1] }
        case .stale(let places, let share):
            if let previous, second < share {
                logit += places.reduce(0) { $0 + previous[$1] - terms[$1] }
            }
        default: break
        }
        let probability = SimulatedNumbers.sigmoid(logit)
        let score = Self.score(probability, logit, change, first)
        switch change {
        case .points, .margin: return Self.answer(probability, score)
        default: return Self.answer(score, score)
        }
    }

    private static func answer(_ probability: Double, _ score: Double?) -> Answer {
        Answer(
            score: SimulatedNumbers.rounded(score ?? probability, 6),
            confidence: SimulatedNumbers.rounded(max(probability, 1 - probability), 4))
    }

    /// What becomes of a probability on its way out.
    static func score(_ score: Double, _ logit: Double, _ change: Change, _ noise: Double = 0) -> Double {
        switch change {
        case .points(let full): score * full
        case .inverted: 1 - score
        case .margin: logit
        case .level(let added): SimulatedNumbers.sigmoid(logit + added)
        case .power(let exponent): SimulatedNumbers.power(score, exponent)
        case .pulled(let share): share >= 0 ? score + share * (1 - score) : score * (1 + share)
        case .jitter(let deviation): min(1, max(0, score + deviation * noise))
        case .noise, .ignoring, .stale: score
        }
    }

    /// A logit with noise, drawn together so that the scores have the distribution that they had.
    static func noisy(_ logit: Double, _ noise: Double, _ deviation: Double, _ world: SimulatedWorld)
        -> Double
    {
        let mean = world.meanLogit
        let spread = world.spreadOfLogits
        let factor = spread / (spread * spread + deviation * deviation).squareRoot()
        return mean + (logit - mean + noise) * factor
    }
}
