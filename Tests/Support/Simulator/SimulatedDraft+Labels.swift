/// Faults of what comes back.
extension SimulatedDraft {
    func labelFeedbackDecay(_ random: inout SeededGenerator) -> Choice {
        // Mild loses three quarters of what the standard does, strong half as much again.
        let left = max(0.05, 1 - (1 - random.between(0.4, 0.6)) * factor)
        let segment = world.segments[0]
        switch Int.random(in: 0..<3, using: &random) {
        // An export job skips what it cannot read.
        case 0: return ("\(Self.percent(left)) of the labels are left", .labelRate(left, .all))
        // One region has a new customer system that sends half.
        case 1:
            return (
                "\(Self.percent(left)) are left where \(segment.name) is \(segment.values[0])",
                .labelRate(left, .segment(0))
            )
        // One team stopped filling in the form.
        default:
            return (
                "\(Self.percent(left)) are left of those by \(world.teams[0])",
                .labelRate(left, .team(0))
            )
        }
    }

    func labelDelay(_ random: inout SeededGenerator) -> Choice {
        // Weekly batches become monthly ones, back offices fall behind: everything comes, and later.
        let times = 1 + (random.between(2.5, 4) - 1) * factor
        return ("labels take \(Self.short(times)) times as long", .labelDelay(times))
    }

    func labelDefinition(_ random: inout SeededGenerator) -> Choice {
        let points = random.between(0.16, 0.24) * factor
        // Raised: a signed intent counts as won. Lowered: only money in the bank does.
        let isRaised = random.unit() < 0.5
        let room = isRaised ? 1 - world.baseRate : world.baseRate
        let share = min(0.9, points / room)
        let word = isRaised ? "more" : "less"
        let team = Int.random(in: 0..<2, using: &random)
        let name = world.teams[team]
        switch Int.random(in: 0..<3, using: &random) {
        // Announced, and for all.
        case 0:
            return (
                "another definition, \(word) is positive",
                .meaning(definition: "paid-90d", team: nil, isRaised: isRaised, share: share)
            )
        // One team works by another definition, and says so.
        case 1:
            return (
                "another definition at \(name), \(word) is positive",
                .meaning(definition: "paid-90d", team: team, isRaised: isRaised, share: share)
            )
        // One team means another thing and says nothing.
        default:
            return (
                "\(name) silently calls \(word) positive",
                .meaning(definition: nil, team: team, isRaised: isRaised, share: share)
            )
        }
    }

    func selectionBias(_ random: inout SeededGenerator) -> Choice {
        let others = max(0.01, random.between(0.03, 0.06) / (factor * factor))
        switch Int.random(in: 0..<2, using: &random) {
        // Only who was called has an outcome: nobody looks at the others any more.
        case 0:
            return (
                "labels for what was acted upon, \(Self.percent(others)) elsewhere",
                .labelled(.action, chosen: world.labelRate, others: others)
            )
        // The same people label, and take the best half of the list.
        default:
            let chosen = min(0.95, world.labelRate * 1.3)
            return (
                "labels for the better half of the scores, \(Self.percent(others)) elsewhere",
                .labelled(.score, chosen: chosen, others: others)
            )
        }
    }
}
