import Glibc

/// Two samples that are compared stratum by stratum, such as Mondays with Mondays: what only changes how many
/// rows are in each stratum is no difference.
package struct StratifiedTest: Sendable, Hashable {
    /// The size of the difference: `Definitions.stratifiedDistance` for numbers,
    /// `Definitions.stratifiedVariation` for categories.
    package let effect: Double
    /// `Definitions.stratifiedFisher` for numbers, `Definitions.stratifiedChiSquared` for categories.
    package let p: Double
    /// Strata that both samples have values in.
    package let strata: Int
    /// Values of either sample in these strata.
    package let baselineCount: Int
    package let currentCount: Int

    /// Under this the effect is what rounding leaves.
    private static let roundOff = 1e-12

    /// Numbers, parted into the same strata on both sides. Nil when no stratum has values of both.
    ///
    /// Cost: some passes; p of a stratum is exact up to 1,000 values on either side, else the asymptotic one.
    package static func numeric(_ baseline: GroupedSample, _ current: GroupedSample) -> StratifiedTest? {
        let (before, after) = (baseline.parted(), current.parted())
        return numeric(baseline, current) {
            EmpiricalGap(sorted: before[$0], after[$0])
        } effect: {
            distance(baseline, current, $0, total: $1)
        }
    }

    /// The same of values that repeat. Cost: some passes over the different values.
    package static func numeric(_ baseline: GroupedCounts, _ current: GroupedCounts) -> StratifiedTest? {
        numeric(baseline, current) {
            EmpiricalGap(counted: baseline.part($0), current.part($0))
        } effect: {
            distance(baseline, current, $0, total: $1)
        }
    }

    private static func numeric<Groups: GroupedNumbers>(
        _ baseline: Groups, _ current: Groups, gap: (_ stratum: Int) -> EmpiricalGap?,
        effect: (_ shared: [Int], _ total: Int) -> Double
    ) -> StratifiedTest? {
        guard baseline.groupCount == current.groupCount else { return nil }
        let shared = (0..<baseline.groupCount).filter { baseline.counts[$0] > 0 && current.counts[$0] > 0 }
        guard !shared.isEmpty else { return nil }
        var logs = ExactSum()
        var isZero = false
        for stratum in shared {
            guard let gap = gap(stratum) else { continue }
            let p =
                max(gap.first, gap.second) <= 1_000
                ? KolmogorovSmirnov.exact(gap) : KolmogorovSmirnov.asymptotic(gap)
            if p > 0 { logs.add(-2 * log(p)) } else { isZero = true }
        }
        let p = isZero ? 0 : ChiSquared.survival(max(logs.total, 0), degrees: 2 * shared.count) ?? 1
        let counts = shared.reduce((0, 0)) { ($0.0 + baseline.counts[$1], $0.1 + current.counts[$1]) }
        return StratifiedTest(
            effect: effect(shared, counts.1), p: p, strata: shared.count, baselineCount: counts.0,
            currentCount: counts.1)
    }

    /// What the values of each of the baseline's strata count, so that they have the current shares.
    private static func weights<Groups: GroupedNumbers>(
        _ baseline: Groups, _ current: Groups, _ shared: [Int], total: Int
    ) -> [Double] {
        var weights = [Double](repeating: 0, count: baseline.groupCount)
        for stratum in shared {
            weights[stratum] =
                Double(current.counts[stratum]) / (Double(total) * Double(baseline.counts[stratum]))
        }
        return weights
    }

    /// As of sorted samples, over the different values.
    private static func distance(
        _ baseline: GroupedCounts, _ current: GroupedCounts, _ shared: [Int], total: Int
    ) -> Double {
        let weights = weights(baseline, current, shared, total: total)
        let (first, second) = (baseline.whole.values, current.whole.values)
        var (index, place, count) = (0, 0, 0)
        var (sum, largest) = (0.0, 0.0)
        while index < first.count || place < second.count {
            let value = min(
                index < first.count ? first[index] : .infinity,
                place < second.count ? second[place] : .infinity)
            if index < first.count, first[index] <= value {
                for stratum in shared {
                    let seen = baseline.count(index, of: stratum)
                    if seen > 0 { sum += Double(seen) * weights[stratum] }
                }
                index += 1
            }
            if place < second.count, second[place] <= value {
                for stratum in shared { count += current.count(place, of: stratum) }
                place += 1
            }
            largest = max(largest, (sum - Double(count) / Double(total)).magnitude)
        }
        return largest < roundOff ? 0 : min(largest, 1)
    }

    /// The largest distance of the current distribution function from that of the baseline whose strata have
    /// the current shares.
    private static func distance(
        _ baseline: GroupedSample, _ current: GroupedSample, _ shared: [Int], total: Int
    ) -> Double {
        let weights = weights(baseline, current, shared, total: total)
        let (first, second) = (baseline.values.span, current.values.span)
        let (codes, others) = (baseline.groups.span, current.groups.span)
        var seen = [Int](repeating: 0, count: weights.count)
        var (index, place, count) = (0, 0, 0)
        var (sum, largest) = (0.0, 0.0)
        while index < first.count || place < second.count {
            let value =
                index == first.count
                ? second[place] : place == second.count ? first[index] : min(first[index], second[place])
            let (start, from) = (index, place)
            while index < first.count, first[index] <= value { index += 1 }
            if index == start + 1 {
                sum += weights[Int(codes[start])]
            } else if index > start {
                // By stratum, so that the order of equal values does not show in the last digits.
                for row in start..<index { seen[Int(codes[row])] += 1 }
                for stratum in shared where seen[stratum] > 0 {
                    sum += Double(seen[stratum]) * weights[stratum]
                }
                for row in start..<index { seen[Int(codes[row])] = 0 }
            }
            while place < second.count, second[place] <= value {
                if weights[Int(others[place])] > 0 { count += 1 }
                place += 1
            }
            guard index + place > start + from else { break }
            largest = max(largest, (sum - Double(count) / Double(total)).magnitude)
        }
        return largest < roundOff ? 0 : min(largest, 1)
    }

    /// Categories: by stratum, the counts of the same cells on both sides. Nil when no stratum has values of
    /// both.
    package static func categorical(_ strata: [CountPair]) -> StratifiedTest? {
        let shared = strata.filter(\.hasBoth)
        guard let cells = shared.first?.baseline.count, shared.allSatisfy({ $0.baseline.count == cells })
        else { return nil }
        var sum = ExactSum()
        var degrees = 0
        for counts in shared {
            guard let test = ChiSquaredTest.pooled(counts), let statistic = test.statistic else { continue }
            sum.add(statistic)
            degrees += test.degrees
        }
        let p = degrees > 0 ? ChiSquared.survival(sum.total, degrees: degrees) ?? 1 : 1
        let total = shared.reduce(0) { $0 + $1.currentTotal }
        var difference = ExactSum()
        for cell in 0..<cells {
            var expected = ExactSum()
            var found = 0
            for counts in shared {
                expected.add(
                    Double(counts.baseline[cell]) * Double(counts.currentTotal)
                        / (Double(counts.baselineTotal) * Double(total)))
                found += counts.current[cell]
            }
            difference.add((expected.total - Double(found) / Double(total)).magnitude)
        }
        let effect = min(difference.total / 2, 1)
        return StratifiedTest(
            effect: effect < roundOff ? 0 : effect, p: p, strata: shared.count,
            baselineCount: shared.reduce(0) { $0 + $1.baselineTotal }, currentCount: total)
    }
}

extension Definitions {
    /// Source: direct standardisation, as of rates in epidemiology, of a distribution function.
    package static let stratifiedDistance = Definition(
        id: "ks.distance.stratified",
        statement: "Largest |Σ w F1 - F2| over x: F1 of each stratum of the baseline, w its current share.")

    /// Source: Fisher, "Statistical Methods for Research Workers", 4th ed. (1932), section 21.1;
    /// scipy.stats.combine_pvalues.
    package static let stratifiedFisher = Definition(
        id: "ks.p.strata-fisher",
        statement:
            "Chi-squared p of -2 Σ ln p over the strata, twice as many degrees; exact p up to 1,000 values.")

    /// Source: sums of independent chi-squared statistics, Cochran, "Some Methods for Strengthening the
    /// Common χ² Tests", Biometrics 10 (1954).
    package static let stratifiedChiSquared = Definition(
        id: "chi-squared.strata-sum",
        statement: "Sum of chi-squared.contingency.pooled-5 over the strata, with the sum of their degrees.")

    /// Source: as ks.distance.stratified, over categories.
    package static let stratifiedVariation = Definition(
        id: "total-variation.stratified",
        statement: "½ Σ |Σ w p - q| over all cells: p of each stratum of the baseline, w its current share.")
}
