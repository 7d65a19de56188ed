/// Chooses the variant of a fault for a world, and how far it has to go there.
///
/// Each variant is an incident that practitioners would want named; the comment over it says whose.
struct SimulatedDraft: Sendable {
    typealias Choice = (variant: String, effect: SimulatedEffect)

    let world: SimulatedWorld
    /// Multiplies what moves.
    let factor: Double

    func name(_ place: Int) -> String { world.features[place].name }

    static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

    static func short(_ number: Double) -> String { "\(SimulatedNumbers.rounded(number, 2))" }
}

/// Nothing that anybody should be called for.
extension SimulatedDraft {
    func noChange(_ random: inout SeededGenerator) -> Choice {
        switch Int.random(in: 0..<5, using: &random) {
        // A release that is only a release: most are.
        case 0: return ("plain", .nothing)
        // A campaign brings more of the same people.
        case 1:
            let more = 1 + 0.3 * factor
            return ("\(Self.percent(more - 1)) more volume", .volume(more, weekendsOnly: false))
        // Staff work on Saturdays now; weekends have another mix, which is season and not drift.
        case 2:
            let more = 1 + 0.6 * factor
            return ("\(Self.percent(more - 1)) more at weekends", .volume(more, weekendsOnly: true))
        // Retrained on newer rows, or another library: scores tremble and decide the same.
        case 3:
            let deviation = min(0.02, random.between(0.01, 0.016) * factor)
            return ("scores differ by \(Self.short(deviation * 100)) points", .score(.jitter(deviation)))
        // A field more that the new version declares as optional and hardly uses.
        default: return ("a new optional input, device_age", .newFeature("device_age"))
        }
    }

    func insufficientData(_ random: inout SeededGenerator) -> Choice {
        switch Int.random(in: 0..<3, using: &random) {
        // Asked within hours of the release.
        case 0:
            let count = min(58, Int(random.between(20, 50) / factor))
            return ("asked after \(count) decisions", .fresh(count))
        // Nobody connected the labels: what is right cannot be known, on either side.
        case 1: return ("no labels at all", .unlabelled)
        // A pilot with a handful of cases.
        default:
            let count = Int(random.between(60, 90) / factor)
            return ("\(count) decisions in all", .tiny(count))
        }
    }
}
