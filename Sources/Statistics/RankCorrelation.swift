/// How two numbers of the same rows go together.
package struct Correlation: Sendable, Hashable {
    /// Between -1 and 1.
    package let coefficient: Double
    /// Rows.
    package let count: Int
    /// The two-sided probability of a coefficient at least as far from 0 if there were no connection; nil
    /// where there are too few rows to say.
    package let pValue: Double?

    /// The linear correlation. Nil when the arrays differ in length, with fewer than two rows, when either is
    /// constant, and when the spread is beyond a double. The sums are exact, so neither the order of rows nor
    /// which array comes first changes a bit. Cost: two passes. `Definitions.correlationPearson`.
    package static func pearson(_ first: [Double], _ second: [Double]) -> Correlation? {
        guard first.count == second.count, first.count > 1,
            let left = centred(first), let right = centred(second)
        else { return nil }
        var (products, firsts, seconds) = (ExactSum(), ExactSum(), ExactSum())
        for (x, y) in zip(left, right) {
            products.add(x * y)
            firsts.add(x * x)
            seconds.add(y * y)
        }
        let coefficient = products.total / (firsts.total * seconds.total).squareRoot()
        return Correlation(coefficient, count: first.count)
    }

    /// The correlation of ranks, tied values having the mean of their ranks. Nil when the arrays differ in
    /// length, with fewer than two rows, and when either is constant. Ranks are whole numbers, and so are the
    /// sums. Cost: O(n log n). `Definitions.correlationSpearman`.
    package static func spearman(_ first: [Double], _ second: [Double]) -> Correlation? {
        guard first.count == second.count, first.count > 1 else { return nil }
        let (left, right) = (centredRanks(first), centredRanks(second))
        var (products, firsts, seconds): (Int128, Int128, Int128) = (0, 0, 0)
        for (x, y) in zip(left, right) {
            products += Int128(x) * Int128(y)
            firsts += Int128(x) * Int128(x)
            seconds += Int128(y) * Int128(y)
        }
        guard firsts > 0, seconds > 0 else { return nil }
        let coefficient = Double(products) / (Double(firsts) * Double(seconds)).squareRoot()
        return Correlation(coefficient, count: first.count)
    }

    /// Kendall's tau-b: concordant less discordant pairs, over the geometric mean of the pairs not tied in
    /// either. Nil as for Spearman's. Cost: O(n log n), Knight's way. `Definitions.correlationKendall`.
    package static func kendall(_ first: [Double], _ second: [Double]) -> Correlation? {
        let count = first.count
        guard count == second.count, count > 1 else { return nil }
        let rows = zip(first, second).sorted { $0.0 < $1.0 || $0.0 == $1.0 && $0.1 < $1.1 }
        var (ties, joint) = (KendallTies(), 0)
        var run = 0
        var same = 0
        for index in 1...count {
            if index < count, rows[index].0 == rows[run].0 {
                if rows[index].1 == rows[same].1 { continue }
            }
            joint += pairs(index - same)
            same = index
            if index == count || rows[index].0 != rows[run].0 {
                ties.add(index - run)
                run = index
            }
        }
        var values = rows.map(\.1)
        let discordant = exchanges(&values)
        var otherTies = KendallTies()
        run = 0
        for index in 1...count where index == count || values[index] != values[run] {
            otherTies.add(index - run)
            run = index
        }
        let all = pairs(count)
        guard ties.pairs < all, otherTies.pairs < all else { return nil }
        let difference = Double(all - ties.pairs - otherTies.pairs + joint - 2 * discordant)
        let size = (Double(all - ties.pairs) * Double(all - otherTies.pairs)).squareRoot()
        let variance = KendallTies.variance(count, ties, otherTies)
        return Correlation(
            coefficient: min(1, max(-1, difference / size)), count: count,
            pValue: variance > 0 && count > 2 ? Normal.twoSided(difference / variance.squareRoot()) : nil)
    }

    private init(coefficient: Double, count: Int, pValue: Double?) {
        self.coefficient = coefficient
        self.count = count
        self.pValue = pValue
    }

    /// With the p of Student's t.
    private init?(_ coefficient: Double, count: Int) {
        guard coefficient.isFinite else { return nil }
        let cut = min(1, max(-1, coefficient))
        let degrees = Double(count - 2)
        var pValue: Double?
        if count > 2 {
            let rest = (1 - cut) * (1 + cut)
            pValue =
                rest > 0 ? StudentT.twoSided(cut * (degrees / rest).squareRoot(), degrees: degrees) : 0
        }
        self.init(coefficient: cut, count: count, pValue: pValue)
    }

    /// The values less their mean, on a scale where the farthest is 1; nil when they are constant.
    private static func centred(_ values: [Double]) -> [Double]? {
        guard let low = values.min(), let high = values.max(), low < high else { return nil }
        var sum = ExactSum()
        for value in values { sum.add(value) }
        let mean = sum.total / Double(values.count)
        let reach = max(high - mean, mean - low)
        guard reach.isFinite, reach > 0 else { return nil }
        return values.map { ($0 - mean) / reach }
    }

    /// Twice the mean rank of each value, counted from the middle.
    private static func centredRanks(_ values: [Double]) -> [Int] {
        let order = values.enumerated().map { (value: $1, row: $0) }.sorted { $0.value < $1.value }
        var ranks = [Int](repeating: 0, count: values.count)
        var start = 0
        while start < order.count {
            var end = start + 1
            while end < order.count, order[end].value == order[start].value { end += 1 }
            // Ranks start + 1 ... end, whose mean is (start + 1 + end) / 2.
            for index in start..<end { ranks[order[index].row] = start + 1 + end - (values.count + 1) }
            start = end
        }
        return ranks
    }

    fileprivate static func pairs(_ count: Int) -> Int { count * (count - 1) / 2 }

    /// Sorts the values and counts the neighbours that had to change places.
    private static func exchanges(_ values: inout [Double]) -> Int {
        var from = values
        var to = values
        var exchanged = 0
        var width = 1
        while width < from.count {
            var start = 0
            while start < from.count {
                let middle = min(start + width, from.count)
                let end = min(middle + width, from.count)
                var (left, right) = (start, middle)
                for place in start..<end {
                    if right == end || left < middle && from[left] <= from[right] {
                        to[place] = from[left]
                        left += 1
                    } else {
                        to[place] = from[right]
                        exchanged += middle - left
                        right += 1
                    }
                }
                start = end
            }
            swap(&from, &to)
            width *= 2
        }
        values = from
        return exchanged
    }
}

/// What the variance of Kendall's statistic needs of one side's ties.
private struct KendallTies {
    var pairs = 0
    var triples: Int128 = 0
    var weighted: Int128 = 0

    mutating func add(_ count: Int) {
        pairs += Correlation.pairs(count)
        let pairs = Int128(count) * Int128(count - 1)
        triples += pairs * Int128(count - 2)
        weighted += pairs * Int128(2 * count + 5)
    }

    static func variance(_ count: Int, _ one: KendallTies, _ other: KendallTies) -> Double {
        let pairs = Double(count) * Double(count - 1)
        let all = Int128(count) * Int128(count - 1) * Int128(2 * count + 5)
        var variance = Double(all - one.weighted - other.weighted) / 18
        variance += 2 * (Double(one.pairs) * Double(other.pairs)) / pairs
        guard count > 2 else { return variance }
        return variance + Double(one.triples) * Double(other.triples) / (9 * pairs * Double(count - 2))
    }
}

extension Definitions {
    /// Source: scipy.stats.pearsonr.
    package static let correlationPearson = Definition(
        id: "correlation.pearson",
        statement: "Σ dx dy / √(Σ dx² Σ dy²), d from the mean; p two-sided by Student's t, n - 2 degrees.")

    /// Source: Spearman (1904); scipy.stats.spearmanr.
    package static let correlationSpearman = Definition(
        id: "correlation.spearman",
        statement: "Pearson's of the ranks, ties having their mean rank; p by Student's t, n - 2 degrees.")

    /// Source: Kendall, "The Treatment of Ties in Ranking Problems", Biometrika 33 (1945); Knight, JASA 61
    /// (1966); scipy.stats.kendalltau(method="asymptotic").
    package static let correlationKendall = Definition(
        id: "correlation.kendall-tau-b",
        statement: "(C - D) / √((N - Tx)(N - Ty)) over N pairs; p by the normal law with the ties' variance.")
}
