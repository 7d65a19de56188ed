/// Whether scores come closer to what happens once they are calibrated, by data that the calibration has not
/// seen.
package enum CalibrationDecision {
    /// The most rows of which the source's random split is drawn.
    package static let nannymlRowsMaximum = 1 << 31
    private static let parts = 10

    /// By ten folds: in score order, the i-th positive and the i-th negative go to fold i mod 10; each fold
    /// is calibrated by the other nine, and scores need calibration when that lowers the equal-count error
    /// over all rows. False when they rank almost perfectly (area over 0.999). Nil with fewer than 10 of
    /// either label, and for scores outside 0...1. Cost: ten passes over the tallies.
    /// `Definitions.calibrationDaybook`.
    package static func daybook(_ scores: LabelledScores) -> Bool? {
        guard scores.positives >= parts, scores.negatives >= parts else { return nil }
        var (hits, misses) = ([Int](), [Int]())
        hits.reserveCapacity(scores.tallies.count)
        misses.reserveCapacity(scores.tallies.count)
        var (hit, miss) = (0, 0)
        for tally in scores.tallies {
            hits.append(hit)
            misses.append(miss)
            hit += tally.positives
            miss += tally.negatives
        }
        // How many of a run of rows that begins at a number fall on the fold.
        func share(_ start: Int, _ count: Int, _ fold: Int) -> Int {
            (start + count - fold + parts - 1) / parts - (start - fold + parts - 1) / parts
        }
        let folds = (0..<parts).lazy.map { fold in
            scores.tallies.indices.map { index in
                let tally = scores.tallies[index]
                return LabelledScores.Tally(
                    score: tally.score, positives: share(hits[index], tally.positives, fold),
                    negatives: share(misses[index], tally.negatives, fold))
            }
        }
        return isBetter(scores, tests: folds)
    }

    /// As NannyML decides: ten stratified shuffle splits with a tenth to test, drawn as scikit-learn draws
    /// them with the seed 42, test rows pooled. It depends on the order of rows. False for one label only and
    /// for an area over 0.999; nil where the source fails (one row of a label, fewer than two to test or five
    /// in all), for scores outside 0...1 and for more than `nannymlRowsMaximum` rows. Ties at the edges of
    /// the error's bins are shared out, where the source takes them as its sort leaves them. Cost: ten passes
    /// and a sort. `Definitions.calibrationNannyml`.
    package static func nannyml(scores: [Double], labels: [Bool]) -> Bool? {
        let count = scores.count
        guard count == labels.count, count >= 5, count < nannymlRowsMaximum,
            scores.allSatisfy(\.isFinite)
        else { return nil }
        let whole = LabelledScores(scores: scores, labels: labels)
        guard whole.positives > 0, whole.negatives > 0 else { return false }
        let tests = (count + 9) / 10
        guard whole.positives > 1, whole.negatives > 1, tests > 1 else { return nil }
        let places = places(of: scores, in: whole.tallies)
        let classes = [labels.indices.filter { !labels[$0] }, labels.indices.filter { labels[$0] }]
        var random = LegacyRandom(seed: 42)
        let empty = whole.tallies.map {
            LabelledScores.Tally(score: $0.score, positives: 0, negatives: 0)
        }
        let splits = (0..<parts).map { _ in
            let sizes = classes.map(\.count)
            let train = mode(sizes, draws: count - tests, &random)
            let test = mode(zip(sizes, train).map { $0 - $1 }, draws: tests, &random)
            var fold = empty
            for label in 0...1 {
                let order = random.permutation(sizes[label])
                for position in order[train[label]..<(train[label] + test[label])] {
                    let place = places[classes[label][position]]
                    fold[place] = LabelledScores.Tally(
                        score: fold[place].score, positives: fold[place].positives + label,
                        negatives: fold[place].negatives + 1 - label)
                }
            }
            random.skipPermutation(count - tests)
            random.skipPermutation(tests)
            return fold
        }
        return isBetter(whole, tests: splits)
    }

    /// Whether calibrating each test by everything but it lowers the error of all tests together.
    private static func isBetter(
        _ scores: LabelledScores, tests: some Sequence<[LabelledScores.Tally]>
    ) -> Bool? {
        guard ProbabilityQuality.areProbabilities(scores), let auc = RankingQuality.auc(scores) else {
            return nil
        }
        guard auc <= 0.999 else { return false }
        var (before, after): ([LabelledScores.Tally], [LabelledScores.Tally]) = ([], [])
        for test in tests {
            let train = zip(scores.tallies, test).lazy.map { all, part in
                LabelledScores.Tally(
                    score: all.score, positives: all.positives - part.positives,
                    negatives: all.negatives - part.negatives)
            }
            guard let calibration = IsotonicCalibration(Array(train)) else { return nil }
            for tally in test where tally.count > 0 {
                before.append(tally)
                after.append(
                    LabelledScores.Tally(
                        score: calibration.probability(of: tally.score), positives: tally.positives,
                        negatives: tally.negatives))
            }
        }
        guard let was = error(before), let would = error(after) else { return nil }
        return was > would
    }

    private static func error(_ tallies: [LabelledScores.Tally]) -> Double? {
        LabelledScores(unordered: tallies).flatMap {
            Reliability($0, binning: .equalCount(10))?.expectedError
        }
    }

    /// The tally of each row.
    private static func places(of scores: [Double], in tallies: [LabelledScores.Tally]) -> [Int] {
        scores.map { score in
            var (low, high) = (0, tallies.count)
            while high - low > 1 {
                let middle = (low + high) / 2
                if tallies[middle].score <= score { low = middle } else { high = middle }
            }
            return low
        }
    }

    /// sklearn.utils.extmath._approximate_mode: so many draws in proportion to the counts.
    private static func mode(_ counts: [Int], draws: Int, _ random: inout LegacyRandom) -> [Int] {
        let total = counts.reduce(0, +)
        guard total > 0 else { return counts }
        let shares = counts.map { Double($0) / Double(total) * Double(draws) }
        var drawn = shares.map { Int($0) }
        var missing = draws - drawn.reduce(0, +)
        let rests = shares.map { $0 - $0.rounded(.down) }
        for rest in Set(rests).sorted(by: >) where missing > 0 {
            let tied = rests.indices.filter { rests[$0] == rest }
            let added = min(tied.count, missing)
            for position in random.permutation(tied.count).prefix(added) { drawn[tied[position]] += 1 }
            missing -= added
        }
        return drawn
    }
}

extension Definitions {
    /// Source: here; after the idea of nannyml/calibration.py, without chance and without an order of rows.
    package static let calibrationDaybook = Definition(
        id: "calibration-decision.daybook",
        statement:
            "Ten folds dealt in score order per label; calibrate if ece.equal-count.10 falls on unseen rows.")

    /// Source: nannyml/calibration.py 0.13.1, `needs_calibration`.
    package static let calibrationNannyml = Definition(
        id: "calibration-decision.nannyml",
        statement:
            "Ten stratified shuffle splits, a tenth to test, seed 42: calibrate if ece.equal-count.10 falls.")
}
