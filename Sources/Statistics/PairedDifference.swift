/// Two scores of the same rows beside each other, such as an old and a new version's.
package struct PairedDifference: Sendable, Hashable {
    package let count: Int
    /// Of second less first.
    package let mean: Double
    package let median: Double
    /// Of its magnitude.
    package let meanMagnitude: Double
    package let medianMagnitude: Double
    package let maximumMagnitude: Double
    private let magnitudes: [Double]

    /// Nil when the arrays differ in length, are empty, or a difference is not finite. The order of rows does
    /// not change a bit. Cost: O(n log n). `Definitions.pairedDifference`.
    package init?(_ first: [Double], _ second: [Double]) {
        guard first.count == second.count, !first.isEmpty else { return nil }
        let differences = zip(first, second).map { $1 - $0 }
        guard differences.allSatisfy(\.isFinite) else { return nil }
        var (sum, sizes) = (ExactSum(), ExactSum())
        for difference in differences {
            sum.add(difference)
            sizes.add(difference.magnitude)
        }
        let magnitudes = RadixSort.sorted(differences.map(\.magnitude))
        guard sum.total.isFinite, sizes.total.isFinite, let last = magnitudes.last,
            let median = Quantile.linear(sorted: RadixSort.sorted(differences)[...], at: 0.5),
            let medianMagnitude = Quantile.linear(sorted: magnitudes[...], at: 0.5)
        else { return nil }
        count = first.count
        mean = sum.total / Double(count)
        meanMagnitude = sizes.total / Double(count)
        maximumMagnitude = last
        self.median = median
        self.medianMagnitude = medianMagnitude
        self.magnitudes = magnitudes
    }

    /// The rows that differ by more than a tolerance.
    package func share(over tolerance: Double) -> Proportion {
        let over = magnitudes.count { $0 > tolerance }
        return Proportion(hits: Int64(over), of: Int64(count)) ?? Proportion.none
    }
}

/// Two decisions on each of the same rows: whether both, one or neither said yes.
package struct PairedDecisions: Sendable, Hashable {
    package let both: Int
    package let firstOnly: Int
    package let secondOnly: Int
    package let neither: Int

    /// Nil when a count is negative or over `LabelledScores.rowsMaximum`.
    package init?(both: Int, firstOnly: Int, secondOnly: Int, neither: Int) {
        let counts = [both, firstOnly, secondOnly, neither]
        guard counts.allSatisfy({ $0 >= 0 && $0 <= LabelledScores.rowsMaximum }) else { return nil }
        self.both = both
        self.firstOnly = firstOnly
        self.secondOnly = secondOnly
        self.neither = neither
    }

    /// Of two scores of each row, each with its own cutoff: yes when score >= cutoff. As many rows as both
    /// arrays have.
    package init(_ first: [Double], cutoff: Double, _ second: [Double], cutoff other: Double) {
        var counts = [0, 0, 0, 0]
        for (one, two) in zip(first, second) { counts[(one >= cutoff ? 0 : 2) + (two >= other ? 0 : 1)] += 1 }
        (both, firstOnly, secondOnly, neither) = (counts[0], counts[1], counts[2], counts[3])
    }

    package var count: Int { both + firstOnly + secondOnly + neither }

    /// The rows on which the two decide differently.
    package var flips: Proportion {
        Proportion(hits: Int64(firstOnly + secondOnly), of: Int64(count)) ?? Proportion.none
    }

    /// McNemar's exact test: the two-sided probability of flips at least as uneven if either direction were
    /// as likely; 1 without flips, nil without rows. Cost: about the square root of the flips.
    /// `Definitions.pairedMcNemar`.
    package var pValue: Double? {
        guard count > 0 else { return nil }
        let (fewer, more) = (min(firstOnly, secondOnly), max(firstOnly, secondOnly))
        guard fewer < more else { return 1 }
        // P(X <= k) of n fair coins is I½(n - k, k + 1).
        return Beta.lower(Double(more), Double(fewer) + 1, at: 0.5).map { min(1, 2 * $0) }
    }
}

/// The areas under the ROC curves of two scores of the same rows.
package struct PairedArea: Sendable, Hashable {
    package let first: Double
    package let second: Double
    /// DeLong's standard error of `difference`; nil with fewer than two of either label, and when it is 0.
    package let error: Double?

    /// Second less first.
    package var difference: Double { second - first }

    /// The two-sided probability of such a difference if there were none; 1 when the areas are equal, else
    /// nil without an error.
    package var pValue: Double? {
        guard let error else { return difference == 0 ? 1 : nil }
        return Normal.twoSided(difference / error)
    }

    /// The most rows taken.
    package static let rowsMaximum = 1 << 28

    /// Nil when the arrays differ in length, have more than `rowsMaximum` rows, or only one label. Counted in
    /// whole numbers: neither the order of rows nor which score comes first changes a bit of the error. Cost:
    /// O(n log n). `Definitions.aucDeLongPaired`.
    package init?(_ first: [Double], _ second: [Double], labels: [Bool]) {
        let count = labels.count
        guard first.count == count, second.count == count, count <= Self.rowsMaximum else { return nil }
        let positives = Int128(labels.count { $0 })
        let negatives = Int128(count) - positives
        guard positives > 0, negatives > 0 else { return nil }
        let (one, other) = (Self.wins(first, labels), Self.wins(second, labels))
        var sums = (one: Int128(0), other: Int128(0))
        // Of differences: sums and sums of squares, over positives and over negatives.
        var (overPositives, overNegatives) = (
            (sum: Int128(0), squares: Int128(0)), (sum: Int128(0), squares: Int128(0))
        )
        for row in 0..<count {
            let difference = Int128(other[row] - one[row])
            if labels[row] {
                sums.one += Int128(one[row])
                sums.other += Int128(other[row])
                overPositives.sum += difference
                overPositives.squares += difference * difference
            } else {
                overNegatives.sum += difference
                overNegatives.squares += difference * difference
            }
        }
        let pairs = Double(2 * positives * negatives)
        self.first = Double(sums.one) / pairs
        self.second = Double(sums.other) / pairs
        guard positives > 1, negatives > 1 else {
            error = nil
            return
        }
        // The variance of the mean over so many rows of wins that are counted twice, among so many others.
        func part(_ over: (sum: Int128, squares: Int128), _ rows: Int128, among others: Int128) -> Double {
            Double(rows * over.squares - over.sum * over.sum)
                / (Double(rows) * Double(rows) * Double(rows - 1) * (4 * Double(others) * Double(others)))
        }
        let variance =
            part(overPositives, positives, among: negatives)
            + part(overNegatives, negatives, among: positives)
        error = variance > 0 ? variance.squareRoot() : nil
    }

    /// Twice the number of rows of the other label that each row is over (a negative: under), ties half.
    private static func wins(_ scores: [Double], _ labels: [Bool]) -> [Int] {
        let order = scores.enumerated().map { (score: $1, row: $0) }.sorted { $0.score < $1.score }
        var wins = [Int](repeating: 0, count: scores.count)
        let positives = labels.count { $0 }
        var (start, below, negativesBelow) = (0, 0, 0)
        while start < order.count {
            var end = start + 1
            while end < order.count, order[end].score == order[start].score { end += 1 }
            let same = order[start..<end].count { labels[$0.row] }
            let others = end - start - same
            for index in start..<end {
                let row = order[index].row
                wins[row] =
                    labels[row] ? 2 * negativesBelow + others : 2 * (positives - below - same) + same
            }
            below += same
            negativesBelow += others
            start = end
        }
        return wins
    }
}

extension Definitions {
    /// Source: plain; medians as quantile.linear.
    package static let pairedDifference = Definition(
        id: "paired.difference",
        statement: "Second less first on the same rows: mean, median; of the magnitude mean, median, maximum."
    )

    /// Source: McNemar, Psychometrika 12 (1947); statsmodels' mcnemar(exact=True).
    package static let pairedMcNemar = Definition(
        id: "paired.mcnemar.exact",
        statement:
            "Two-sided binomial p of the rows that only one of two decisions called, one half each way.")

    /// Source: DeLong, DeLong and Clarke-Pearson, Biometrics 44 (1988) 837-845.
    package static let aucDeLongPaired = Definition(
        id: "auc.delong.paired",
        statement: "AUC2 - AUC1 on the same rows over DeLong's error of the difference; p by the normal law.")
}
