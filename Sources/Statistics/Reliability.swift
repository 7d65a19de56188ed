/// Scores against rates of positives, bin by bin: the reliability curve, and the calibration errors of it.
package struct Reliability: Sendable, Hashable {
    /// How scores are put into bins.
    package enum Binning: Sendable, Hashable {
        /// That many bins [k/K, (k+1)/K), the last one closed.
        case equalWidth(Int)
        /// About that many bins of equal numbers of rows, in score order: of n rows each has floor(n / K), as
        /// many bins as that gives, and the last one takes what is over. Below 2K + 1 rows there are
        /// floor(n / 2) bins; below 4 rows none. Rows of one score that lie on both sides of an edge are
        /// shared out evenly, so their order does not matter.
        case equalCount(Int)
    }

    /// One bin of the curve.
    package struct Bin: Sendable, Hashable {
        /// The bin's edges; of equal-count bins the least and the greatest score in it.
        package let low: Double
        package let high: Double
        package let count: Int
        /// Whole but in equal-count bins that share a score.
        package let positives: Double
        let scoreSum: Double

        /// Nil in an empty bin, as are the other two.
        package var meanScore: Double? { count > 0 ? scoreSum / Double(count) : nil }
        package var rate: Double? { count > 0 ? positives / Double(count) : nil }
        /// The mean score less the rate: over 0 where scores promise too much.
        package var gap: Double? {
            guard let meanScore, let rate else { return nil }
            return meanScore - rate
        }

        /// The rate's Wilson interval.
        package func wilson(z: Double) -> Interval? {
            Proportion.wilson(hits: positives, of: Double(count), z: z)
        }
    }

    /// The most bins taken.
    package static let binsMaximum = 10_000

    /// Ascending. Equal-width bins are all there, empty ones too.
    package let bins: [Bin]
    package let count: Int

    /// Nil when a score is outside 0...1, when the number of bins is not in 1...`binsMaximum`, and for equal
    /// counts with fewer than 4 rows. Cost: one pass over the tallies.
    package init?(_ scores: LabelledScores, binning: Binning) {
        guard ProbabilityQuality.areProbabilities(scores) else { return nil }
        count = scores.count
        switch binning {
        case .equalWidth(let bins):
            guard bins >= 1, bins <= Self.binsMaximum else { return nil }
            self.bins = Self.ofEqualWidth(scores, bins: bins)
        case .equalCount(let wanted):
            guard wanted >= 1, wanted <= Self.binsMaximum, count >= 4 else { return nil }
            // Two rows a bin at least, and two bins at least, if one was not asked for.
            let bins = count <= 2 * wanted ? count / 2 : wanted
            self.bins = Self.ofEqualCount(scores, width: count / bins)
        }
    }

    /// The expected calibration error: the gaps' magnitudes weighted by rows; nil without rows.
    package var expectedError: Double? {
        guard count > 0 else { return nil }
        var sum = ChunkedSum()
        for bin in bins {
            if let gap = bin.gap { sum.add(Double(bin.count) / Double(count) * gap.magnitude) }
        }
        return sum.total
    }

    /// The maximum calibration error: the largest gap's magnitude; nil without rows.
    package var maximumError: Double? {
        bins.compactMap { $0.gap?.magnitude }.max()
    }

    private struct Filling {
        var count = 0
        var positives = 0.0
        var scores = ChunkedSum()

        mutating func add(_ score: Double, count: Int, positives: Double) {
            self.count += count
            self.positives += positives
            scores.add(Double(count) * score)
        }

        func bin(low: Double, high: Double) -> Bin {
            Bin(low: low, high: high, count: count, positives: positives, scoreSum: scores.total)
        }
    }

    private static func ofEqualWidth(_ scores: LabelledScores, bins: Int) -> [Bin] {
        let edges = (0...bins).map { Double($0) / Double(bins) }
        var found: [Bin] = []
        var next = 0
        for bin in 0..<bins {
            var filling = Filling()
            while next < scores.tallies.count, bin == bins - 1 || scores.tallies[next].score < edges[bin + 1]
            {
                let tally = scores.tallies[next]
                filling.add(tally.score, count: tally.count, positives: Double(tally.positives))
                next += 1
            }
            found.append(filling.bin(low: edges[bin], high: edges[bin + 1]))
        }
        return found
    }

    private static func ofEqualCount(_ scores: LabelledScores, width: Int) -> [Bin] {
        let bins = scores.count / width
        var found: [Bin] = []
        var filling = Filling()
        var low: Double?
        for tally in scores.tallies {
            var left = tally.count
            while left > 0 {
                let room = found.count == bins - 1 ? left : width - filling.count
                let taken = min(left, room)
                let positives =
                    taken == tally.count
                    ? Double(tally.positives)
                    : Double(taken) * Double(tally.positives) / Double(tally.count)
                filling.add(tally.score, count: taken, positives: positives)
                low = low ?? tally.score
                left -= taken
                if found.count < bins - 1, filling.count == width {
                    found.append(filling.bin(low: low ?? tally.score, high: tally.score))
                    filling = Filling()
                    low = nil
                }
            }
        }
        if let low, let last = scores.tallies.last {
            found.append(filling.bin(low: low, high: last.score))
        }
        return found
    }
}

extension Definitions {
    /// Source: Naeini, Cooper and Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian
    /// Binning", AAAI 2015.
    package static let eceEqualWidth10 = Definition(
        id: "ece.equal-width.10",
        statement:
            "Over bins [k/10, (k+1)/10), the last closed: sum of n_b/n |mean score - rate of positives|.")

    /// Source: as for 10 bins; torchmetrics' default number.
    package static let eceEqualWidth15 = Definition(
        id: "ece.equal-width.15",
        statement:
            "Over bins [k/15, (k+1)/15), the last closed: sum of n_b/n |mean score - rate of positives|.")

    /// Source: nannyml/calibration.py 0.13.1, which breaks ties of scores by the order of rows; here they are
    /// shared out evenly.
    package static let eceEqualCount10 = Definition(
        id: "ece.equal-count.10",
        statement:
            "10 bins of floor(n/10) rows by score, the last with the rest, ties shared: as ece.equal-width.")

    /// Source: as for the expected error.
    package static let calibrationMaximum = Definition(
        id: "mce.maximum",
        statement:
            "The largest |mean score - rate of positives| of the bins of the expected calibration error.")

    /// Source: Murphy and Winkler, "Reliability of Subjective Probability Forecasts", Applied Statistics 26
    /// (1977).
    package static let reliabilityCurve = Definition(
        id: "reliability.curve",
        statement: "Per bin of scores: rows, mean score, rate of positives with its Wilson interval.")
}
