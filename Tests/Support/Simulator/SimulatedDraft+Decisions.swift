/// Faults between the score and what is done with it.
extension SimulatedDraft {
    func contractBreak(_ random: inout SeededGenerator) -> Choice {
        switch Int.random(in: 0..<5, using: &random) {
        // The release answers in points and whoever reads it still compares with 0.5: everybody is called.
        case 0: return ("scores from 0 to 100", .score(.points(100)))
        // The probability of the other class.
        case 1: return ("scores inverted", .score(.inverted))
        // The sigmoid was lost in the export: margins from about -6 to 6.
        case 2: return ("margins in the place of probabilities", .score(.margin))
        // A field was renamed in the request, and everything downstream still reads the old name.
        case 3:
            let place = declared(&random, numeric: false)
            let name = "\(name(place))_v2"
            return ("\(self.name(place)) is called \(name)", .renamed(place, to: name))
        // A serialiser writes numbers as texts.
        default:
            let place = declared(&random, numeric: true)
            return ("\(name(place)) is sent as text", .asText(place))
        }
    }

    /// One of the inputs that matter.
    private func declared(_ random: inout SeededGenerator, numeric: Bool) -> Int {
        let places = world.byImportance.filter { !numeric || world.features[$0].isNumeric }
        return random.pick(Array(places.prefix(4)))
    }

    func policyChange(_ random: inout SeededGenerator) -> Choice {
        let moved = random.between(0.12, 0.16) * factor * random.either(1, -1)
        let share = bounded(world.actionShare + moved)
        switch Int.random(in: 0..<3, using: &random) {
        // The team lead wants more, or fewer, calls.
        case 0:
            let threshold = threshold(acting: share, in: nil)
            return ("policy moves the threshold to \(threshold)", .threshold(threshold))
        // A threshold for each region takes the place of the one for all.
        case 1:
            let shares = world.segments[0].values.indices.map { place in
                bounded(world.actionShare + (place == 1 ? -0.5 * moved : moved))
            }
            let thresholds = shares.enumerated().map { threshold(acting: $0.element, in: $0.offset) }
            return ("policy has thresholds per \(world.segments[0].name)", .thresholds(thresholds))
        // Somebody changed a constant in the service, and nobody the policy.
        default:
            let threshold = threshold(acting: share, in: nil)
            return ("the producer takes \(threshold) on its own", .ownThreshold(threshold))
        }
    }

    private func bounded(_ share: Double) -> Double { min(0.8, max(0.08, share)) }

    /// The threshold, two decimals, that so many of a segment's decisions reach; never the one in force.
    private func threshold(acting share: Double, in segment: Int?) -> Double {
        let scores = zip(world.sample, world.logits).compactMap { row, logit in
            segment == nil || row.segments[0] == segment ? SimulatedNumbers.sigmoid(logit) : nil
        }
        return SimulatedNumbers.rounded(SimulatedNumbers.quantile(scores, 1 - share), 2)
    }

    func workflow(_ random: inout SeededGenerator) -> Choice {
        let segment = world.segments[0]
        switch Int.random(in: 0..<4, using: &random) {
        // People stopped believing the score and do as they like.
        case 0:
            let share = min(0.6, random.between(0.3, 0.45) * factor)
            return ("\(Self.percent(share)) overridden", .overrides(share, segment: nil))
        // One region has rules of its own.
        case 1:
            let share = min(0.7, random.between(0.4, 0.5) * factor)
            return (
                "\(Self.percent(share)) overridden where \(segment.name) is \(segment.values[0])",
                .overrides(share, segment: 0)
            )
        // The service times out under load, and safe mode takes over.
        case 2:
            let share = min(0.6, random.between(0.25, 0.4) * factor)
            return ("\(Self.percent(share)) in safe mode", .fallbacks(share))
        // The new screen acts without asking the score.
        default:
            let share = min(0.75, random.between(0.35, 0.5) * factor)
            return ("\(Self.percent(share)) without an action", .bypass(share))
        }
    }

    func thresholdDrift(_ random: inout SeededGenerator) -> Choice {
        // As many more or fewer reach the old threshold as a sales team would notice within days: a hot
        // bucket of 35 % becomes one of 47 % or of 23 %.
        let target = random.between(0.11, 0.14) * factor
        let isUp = random.unit() < 0.5
        let sign = isUp ? 1.0 : -1.0
        func solved(_ high: Double, _ change: (Double) -> SimulatedScorer.Change) -> Double {
            SimulatedNumbers.solve(target, from: 0, to: high) { amount in
                let share = world.share(reaching: world.threshold) { logit in
                    SimulatedScorer.score(SimulatedNumbers.sigmoid(logit), logit, change(amount))
                }
                let plain = world.share(reaching: world.threshold, SimulatedNumbers.sigmoid)
                return sign * (share - plain)
            }
        }
        let word = isUp ? "up" : "down"
        switch Int.random(in: 0..<3, using: &random) {
        // Trained on another mix of classes: the intercept is another.
        case 0:
            let level = solved(5) { .level(sign * $0) } * sign
            return ("scores move \(word) by \(Self.short(level)) on the logit scale", .score(.level(level)))
        // Calibrated anew with another curve.
        case 1:
            func exponent(_ amount: Double) -> Double { isUp ? 1 / (1 + amount) : 1 + amount }
            let amount = solved(4) { .power(exponent($0)) }
            return (
                "scores to the power of \(Self.short(exponent(amount)))", .score(.power(exponent(amount)))
            )
        // Blended with a constant, such as an ensemble whose other member says always the same.
        default:
            let share = solved(0.9) { .pulled(sign * $0) } * sign
            return ("scores pulled \(word) by \(Self.percent(abs(share)))", .score(.pulled(share)))
        }
    }
}
