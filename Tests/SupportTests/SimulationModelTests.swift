import Model
import TestSupport
import Testing

/// The faults of the model and its world, and what is no fault.
@Suite("The simulator's models")
struct SimulationModelTests {
    private func stories(_ fault: Simulation.Fault) throws -> [SimulatedStory] {
        var stories: [SimulatedStory] = []
        for seed: UInt64 in 1...3 {
            stories.append(try SimulatedStory(fault, seed: seed, decisions: 1_200))
            stories.append(try SimulatedStory(fault, seed: seed, decisions: 1_300, .bank))
        }
        return stories
    }

    private func say(_ story: SimulatedStory) -> Comment {
        "\(story.simulation.source) seed \(story.simulation.seed): \(story.simulation.variant)"
    }

    @Test("threshold drift: others reach the threshold, and the ranks stay")
    func thresholdDrift() throws {
        for story in try stories(.thresholdDrift) {
            #expect(abs(story.moved(\.acted)) > 0.05, say(story))
            #expect(abs(story.moved(\.accuracy)) < 0.07, say(story))
            #expect(SimulatedStory.outOfRange(story.after) == 0, say(story))
            for beside in [story.shadows, story.replays] where !beside.isEmpty {
                #expect(beside.differences.mean > 0.03, say(story))
                // Pairs whose old scores are well apart stand in the same order.
                let sorted = beside.sorted { ($0.partner ?? 0) < ($1.partner ?? 0) }
                for (low, high) in zip(sorted, sorted.dropFirst(sorted.count / 4)) {
                    guard (high.partner ?? 0) - (low.partner ?? 0) > 0.05 else { continue }
                    #expect((high.decision.score ?? 0) > (low.decision.score ?? 0), say(story))
                }
            }
        }
    }

    @Test("a regression: the same percentile is right less often, also beside the old version")
    func modelRegression() throws {
        for story in try stories(.modelRegression) {
            #expect(story.moved(\.accuracy) < -0.08, say(story))
            for beside in [story.shadows, story.replays] where !beside.isEmpty {
                #expect(beside.differences.mean > 0.1, say(story))
            }
            #expect(story.inputs.allSatisfy { abs(story.shift($0)) < 0.25 }, say(story))
        }
    }

    @Test("a regression costs more than ten points at the same percentile, in every strength")
    func regressionByConstruction() throws {
        for strength in [Simulation.Strength.mild, .strong] {
            for source in Simulation.Source.allCases {
                let story = try SimulatedStory(
                    .modelRegression, seed: 4, decisions: 2_500, source, strength)
                #expect(story.moved(\.accuracy) < -0.08, say(story))
            }
        }
    }

    @Test("concept drift: the same inputs and scores, and the labels no longer follow")
    func conceptDrift() throws {
        for story in try stories(.conceptDrift) {
            #expect(story.moved(\.accuracy) < -0.05, say(story))
            #expect(abs(story.moved(\.meanScore)) < 0.05, say(story))
            #expect(story.inputs.allSatisfy { abs(story.shift($0)) < 0.25 }, say(story))
            #expect(story.shadows.differences.mean < 0.02, say(story))
        }
    }

    @Test("insufficient data: hardly any decisions since the switch, or no labels")
    func insufficientData() throws {
        for seed: UInt64 in 1...5 {
            for source in Simulation.Source.allCases {
                let story = try SimulatedStory(.insufficientData, seed: seed, decisions: 500, source)
                let labels = (story.before + story.after).count { $0.last != nil }
                #expect(story.after.count < 60 || labels == 0, say(story))
                #expect(story.after.count > 5, say(story))
            }
        }
    }

    @Test("no change: none of the faults by any count")
    func noChange() throws {
        for story in try stories(.noChange) {
            #expect(SimulatedStory.outOfRange(story.after) == 0, say(story))
            #expect(abs(story.moved(\.acted)) < 0.07 && abs(story.moved(\.meanScore)) < 0.05, say(story))
            #expect(story.disobeyed(story.after) < 0.08 && story.policies.count == 1, say(story))
            #expect(abs(story.moved(\.accuracy)) < 0.08, say(story))
            #expect(abs(story.moved(\.positive)) < 0.09, say(story))
            let rates = story.ratio { $0.labelled(by: story.simulation.evaluated) }
            #expect(rates > 0.8 && rates < 1.25, say(story))
            #expect(abs(story.moved(SimulatedStory.delay)) < 1.5 && story.definitions.count == 1, say(story))
            for input in story.inputs where input != "device_age" {
                #expect(abs(story.moved(story.missing(input))) < 0.06, say(story))
                #expect(abs(story.shift(input)) < 0.25 && story.grown(input).text < 0.1, say(story))
                #expect(story.unseen(input) < 0.02, say(story))
            }
            for beside in [story.shadows, story.replays] {
                #expect(beside.differences.mean < 0.02, say(story))
            }
        }
    }

    @Test("the world is as large and as complete as it should be")
    func world() throws {
        let stories = try (1...12).map { try SimulatedStory(.noChange, seed: $0, decisions: 1_000) }
        for story in stories {
            let live = story.before.count + story.after.count
            #expect(live <= 1_000 && live > 900, say(story))
            let share = story.before.labelled(within: 40, by: story.simulation.evaluated)
            #expect(share > 0.45 && share < 0.8, say(story))
            #expect(
                SimulatedStory.delay(story.before) > 3 && SimulatedStory.delay(story.before) < 7, say(story))
            #expect(story.simulation.hasShadow == !story.shadows.isEmpty, say(story))
            #expect(story.simulation.hasReplay == !story.replays.isEmpty, say(story))
            #expect(story.replays.isEmpty || story.replays.count > 150, say(story))
            #expect(story.events.count { $0.body.type == .deployment } == 2, say(story))
            #expect(story.events.count { $0.body.type == .contract } == 2, say(story))
        }
        #expect(stories.count { $0.simulation.hasShadow && $0.simulation.hasReplay } >= 8)
        #expect(stories.contains { $0.simulation.onset == $0.simulation.switchTime })
        #expect(stories.contains { $0.simulation.onset > $0.simulation.switchTime })
    }

    @Test("a seed draws from every list of variants, and strength tells in how far it goes")
    func variants() throws {
        for fault in Simulation.Fault.allCases {
            var variants: Set<String> = []
            for seed: UInt64 in 1...5 {
                variants.insert(try Simulation(seed: seed, decisions: 100, fault: fault).variant)
            }
            #expect(variants.count >= 2, "\(fault)")
        }
        let acted = try Simulation.Strength.allCases.map { strength in
            let story = try SimulatedStory(.thresholdDrift, seed: 2, decisions: 2_000, .synthetic, strength)
            return abs(story.moved(\.acted))
        }
        #expect(acted == acted.sorted())
    }
}
