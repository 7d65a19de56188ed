/// Faults of the model, and of the world that it was trained on.
extension SimulatedDraft {
    func modelRegression(_ random: inout SeededGenerator) -> Choice {
        // More than ten points of accuracy at the same percentile: what practitioners call a regression that
        // is worth a retraining.
        let target = max(0.11, random.between(0.14, 0.16) * factor)
        switch Int.random(in: 0..<3, using: &random) {
        // Trained on too little, or on leaking data that production does not have.
        case 0:
            let deviation = deviation(for: target)
            return ("noise of \(Self.short(deviation)) in the logit", .score(.noise(deviation)))
        // The main inputs were dropped in the training of the new version.
        case 1:
            let places = ignored(for: target)
            let rest = zip(world.sampleTerms, world.logits).map { terms, logit in
                logit - places.reduce(0) { $0 + terms[$1] }
            }
            let added = SimulatedWorld.intercept(for: world.baseRate, of: rest)
            let names = places.map(name).joined(separator: ", ")
            return ("the new version ignores \(names)", .score(.ignoring(places, added: added)))
        // A cache hands the new version the inputs of the request before.
        default:
            let places = Array(world.byImportance.prefix(max(5, world.features.count / 2)))
            let share = share(stale: places, for: target)
            return ("stale inputs in \(Self.percent(share))", .score(.stale(places, share: share)))
        }
    }

    private var best: Double { world.accuracy(of: world.logits, against: world.logits) }

    private func deviation(for target: Double) -> Double {
        var draws = SeededGenerator(seed: 1)
        let noise = world.sample.map { _ in draws.normal() }
        return SimulatedNumbers.solve(target, from: 0, to: 30) { deviation in
            let ranks = zip(world.logits, noise).map {
                SimulatedScorer.noisy($0, $1 * deviation, deviation, world)
            }
            return best - world.accuracy(of: ranks, against: world.logits)
        }
    }

    /// As few of the most important inputs as cost that much.
    private func ignored(for target: Double) -> [Int] {
        var places: [Int] = []
        for place in world.byImportance.dropLast() {
            places.append(place)
            let ranks = zip(world.sampleTerms, world.logits).map { terms, logit in
                logit - places.reduce(0) { $0 + terms[$1] }
            }
            if best - world.accuracy(of: ranks, against: world.logits) >= target { break }
        }
        return places
    }

    private func share(stale places: [Int], for target: Double) -> Double {
        let terms = world.sampleTerms
        let ranks = terms.indices.map { index in
            let before = terms[index == 0 ? terms.count - 1 : index - 1]
            return places.reduce(world.logits[index]) { $0 + before[$1] - terms[index][$1] }
        }
        // Each request counts by itself, so the loss is the share of the whole loss.
        let whole = best - world.accuracy(of: ranks, against: world.logits)
        return min(1, target / max(0.01, whole))
    }

    func conceptDrift(_ random: inout SeededGenerator) -> Choice {
        // The model loses about eleven points although nothing that it sees has changed.
        let target = random.between(0.1, 0.12) * factor
        let important = world.byImportance
        switch Int.random(in: 0..<3, using: &random) {
        // What used to speak for a sale speaks against it: prices rose, the competitor's offer is better.
        case 0:
            let (concept, count) = reversed(important, target)
            let names = important.prefix(count).map(name).joined(separator: ", ")
            let word = concept.gain >= 1.75 ? "reverses" : "turns by \(Self.short(concept.gain))"
            return ("the effect of \(names) \(word)", .concept(concept))
        // The main inputs no longer say anything: everybody has learnt to fill in the form.
        case 1:
            var places: [Int] = []
            for place in important {
                places.append(place)
                if loss(concept(places, 1, nil)) >= target { break }
            }
            let names = places.map(name).joined(separator: ", ")
            return ("the effect of \(names) vanishes", .concept(concept(places, 1, nil)))
        // In one segment outcomes follow other rules: a new law, a new competitor.
        default:
            let all = Array(world.features.indices)
            let gain = SimulatedNumbers.solve(target, from: 0, to: 2) { loss(concept(all, $0, 0)) }
            let segment = world.segments[0]
            return (
                "outcomes turn where \(segment.name) is \(segment.values[0])",
                .concept(concept(all, gain, 0))
            )
        }
    }

    /// As few inputs as it takes, turned round as far as it takes.
    private func reversed(_ places: [Int], _ target: Double) -> (SimulatedConcept, Int) {
        var count = 1
        while count < places.count, loss(concept(Array(places.prefix(count)), 2, nil)) < target { count += 1 }
        let turned = Array(places.prefix(count))
        let gain = SimulatedNumbers.solve(target, from: 0, to: 2) { loss(concept(turned, $0, nil)) }
        return (concept(turned, gain, nil), count)
    }

    private func concept(_ places: [Int], _ gain: Double, _ segment: Int?) -> SimulatedConcept {
        var old: [Double] = []
        var new: [Double] = []
        for (index, logit) in world.logits.enumerated() {
            guard segment == nil || world.sample[index].segments[0] == segment else { continue }
            let terms = world.sampleTerms[index]
            old.append(logit)
            new.append(logit - gain * places.reduce(0) { $0 + terms[$1] })
        }
        let rate = old.reduce(0) { $0 + SimulatedNumbers.sigmoid($1) } / Double(max(1, old.count))
        let added = SimulatedWorld.intercept(for: rate, of: new)
        return SimulatedConcept(places: places, gain: gain, segment: segment, added: added)
    }

    private func loss(_ concept: SimulatedConcept) -> Double {
        let truth = zip(world.sample, world.sampleTerms).map {
            concept.logit($0, $1, world.intercept)
        }
        return best - world.accuracy(of: world.logits, against: truth)
    }

    func labelShift(_ random: inout SeededGenerator) -> Choice {
        // The season for it, or its end: more or fewer buy, and those who do look as they ever did.
        let times = SimulatedNumbers.power(random.between(1.5, 1.8), factor)
        let isUp = random.unit() < 0.6 && world.baseRate * times <= 0.78
        let rate = isUp ? world.baseRate * times : world.baseRate / times
        return (
            "positive outcomes go from \(Self.percent(world.baseRate)) to \(Self.percent(rate))",
            .baseRate(rate)
        )
    }
}
