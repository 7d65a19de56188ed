import Foundation

/// Whoever comes to be scored.
protocol SimulatedPopulation: Sendable {
    /// The next one; weekends have another mix.
    func row(isWeekend: Bool, _ random: inout SeededGenerator) -> SimulatedRow
}

/// People who ask for an offer, drawn from distributions of different shapes: the inputs of a lead score.
struct SyntheticPopulation: SimulatedPopulation {
    static let segments = [
        SimulatedSegment(name: "region", values: ["north", "south", "west"]),
        SimulatedSegment(name: "channel", values: ["web", "phone", "branch"]),
    ]

    /// What the model makes of each differs a little from world to world.
    static func features(_ random: inout SeededGenerator) -> [SimulatedFeature] {
        var features = standard
        for place in features.indices {
            let factor = random.between(0.75, 1.25)
            features[place].scale(by: factor)
        }
        return features
    }

    private static let standard: [SimulatedFeature] = [
        SimulatedFeature(
            name: "income", kind: .number(decimals: 0), unit: "EUR a year", range: 2_000...400_000,
            missing: 0.02, filler: .number(0),
            jumps: [.init(factor: 100, words: "in cents"), .init(factor: 1_000, words: "a thousandfold")],
            isLogged: true, effect: 0.75),
        SimulatedFeature(
            name: "age", kind: .integer, unit: "years", range: 18...95, filler: .number(18), effect: 0.15),
        SimulatedFeature(
            name: "tenure_months", kind: .integer, unit: "months", range: 0...400, missing: 0.015,
            filler: .number(0), isLogged: true, effect: 0.35),
        SimulatedFeature(
            name: "visits", kind: .integer, range: 0...80, filler: .number(0), isLogged: true, effect: 0.65),
        SimulatedFeature(
            name: "engagement", kind: .number(decimals: 3), range: 0...1, missing: 0.01, filler: .number(0),
            jumps: [.init(factor: 100, words: "in per cent")], effect: 1),
        SimulatedFeature(
            name: "debt_ratio", kind: .number(decimals: 3), range: 0...5, missing: 0.03, filler: .number(0),
            jumps: [.init(factor: 100, words: "in per cent")], isLogged: true, effect: -0.7),
        SimulatedFeature(
            name: "days_since_contact", kind: .number(decimals: 1), unit: "days", range: 0...150,
            missing: 0.05,
            filler: .number(0), isLogged: true, effect: -0.4),
        SimulatedFeature(
            name: "source", kind: .category(["organic", "paid", "partner", "event", "referral"]),
            filler: .category(0), effects: [0.1, -0.65, 0.4, -0.2, 0.9]),
        SimulatedFeature(
            name: "industry",
            kind: .category(["retail", "software", "health", "logistics", "finance", "education"]),
            filler: .category(0), effects: [-0.45, 0.55, 0.1, -0.3, 0.4, -0.1]),
        SimulatedFeature(name: "returning", kind: .flag, filler: .flag(false), effect: 0.7),
    ]

    func row(isWeekend: Bool, _ random: inout SeededGenerator) -> SimulatedRow {
        let features = Self.standard
        let region = random.index([0.4, 0.35, 0.25])
        let channel = random.index(isWeekend ? [0.7, 0.25, 0.05] : [0.5, 0.3, 0.2])
        let isWeb = channel == 0
        func number(_ place: Int, _ value: Double) -> SimulatedCell { .number(features[place].kept(value)) }
        let cells: [SimulatedCell] = [
            number(0, exp(10.5 + 0.5 * random.normal())),
            number(1, 42 + 13 * random.normal()),
            number(2, random.exponential(mean: 30)),
            number(3, random.exponential(mean: isWeb ? 5 : 3.5)),
            number(4, SimulatedNumbers.sigmoid((isWeb ? 0 : -0.3) + random.normal())),
            number(5, exp(-1.2 + 0.6 * random.normal())),
            number(6, random.exponential(mean: 12)),
            .category(random.index(isWeb ? [0.32, 0.3, 0.18, 0.05, 0.15] : [0.27, 0.2, 0.2, 0.15, 0.18])),
            .category(random.index([0.26, 0.19, 0.17, 0.14, 0.14, 0.1])),
            .flag(random.unit() < 0.35),
        ]
        return SimulatedRow(cells: cells, segments: [region, channel])
    }
}
