import Glibc

/// A feature that has changed its unit: shares that became per cent, seconds that became milliseconds,
/// euros in thousands.
///
/// The rule, `Definitions.unitJump`: values that are 0 say nothing about a unit and are left out. Of what is
/// left, at least `leastCount` on either side, the magnitudes' quantiles at 5, 10, 25, 50, 75, 90 and 95 %
/// are divided, current over baseline. The candidate is the power of ten from `factors`, or its inverse, that
/// is nearest to the middle ratio, no further off than twice. It is the jump when
/// 1. all seven ratios lie within a band around it: 1.15 times for ten (1.05 when either sample is the same
///    from 5 to 95 %, which leaves a single ratio), 1.5 times for a hundred, twice from a thousand on; or
/// 2. undoing it makes the samples look alike: the Kolmogorov-Smirnov distance is less by 0.3 at least, and
///    at most half of what it is as they are, the range from 5 to 95 % having grown by the factor, give or
///    take √10 (a shift leaves it); 0.3 of what it is, where either sample has no such range.
/// The shares of negative values may differ by 0.1 at most: a unit does not turn signs.
package struct UnitJump: Sendable, Hashable {
    /// Values other than 0 that are needed on either side.
    package static let leastCount = 20
    /// What is looked for, and the inverse of each.
    package static let factors = [10, 100, 1_000, 1e6, 1e9]
    /// Where the quantiles are taken.
    package static let points = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95]

    /// What one of the baseline's units has become: 1000 for seconds that became milliseconds.
    package let factor: Double
    /// The least of the quantiles' ratios.
    package let leastRatio: Double
    /// The greatest of the quantiles' ratios.
    package let greatestRatio: Double

    /// The jump between two ascending samples; nil when there is none, or too little to tell.
    ///
    /// Cost: two passes and a copy when both signs occur; two more of each when a factor is near.
    package static func find(sorted baseline: ArraySlice<Double>, _ current: ArraySlice<Double>) -> UnitJump?
    {
        guard let before = Magnitudes(baseline), let after = Magnitudes(current),
            (before.negativeShare - after.negativeShare).magnitude <= 0.1,
            let candidate = Candidate(before.quantiles, after.quantiles)
        else { return nil }
        if candidate.isTight { return candidate.jump }
        guard let apart = EmpiricalGap(sorted: before.values, after.values)?.distance,
            let undone = EmpiricalGap(
                sorted: before.values, after.values.map { $0 / candidate.factor }[...])?.distance
        else { return nil }
        let (spread, newSpread) = (before.range, after.range)
        let most: Double
        if spread > 0, newSpread > 0 {
            let growth = newSpread / spread / candidate.factor
            most = growth * growth <= 10 && growth * growth >= 0.1 ? 0.5 : 0
        } else {
            most = 0.3
        }
        return undone <= most * apart && apart - undone >= 0.3 ? candidate.jump : nil
    }

    /// The jump between two vectors of quantiles of magnitudes other than 0, ascending and at the same
    /// points: the first part of the rule only. Nil when there is none, and unless all are over 0.
    package static func find(quantiles baseline: [Double], _ current: [Double]) -> UnitJump? {
        guard let candidate = Candidate(baseline, current), candidate.isTight else { return nil }
        return candidate.jump
    }

    /// What a sample has beside zeros.
    fileprivate struct Magnitudes {
        /// Ascending, with their signs.
        let values: ArraySlice<Double>
        let negativeShare: Double
        let quantiles: [Double]

        /// From the first quantile to the last.
        var range: Double { (quantiles.last ?? 0) - (quantiles.first ?? 0) }

        init?(_ sorted: ArraySlice<Double>) {
            let negative = BinEdges.count(sorted: sorted, below: 0)
            let zeros = BinEdges.count(sorted: sorted, upTo: 0) - negative
            let count = sorted.count - zeros
            guard count >= UnitJump.leastCount else { return nil }
            negativeShare = Double(negative) / Double(count)
            if negative == 0 || negative == count {
                values = negative == 0 ? sorted.dropFirst(zeros) : sorted.dropLast(zeros)
            } else {
                values = zeros == 0 ? sorted : sorted.prefix(negative) + sorted.suffix(count - negative)
            }
            let magnitudes: [Double]
            if negative == 0 {
                quantiles = UnitJump.points.compactMap { [values] in Quantile.linear(sorted: values, at: $0) }
                return
            } else if negative == count {
                magnitudes = values.reversed().map(\.magnitude)
            } else {
                magnitudes = values.map(\.magnitude).sorted()
            }
            quantiles = UnitJump.points.compactMap { Quantile.linear(sorted: magnitudes[...], at: $0) }
        }
    }

    /// The factor that is nearest to two vectors of quantiles.
    fileprivate struct Candidate {
        let factor: Double
        let ratios: [Double]
        let isTight: Bool

        init?(_ baseline: [Double], _ current: [Double]) {
            guard !baseline.isEmpty, baseline.count == current.count else { return nil }
            let ratios = zip(baseline, current).map { $1 / $0 }.sorted()
            guard let least = ratios.first, let greatest = ratios.last, least > 0, greatest < .infinity else {
                return nil
            }
            let middle = log(ratios[ratios.count / 2])
            var nearest: (size: Double, distance: Double)?
            for size in UnitJump.factors {
                let distance = (middle.magnitude - log(size)).magnitude
                if distance <= log(2.0), distance < nearest?.distance ?? .infinity {
                    nearest = (size, distance)
                }
            }
            guard let size = nearest?.size else { return nil }
            factor = middle > 0 ? size : 1 / size
            self.ratios = ratios
            let isFlat = baseline.first == baseline.last || current.first == current.last
            let band = size == 10 ? (isFlat ? 1.05 : 1.15) : size == 100 ? 1.5 : 2
            isTight = greatest / factor <= band && factor / least <= band
        }

        var jump: UnitJump {
            UnitJump(factor: factor, leastRatio: ratios[0], greatestRatio: ratios[ratios.count - 1])
        }
    }
}

/// A unit that changed for a part of the values: in one of several systems, or some time after a sample
/// began.
///
/// The rule, `Definitions.unitJumpPart`: the current values that lie beyond all of the baseline's, further
/// from 0 or nearer to it, are held against the whole baseline by the first part of the rule of `UnitJump`.
/// They have to be `leastShare` of the current values and not all. It finds only what leaves the baseline's
/// range: a unit a thousand times larger of numbers that differ by less.
package struct PartialUnitJump: Sendable, Hashable {
    package let jump: UnitJump
    /// Current values with the other unit.
    package let count: Int
    /// The share of the current values other than 0 that are they.
    package let share: Double

    /// The share from which on a part is looked at.
    package static let leastShare = 0.05

    /// The jump of a part of an ascending sample; nil when there is none. Cost: some searches and copies.
    package static func find(
        sorted baseline: ArraySlice<Double>, _ current: ArraySlice<Double>
    ) -> PartialUnitJump? {
        guard let least = baseline.first, let greatest = baseline.last else { return nil }
        let all =
            current.count - BinEdges.count(sorted: current, upTo: 0)
            + BinEdges.count(sorted: current, below: 0)
        let over = current.suffix(current.count - BinEdges.count(sorted: current, upTo: max(greatest, 0)))
        let under = current.prefix(BinEdges.count(sorted: current, below: min(least, 0)))
        if let jump = find(baseline, under + over, of: all) { return jump }
        // Nearer to 0 than any: only where all have one sign.
        if least > 0 {
            let from = BinEdges.count(sorted: current, upTo: 0)
            let to = BinEdges.count(sorted: current, below: least)
            return find(baseline, current.dropFirst(from).prefix(to - from), of: all)
        }
        guard greatest < 0 else { return nil }
        let from = BinEdges.count(sorted: current, upTo: greatest)
        let to = BinEdges.count(sorted: current, below: 0)
        return find(baseline, current.dropFirst(from).prefix(to - from), of: all)
    }

    private static func find(
        _ baseline: ArraySlice<Double>, _ part: ArraySlice<Double>, of all: Int
    ) -> PartialUnitJump? {
        guard part.count < all, Double(part.count) >= leastShare * Double(all),
            let before = UnitJump.Magnitudes(baseline), let after = UnitJump.Magnitudes(part),
            (before.negativeShare - after.negativeShare).magnitude <= 0.1,
            let candidate = UnitJump.Candidate(before.quantiles, after.quantiles), candidate.isTight
        else { return nil }
        return PartialUnitJump(
            jump: candidate.jump, count: part.count, share: Double(part.count) / Double(all))
    }
}

extension Definitions {
    /// Source: ours.
    package static let unitJumpPart = Definition(
        id: "unit-jump.part",
        statement:
            "unit-jump by 7 quantile ratios of the current values beyond the baseline's range, if 5 % or more."
    )

    /// Source: ours; the bands are such that no two months of the bank-marketing stream show a jump.
    package static let unitJump = Definition(
        id: "unit-jump.quantile-ratios",
        statement:
            "Power of ten that 7 quantile ratios of the magnitudes but 0 agree on, or whose undoing halves D."
    )
}
