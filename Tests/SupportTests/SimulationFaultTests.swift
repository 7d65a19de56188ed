import Model
import TestSupport
import Testing

/// Each fault does what it says, as simple counts before and after its onset show.
@Suite("The simulator's faults")
struct SimulationFaultTests {
    private static let start = Timestamp(microseconds: 0)

    private func stories(_ fault: Simulation.Fault, times: Int = 1) throws -> [SimulatedStory] {
        var stories: [SimulatedStory] = []
        for seed: UInt64 in 1...3 {
            stories.append(try SimulatedStory(fault, seed: seed, decisions: 1_200 * times))
            stories.append(try SimulatedStory(fault, seed: seed, decisions: 1_300 * times, .bank))
        }
        return stories
    }

    private func say(_ story: SimulatedStory) -> Comment {
        "\(story.simulation.source) seed \(story.simulation.seed): \(story.simulation.variant)"
    }

    @Test("a contract break: scores out of their range or turned, an input gone or of another type")
    func contractBreak() throws {
        for story in try stories(.contractBreak) {
            let outside = SimulatedStory.outOfRange(story.after) > 0.4
            let turned = story.moved(\.accuracy) < -0.2
            let gone = story.inputs.contains { story.moved(story.missing($0)) > 0.9 }
            let retyped = story.inputs.contains { input in
                let (old, new) = (
                    SimulatedStory.numbers(input)(story.before), SimulatedStory.numbers(input)(story.after)
                )
                return old.count > story.before.count * 9 / 10 && new.isEmpty
            }
            #expect([outside, turned, gone, retyped].count { $0 } == 1, say(story))
            // It is the version's own, so whatever it scored beside the old one has it too.
            for beside in [story.shadows, story.replays] where !beside.isEmpty {
                #expect((SimulatedStory.outOfRange(beside) > 0.4) == outside, say(story))
                #expect((beside.differences.mean > 0.3) == (outside || turned), say(story))
            }
        }
    }

    @Test("a policy change: another threshold is in force, and scores are what they were")
    func policyChange() throws {
        for story in try stories(.policyChange) {
            let old = try #require(story.policies.first?.threshold)
            let own = story.after.share { $0.decision.threshold.map { $0 != old } ?? false }
            #expect(story.policies.count == 2 || own == 1, say(story))
            let regions = Set(story.after.compactMap { $0.decision.segments.first?.value.text })
            let moved = regions.map { region in
                story.moved { told in told.filter { $0.decision.segments.first?.value.text == region }.acted }
            }
            #expect(moved.contains { abs($0) > 0.06 }, say(story))
            #expect(abs(story.moved(\.meanScore)) < 0.05, say(story))
        }
    }

    @Test("a workflow fault: actions are not what scores say, or none, or no score is there")
    func workflow() throws {
        for story in try stories(.workflow) {
            #expect(story.disobeyed(story.before) < 0.08, say(story))
            #expect(story.moved(story.disobeyed) > 0.1, say(story))
            #expect(abs(story.moved(\.accuracy)) < 0.08, say(story))
            #expect(story.policies.count == 1, say(story))
        }
    }

    @Test("a feature pipeline fault: one input is missing, constant, in another unit or of unknown texts")
    func featurePipeline() throws {
        for story in try stories(.featurePipeline) {
            let broken = story.inputs.filter { input in
                let numbers = (
                    SimulatedStory.numbers(input)(story.before), SimulatedStory.numbers(input)(story.after)
                )
                let greatest = (numbers.0.map(abs).max() ?? 0, numbers.1.map(abs).max() ?? 0)
                return story.moved(story.missing(input)) > 0.2 || story.unseen(input) > 0.08
                    || story.grown(input).number > 0.25 || greatest.1 > 20 * greatest.0
            }
            #expect(broken.count == 1, say(story))
            for beside in [story.shadows, story.replays] {
                #expect(beside.differences.mean < 0.02, say(story))
            }
        }
    }

    @Test("a decay of labels: fewer come, for all or for some, as late as ever")
    func labelFeedbackDecay() throws {
        for story in try stories(.labelFeedbackDecay) {
            let (old, new) = (story.labelRates(story.before), story.labelRates(story.after))
            let least = old.map { (new[$0.key] ?? 0) / max(1e-9, $0.value) }.min() ?? 1
            #expect(least < 0.7, say(story))
            #expect(abs(story.moved(SimulatedStory.delay)) < 1.5, say(story))
        }
    }

    @Test("late labels: they take longer, so fewer are there within a week")
    func labelDelay() throws {
        for story in try stories(.labelDelay) {
            #expect(story.moved(SimulatedStory.delay) > 2, say(story))
            #expect(story.ratio { $0.labelled(by: story.simulation.evaluated) } < 0.7, say(story))
        }
    }

    @Test(
        "another label definition: a team's labels are positive more or less often, perhaps under another id")
    func labelDefinition() throws {
        for story in try stories(.labelDefinition) {
            let onset = story.simulation.onset
            let old = story.positives(from: Self.start, to: onset)
            let new = story.positives(from: onset, to: story.simulation.evaluated)
            let moved = old.map { abs((new[$0.key] ?? 0) - $0.value) }.max() ?? 0
            #expect(moved > 0.1, say(story))
            #expect(
                (story.definitions.count == 2) == story.simulation.variant.contains("definition"), say(story))
            #expect(abs(story.moved(\.meanScore)) < 0.05, say(story))
        }
    }

    @Test("a label shift: more or fewer are positive, and each class scores as it did")
    func labelShift() throws {
        for story in try stories(.labelShift, times: 2) {
            let times = story.ratio(\.positive)
            #expect(times > 1.3 || times < 0.77, say(story))
            for isPositive in [false, true] {
                let moved = story.moved { told in told.filter { $0.last?.isPositive == isPositive }.meanScore
                }
                #expect(abs(moved) < 0.07, say(story))
            }
        }
    }

    @Test("a selection: what scores low gets almost no labels any more")
    func selectionBias() throws {
        for story in try stories(.selectionBias) {
            let scores = story.before.scored.compactMap(\.decision.score).sorted()
            let middle = scores[scores.count / 2]
            func low(_ told: [SimulatedStory.Told]) -> Double {
                told.scored.filter { ($0.decision.score ?? 0) < middle }.labelled(
                    by: story.simulation.evaluated)
            }
            #expect(low(story.before) > 0.25 && low(story.after) < 0.1, say(story))
            let high = story.after.scored.filter { ($0.decision.score ?? 0) >= middle }
            #expect(high.labelled(by: story.simulation.evaluated) > 0.2, say(story))
        }
    }

    @Test("data drift: two inputs or more move, and scores keep their promise")
    func dataDrift() throws {
        for story in try stories(.dataDrift) {
            let moved = story.inputs.filter { abs(story.shift($0)) > 0.3 || story.grown($0).text > 0.1 }
            #expect(moved.count >= 2 && moved.count <= 4, say(story))
            for told in [story.before, story.after] {
                let labelled = told.scored.filter { $0.last != nil }
                #expect(abs(labelled.meanScore - labelled.positive) < 0.07, say(story))
            }
            #expect(story.shadows.differences.mean < 0.02, say(story))
        }
    }
}
