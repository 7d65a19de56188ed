/// How well scores rank positives over negatives.
package enum RankingQuality {
    /// The area under the ROC curve: the probability that a positive's score is over a negative's, ties
    /// counting half. Nil unless both labels are there. Counted in whole numbers and divided once. Cost: one
    /// pass over the tallies. `Definitions.aucMannWhitney`.
    package static func auc(_ scores: LabelledScores) -> Double? {
        guard scores.positives > 0, scores.negatives > 0 else { return nil }
        var below: Int128 = 0
        var twice: Int128 = 0
        for tally in scores.tallies {
            twice += Int128(tally.positives) * (2 * below + Int128(tally.negatives))
            below += Int128(tally.negatives)
        }
        return Double(twice) / Double(2 * Int128(scores.positives) * Int128(scores.negatives))
    }

    /// DeLong's standard error of the area, ties counting half. Nil with fewer than two of either label, and
    /// when the variance is 0: labels that are separated entirely, or scores that are all equal, say nothing
    /// about the error. Cost: one pass. `Definitions.aucDeLong`.
    package static func deLongError(_ scores: LabelledScores) -> Double? {
        guard let auc = auc(scores), scores.positives > 1, scores.negatives > 1 else { return nil }
        let (positives, negatives) = (Double(scores.positives), Double(scores.negatives))
        var (negativesBelow, positivesBelow) = (0, 0)
        var (overPositives, overNegatives) = (ChunkedSum(), ChunkedSum())
        for tally in scores.tallies {
            // Of a positive here: the share of negatives it beats. Of a negative: of positives that beat it.
            let beats = (Double(negativesBelow) + Double(tally.negatives) / 2) / negatives - auc
            let above = scores.positives - positivesBelow - tally.positives
            let beaten = (Double(above) + Double(tally.positives) / 2) / positives - auc
            overPositives.add(Double(tally.positives) * beats * beats)
            overNegatives.add(Double(tally.negatives) * beaten * beaten)
            negativesBelow += tally.negatives
            positivesBelow += tally.positives
        }
        let variance =
            overPositives.total / (positives - 1) / positives
            + overNegatives.total / (negatives - 1) / negatives
        return variance > 0 ? variance.squareRoot() : nil
    }

    /// The standard error of an area from the area and the counts alone; nil with none of either label, and
    /// when it is 0. `Definitions.aucHanleyMcNeil`.
    package static func hanleyMcNeilError(_ scores: LabelledScores) -> Double? {
        guard let auc = auc(scores) else { return nil }
        return hanleyMcNeilError(auc: auc, positives: scores.positives, negatives: scores.negatives)
    }

    /// The same of an area that is known otherwise.
    package static func hanleyMcNeilError(auc: Double, positives: Int, negatives: Int) -> Double? {
        guard (0...1).contains(auc), positives > 0, negatives > 0 else { return nil }
        let (positives, negatives) = (Double(positives), Double(negatives))
        let square = auc * auc
        let twoPositives = auc / (2 - auc) - square
        let twoNegatives = 2 * square / (1 + auc) - square
        let variance =
            (auc * (1 - auc) + (positives - 1) * twoPositives + (negatives - 1) * twoNegatives)
            / (positives * negatives)
        return variance > 0 ? variance.squareRoot() : nil
    }

    /// The area plus and minus z times a standard error of it, inside 0...1; nil when there is no error, or
    /// `z` is not a positive finite number.
    package static func interval(auc: Double?, error: Double?, z: Double) -> Interval? {
        guard let auc, let error, z > 0, z.isFinite else { return nil }
        return Interval(low: max(0, auc - z * error), high: min(1, auc + z * error))
    }

    /// The average precision: over the distinct scores from the highest down, the gain in recall times the
    /// precision there. Nil without positives. Cost: one pass. `Definitions.averagePrecision`.
    package static func averagePrecision(_ scores: LabelledScores) -> Double? {
        guard scores.positives > 0 else { return nil }
        var sum = ChunkedSum()
        var (hits, called) = (0, 0)
        for tally in scores.tallies.reversed() {
            hits += tally.positives
            called += tally.count
            guard tally.positives > 0 else { continue }
            sum.add(Double(tally.positives) * (Double(hits) / Double(called)))
        }
        return min(1, sum.total / Double(scores.positives))
    }
}

extension Definitions {
    /// Source: Mann and Whitney (1947); sklearn.metrics.roc_auc_score.
    package static let aucMannWhitney = Definition(
        id: "auc.mann-whitney",
        statement:
            "The share of (positive, negative) pairs in which the positive's score is higher, ties half.")

    /// Source: DeLong, DeLong and Clarke-Pearson, "Comparing the Areas under Two or More Correlated Receiver
    /// Operating Characteristic Curves", Biometrics 44 (1988) 837-845.
    package static let aucDeLong = Definition(
        id: "auc.delong",
        statement:
            "AUC ± z √(S10/m + S01/n), S the n - 1 variances of each row's share of pairs won; cut to 0...1.")

    /// Source: Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic
    /// (ROC) Curve", Radiology 143 (1982) 29-36.
    package static let aucHanleyMcNeil = Definition(
        id: "auc.hanley-mcneil",
        statement:
            "√((A(1-A) + (m-1)(Q1-A²) + (n-1)(Q2-A²)) / mn), Q1 = A/(2-A), Q2 = 2A²/(1+A).")

    /// Source: sklearn.metrics.average_precision_score.
    package static let averagePrecision = Definition(
        id: "average-precision.step",
        statement:
            "Sum over distinct scores, descending, of the gain in recall times the precision; no interpolation."
    )
}
