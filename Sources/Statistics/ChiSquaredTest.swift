/// Pearson's chi-squared test of two samples of the same cells.
package struct ChiSquaredTest: Sendable, Hashable {
    /// Nil when it is infinite: a goodness of fit with something in a cell that was not expected at all.
    package let statistic: Double?
    /// Cells with something in them, less one.
    package let degrees: Int
    /// With less than two cells 1, as nothing can differ; 0 where the statistic is infinite.
    package let p: Double
    /// The least expected count, of both samples in a contingency table and of the current one in a fit.
    package let leastExpected: Double
    /// Expected counts below 5.
    package let countsUnderFive: Int
    /// Expected counts in all.
    package let counts: Int

    /// Whether the chi-squared law can be trusted, by Cochran's rule: no expected count below 1, and at most
    /// a fifth of them below 5. Source: Cochran, "Some Methods for Strengthening the Common χ² Tests",
    /// Biometrics 10 (1954). `Definitions.chiSquaredCochran`.
    package var isSound: Bool { leastExpected >= 1 && countsUnderFive * 5 <= counts }

    private init(statistic: Double?, degrees: Int, expected: [Double]) {
        self.statistic = statistic
        self.degrees = degrees
        leastExpected = expected.min() ?? 0
        countsUnderFive = expected.count { $0 < 5 }
        counts = expected.count
        p = degrees == 0 ? 1 : statistic.flatMap { ChiSquared.survival($0, degrees: degrees) } ?? 0
    }

    /// The test of a 2 x k table: whether both samples are of the same distribution. Nil when either is
    /// empty. Cells without anything on either side do not count.
    ///
    /// - Parameter yates: whether a table of two cells gets Yates' correction, as in
    ///   scipy.stats.chi2_contingency by default.
    package static func contingency(_ counts: CountPair, yates: Bool = false) -> ChiSquaredTest? {
        guard counts.hasBoth else { return nil }
        let cells = counts.filled
        let (first, second) = (Double(cells.baselineTotal), Double(cells.currentTotal))
        var sum = ExactSum()
        var expected: [Double] = []
        for index in cells.baseline.indices {
            let both = Double(cells.baseline[index] + cells.current[index])
            let (expected1, expected2) = (first * both / (first + second), second * both / (first + second))
            expected += [expected1, expected2]
            // |n - e|, which both rows have alike, so that they can change places.
            let cross1 = Double(cells.baseline[index]) * second
            let cross2 = Double(cells.current[index]) * first
            var off = (cross1 - cross2).magnitude / (first + second)
            if yates, cells.baseline.count == 2 { off -= min(off, 0.5) }
            sum.add(off * off / min(expected1, expected2) + off * off / max(expected1, expected2))
        }
        // A single cell holds all of both samples; what rounding leaves there is no difference.
        let degrees = cells.baseline.count - 1
        return ChiSquaredTest(
            statistic: degrees == 0 ? 0 : sum.total, degrees: degrees, expected: expected)
    }

    /// The test of a 2 x k table whose cells with an expected count below 5 are pooled first.
    ///
    /// Cells with an expected count below 5 in either sample become one; should that be below 5 still, it
    /// takes in the cell that has least, again and again. Cells that have equally much are taken in order.
    package static func pooled(_ counts: CountPair) -> ChiSquaredTest? {
        guard counts.hasBoth else { return nil }
        let cells = counts.filled
        let smaller = Double(min(cells.baselineTotal, cells.currentTotal))
        let total = Double(cells.baselineTotal) + Double(cells.currentTotal)
        func isSmall(_ both: Int) -> Bool { smaller * Double(both) / total < 5 }
        let both = cells.baseline.indices.map { cells.baseline[$0] + cells.current[$0] }
        // By what is in them: those to pool first, then those that follow until there is enough.
        let order = both.indices.sorted { (both[$0], $0) < (both[$1], $1) }
        var pool = 0
        var taken = 0
        for index in order {
            guard isSmall(both[index]) || (pool > 0 && isSmall(pool)) else { break }
            pool += both[index]
            taken += 1
        }
        let kept = order[taken...].sorted()
        let rest = order[..<taken]
        let baseline = kept.map { cells.baseline[$0] } + [rest.reduce(0) { $0 + cells.baseline[$1] }]
        let current = kept.map { cells.current[$0] } + [rest.reduce(0) { $0 + cells.current[$1] }]
        return CountPair(baseline: baseline, current: current).flatMap { contingency($0) }
    }

    /// The test of the current sample against the baseline's shares, taken as known: nil when either sample
    /// is empty. A cell that only the current sample has makes the statistic infinite.
    package static func goodnessOfFit(_ counts: CountPair) -> ChiSquaredTest? {
        guard counts.hasBoth else { return nil }
        let cells = counts.filled
        let scale = Double(cells.currentTotal) / Double(cells.baselineTotal)
        let expected = cells.baseline.map { Double($0) * scale }
        var sum = ExactSum()
        for index in expected.indices where expected[index] > 0 {
            let off = Double(cells.current[index]) - expected[index]
            sum.add(off * off / expected[index])
        }
        let degrees = expected.count - 1
        let isFinite = expected.allSatisfy { $0 > 0 }
        return ChiSquaredTest(
            statistic: isFinite ? (degrees == 0 ? 0 : sum.total) : nil, degrees: degrees, expected: expected)
    }
}

/// The strength of what a chi-squared test of a 2 x k table finds, whatever the number of values.
package enum CramerV {
    /// √(χ² / n), in 0...1; 0 with less than two cells, nil when either sample is empty.
    package static func plain(_ counts: CountPair) -> Double? {
        guard let statistic = ChiSquaredTest.contingency(counts)?.statistic else { return nil }
        let n = Double(counts.baselineTotal) + Double(counts.currentTotal)
        return min((statistic / n).squareRoot(), 1)
    }

    /// Without what chance alone adds, in 0...1; 0 with less than two cells, nil when either sample is empty.
    /// Source: Bergsma, "A bias-correction for Cramér's V and Tschuprow's T", Journal of the Korean
    /// Statistical Society 42 (2013).
    package static func corrected(_ counts: CountPair) -> Double? {
        guard let test = ChiSquaredTest.contingency(counts), let statistic = test.statistic else {
            return nil
        }
        guard test.degrees > 0 else { return 0 }
        let n = Double(counts.baselineTotal) + Double(counts.currentTotal)
        let columns = Double(test.degrees)
        let strength = max(0, statistic / n - columns / (n - 1))
        let least = min(columns - columns * columns / (n - 1), 1 - 1 / (n - 1))
        guard least > 0 else { return 0 }
        return min((strength / least).squareRoot(), 1)
    }
}

extension Definitions {
    /// Source: Pearson (1900); scipy.stats.chi2_contingency(correction=False).
    package static let chiSquaredContingency = Definition(
        id: "chi-squared.contingency",
        statement: "Σ (n - e)² / e over the 2 x k table of counts, e from its margins; k - 1 degrees.")

    /// Source: the same, after the customary pooling of cells with an expected count below 5.
    package static let chiSquaredPooled = Definition(
        id: "chi-squared.contingency.pooled-5",
        statement: "As chi-squared.contingency, with the cells of an expected count below 5 pooled into one.")

    /// Source: scipy.stats.chisquare(current, baseline * n_current / n_baseline).
    package static let chiSquaredFit = Definition(
        id: "chi-squared.goodness-of-fit",
        statement: "Σ (n - e)² / e of the current counts, e = the baseline's share times n; k - 1 degrees.")

    /// Source: Cramér (1946).
    package static let cramerV = Definition(
        id: "cramer-v.plain", statement: "√(χ² / n) of the 2 x k table, without correction.")

    /// Source: Bergsma (2013).
    package static let cramerVCorrected = Definition(
        id: "cramer-v.bias-corrected",
        statement:
            "√(max(0, χ²/n - (k-1)/(n-1)) / min(k' - 1, r' - 1)), with r' = r - (r-1)²/(n-1) and k' so.")
}
