import Statistics
import Testing

@Suite("Labelled scores")
struct LabelledScoresTests {
    typealias Tally = LabelledScores.Tally

    @Test("count labels per distinct score, ascending, both zeros as one")
    func counted() {
        let scores = LabelledScores(
            scores: [0.5, -0.0, 0.25, 0.5, 0, .nan, .infinity],
            labels: [true, true, false, false, false, true, true])
        #expect(
            scores.tallies == [
                Tally(score: 0, positives: 1, negatives: 1), Tally(score: 0.25, positives: 0, negatives: 1),
                Tally(score: 0.5, positives: 1, negatives: 1),
            ])
        #expect(scores.tallies[0].score.sign == .plus)
        #expect(scores.positives == 2 && scores.negatives == 3)
        #expect(LabelledScores(positives: [0.5, 0], negatives: [0, 0.25, 0.5]) == scores)
    }

    @Test("refuse tallies that are out of order, not finite, negative or too many")
    func refused() {
        let row = { (score: Double, positives: Int) in Tally(score: score, positives: positives, negatives: 0)
        }
        #expect(LabelledScores(tallies: [row(1, 1), row(1, 1)]) == nil)
        #expect(LabelledScores(tallies: [row(2, 1), row(1, 1)]) == nil)
        #expect(LabelledScores(tallies: [row(.nan, 1)]) == nil)
        #expect(LabelledScores(tallies: [row(1, -1)]) == nil)
        #expect(LabelledScores(tallies: [row(1, .max), row(2, .max)]) == nil)
        #expect(LabelledScores(unordered: [row(1, .max), row(1, .max)]) == nil)
        #expect(LabelledScores(tallies: [row(1, 0), row(2, 3)])?.tallies == [row(2, 3)])
        #expect(LabelledScores(tallies: [])?.count == 0)
    }

    @Test("are the same however the rows were cut and ordered", arguments: seeds(1...8))
    func merged(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let (scores, labels) = generator.labelled(500, steps: 37)
        let whole = LabelledScores(scores: scores, labels: labels)
        let cut = generator.below(500)
        let pieces = [
            LabelledScores(scores: Array(scores[cut...]), labels: Array(labels[cut...])),
            LabelledScores(scores: [], labels: []),
            LabelledScores(scores: Array(scores[..<cut]), labels: Array(labels[..<cut])),
        ]
        #expect(LabelledScores(merging: pieces) == whole, "seed \(seed)")
        #expect(LabelledScores(unordered: whole.tallies.shuffled(using: &generator)) == whole, "seed \(seed)")
    }

    @Test("move to probabilities from another scale, one that falls too")
    func scaled() throws {
        let rising = try #require(ScoreScale(zero: 0, one: 100))
        let falling = try #require(ScoreScale(zero: 850, one: 350))
        let scores = LabelledScores(scores: [350, 600, 850], labels: [true, false, false])
        #expect(
            scores.mapped(falling.probability)?.tallies == [
                Tally(score: 0, positives: 0, negatives: 1), Tally(score: 0.5, positives: 0, negatives: 1),
                Tally(score: 1, positives: 1, negatives: 0),
            ])
        #expect(rising.probability(of: 25) == 0.25)
        #expect(scores.mapped(rising.probability) == nil)
        #expect(ScoreScale(zero: 1, one: 1) == nil)
        #expect(ScoreScale(zero: 0, one: .infinity) == nil)
        #expect(scores.mapped { _ in 7 }?.tallies == [Tally(score: 7, positives: 1, negatives: 2)])
    }
}

@Suite("Confusion")
struct ConfusionTests {
    @Test("counts a score at the threshold as called")
    func threshold() {
        let scores = LabelledScores(scores: [0.1, 0.5, 0.5, 0.9], labels: [true, true, false, true])
        let found = Confusion(scores, at: 0.5)
        #expect(
            found
                == Confusion(truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 0))
        #expect(found.precision.rate == 2.0 / 3)
        #expect(found.specificity.rate == 0)
        #expect(found.calledShare.rate == 0.75)
        #expect(Confusion(scores, at: 1).called == 0)
        #expect(Confusion(scores, at: .nan).called == 0)
    }

    @Test("has no value where nothing can be said")
    func empty() throws {
        let none = try #require(
            Confusion(truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0))
        #expect(none.precision.rate == nil && none.recall.rate == nil && none.specificity.rate == nil)
        #expect(none.accuracy.wilson(z: Normal.z95) == nil)
        #expect(none.f1 == nil && none.balancedAccuracy == nil)
        let oneClass = try #require(
            Confusion(truePositives: 0, falsePositives: 2, falseNegatives: 0, trueNegatives: 3))
        #expect(oneClass.f1 == 0 && oneClass.balancedAccuracy == nil && oneClass.recall.rate == nil)
        #expect(
            Confusion(truePositives: -1, falsePositives: 0, falseNegatives: 0, trueNegatives: 0) == nil)
    }
}
