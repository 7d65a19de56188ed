import Statistics

/// How the two decisions of some pairs differ.
struct PairFigures: Sendable {
    let count: Int
    /// At the thresholds in force, of the pairs where both have one.
    let calls: PairedDecisions?
    let difference: PairedDifference?
    let over: Proportion?
    let spearman: Correlation?
    let kendall: Correlation?
    let pearson: Correlation?

    /// - Parameter rows: which pairs.
    /// Cost: some sorts.
    init(_ pairs: DecisionPairs, _ rows: [Int], tolerance: Double) {
        var counts = [0, 0, 0, 0]
        var (first, second): ([Double], [Double]) = ([], [])
        first.reserveCapacity(rows.count)
        second.reserveCapacity(rows.count)
        for pair in rows {
            let (one, other) = (pairs.baselineScore(pair), pairs.currentScore(pair))
            first.append(one)
            second.append(other)
            let (cut, otherCut) = (pairs.baselineThreshold(pair), pairs.currentThreshold(pair))
            guard !cut.isNaN, !otherCut.isNaN else { continue }
            counts[(one >= cut ? 0 : 2) + (other >= otherCut ? 0 : 1)] += 1
        }
        count = rows.count
        calls = PairedDecisions(
            both: counts[0], firstOnly: counts[1], secondOnly: counts[2], neither: counts[3])
        difference = PairedDifference(first, second)
        over = difference?.share(over: tolerance)
        spearman = Correlation.spearman(first, second)
        kendall = Correlation.kendall(first, second)
        pearson = Correlation.pearson(first, second)
    }

    /// Pairs that can be held against each other's decision.
    var decided: Int { calls?.count ?? 0 }
    var agreed: Int { calls.map { $0.both + $0.neither } ?? 0 }
}

/// The scores of paired decisions as two samples.
struct PairDrift: Sendable {
    let baseline: [Double]
    let current: [Double]
    let means: (baseline: Double?, current: Double?)
    let gap: EmpiricalGap?
    let stability: Double?
    let distance: Double?
    /// Over the scale; nil where it has no width.
    let histograms: (baseline: Histogram, current: Histogram)?
    let jump: UnitJump?

    static let bins = 20

    init(_ pairs: DecisionPairs, _ scale: Bins.Scale?) {
        var (first, second): ([Double], [Double]) = ([], [])
        var (sum, otherSum) = (ExactSum(), ExactSum())
        for pair in 0..<pairs.count {
            first.append(pairs.baselineScore(pair))
            second.append(pairs.currentScore(pair))
            sum.add(first[pair])
            otherSum.add(second[pair])
        }
        func mean(_ sum: ExactSum) -> Double? {
            pairs.count > 0 && sum.total.isFinite ? sum.total / Double(pairs.count) : nil
        }
        means = (mean(sum), mean(otherSum))
        baseline = RadixSort.sorted(first)
        current = RadixSort.sorted(second)
        gap = EmpiricalGap(sorted: baseline, current)
        stability = StabilityIndex.tenths(sorted: baseline[...], current[...]).flatMap(StabilityIndex.index)
        jump = UnitJump.find(sorted: baseline[...], current[...])
        guard let scale, pairs.count > 0,
            var before = Histogram(low: scale.low, high: scale.high, bins: Self.bins),
            var after = Histogram(low: scale.low, high: scale.high, bins: Self.bins)
        else {
            histograms = nil
            distance = nil
            return
        }
        before.add(contentsOf: baseline)
        after.add(contentsOf: current)
        histograms = (before, after)
        distance = Divergence.jensenShannonDistance(
            Self.shares(before), Self.shares(after), base: .two)
    }

    /// The shares of the bins, what is outside counted to the outer ones.
    static func shares(_ histogram: Histogram) -> [Double] {
        var counts = histogram.counts
        guard let last = counts.indices.last, histogram.total > 0 else { return [] }
        counts[0] += histogram.below
        counts[last] += histogram.above
        return counts.map { Double($0) / Double(histogram.total) }
    }
}

/// The two decisions of pairs held against what became of them.
struct PairLabels: Sendable {
    /// Pairs whose label is positive or negative.
    let positives: Int
    let negatives: Int
    let areas: PairedArea?
    /// Right and wrong decisions at the thresholds in force: of pairs where both have one.
    let right: PairedDecisions?
    let before: Confusion?
    let after: Confusion?
    /// The cutoff on the current scores that calls the share that the baseline's thresholds call.
    let cutoff: Cutoff?
    let recut: Confusion?

    var count: Int { positives + negatives }

    init(_ pairs: DecisionPairs) {
        var (first, second): ([Double], [Double]) = ([], [])
        var labels: [Bool] = []
        var right = [0, 0, 0, 0]
        var (tallies, others) = ([0, 0, 0, 0], [0, 0, 0, 0])
        var called = 0
        var cuttable: [Double] = []
        for pair in 0..<pairs.count {
            let (one, cut) = (pairs.baselineScore(pair), pairs.baselineThreshold(pair))
            guard !cut.isNaN else { continue }
            cuttable.append(pairs.currentScore(pair))
            if one >= cut { called += 1 }
        }
        let cutoff = Cutoff.sameShare(
            called: called, of: cuttable.count, other: RadixSort.sorted(cuttable))
        var recut = [0, 0, 0, 0]
        for pair in 0..<pairs.count where pairs.isLabelled(pair) {
            let isPositive = pairs.classes[pair] == RowClasses.Code.positive
            let (one, other) = (pairs.baselineScore(pair), pairs.currentScore(pair))
            let (cut, otherCut) = (pairs.baselineThreshold(pair), pairs.currentThreshold(pair))
            first.append(one)
            second.append(other)
            labels.append(isPositive)
            func cell(_ isCalled: Bool) -> Int { (isCalled ? 0 : 2) + (isPositive == isCalled ? 0 : 1) }
            if !cut.isNaN {
                tallies[cell(one >= cut)] += 1
                if let cutoff { recut[cell(cutoff.score.map { other >= $0 } ?? false)] += 1 }
            }
            if !otherCut.isNaN { others[cell(other >= otherCut)] += 1 }
            if !cut.isNaN, !otherCut.isNaN {
                let (isRight, isOtherRight) = ((one >= cut) == isPositive, (other >= otherCut) == isPositive)
                right[(isRight ? 0 : 2) + (isOtherRight ? 0 : 1)] += 1
            }
        }
        positives = labels.count { $0 }
        negatives = labels.count - positives
        areas = PairedArea(first, second, labels: labels)
        self.right = PairedDecisions(
            both: right[0], firstOnly: right[1], secondOnly: right[2], neither: right[3])
        before = Self.confusion(tallies)
        after = Self.confusion(others)
        self.cutoff = cutoff
        self.recut = Self.confusion(recut)
    }

    /// Of positives and negatives that were called, then of negatives and positives that were not.
    private static func confusion(_ cells: [Int]) -> Confusion? {
        guard cells.reduce(0, +) > 0 else { return nil }
        return Confusion(
            truePositives: cells[0], falsePositives: cells[1], falseNegatives: cells[3],
            trueNegatives: cells[2])
    }

    /// By how much accuracy falls once the current scores are cut where they call as many; nil where either
    /// is not known.
    var drop: Double? {
        guard let before = before?.accuracy.rate, let after = recut?.accuracy.rate else { return nil }
        return before - after
    }

    /// The same at the thresholds in force.
    var rawDrop: Double? {
        guard let before = before?.accuracy.rate, let after = after?.accuracy.rate else { return nil }
        return before - after
    }
}
