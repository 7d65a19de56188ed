/// How far any number of raters agree beyond chance, ratings missing here and there.
package struct KrippendorffAlpha: Sendable {
    /// What makes two values differ more or less.
    package enum Level: Sendable, Hashable {
        /// All different values differ the same.
        case nominal
        /// By the ratings that lie between.
        case ordinal
        /// By the square of their difference.
        case interval
    }

    /// The values that ratings may have, ascending strictly.
    private let values: [Double]
    /// `units[u][v]`: how many raters gave unit u the value v. Only those with two ratings or more.
    private let units: [[Int]]

    /// Of units as counts per value. `values` ascend strictly; their places are what is counted. Nil when
    /// they do not, when a unit has another number of counts, or a count is negative or over 2^20.
    package init?(values: [Double], units: [[Int]]) {
        guard values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return nil
        }
        for unit in units {
            guard unit.count == values.count, unit.allSatisfy({ $0 >= 0 && $0 <= 1 << 20 }) else {
                return nil
            }
        }
        self.values = values
        self.units = units.filter { $0.reduce(0, +) > 1 }
    }

    /// Of each rater's ratings, unit by unit, nil where the rater gave none. Nil when a rating is not finite
    /// or raters have different numbers of units.
    package init?(ratings: [[Double?]]) {
        let values = Set(ratings.joined().compactMap { $0.map { $0 + 0 } }).sorted()
        let count = ratings.first?.count ?? 0
        guard values.allSatisfy(\.isFinite), ratings.allSatisfy({ $0.count == count }) else { return nil }
        var units = [[Int]](repeating: [Int](repeating: 0, count: values.count), count: count)
        for rater in ratings {
            for (unit, rating) in rater.enumerated() {
                guard let rating else { continue }
                var (low, high) = (0, values.count)
                while high - low > 1 {
                    let middle = (low + high) / 2
                    if values[middle] <= rating { low = middle } else { high = middle }
                }
                units[unit][low] += 1
            }
        }
        self.init(values: values, units: units)
    }

    /// Ratings in units that have at least two.
    package var pairable: Int { units.reduce(0) { $0 + $1.reduce(0, +) } }

    /// 1 less the observed disagreement over the one of all ratings mixed; nil when no unit has two ratings
    /// and when all ratings are the same. Neither the order of units nor of raters changes a bit. Cost:
    /// units times values squared. `Definitions.alphaNominal` and the other two.
    package func alpha(_ level: Level) -> Double? {
        let totals = values.indices.map { value in units.reduce(0) { $0 + $1[value] } }
        let count = totals.reduce(0, +)
        guard count > 1 else { return nil }
        let distances = distances(level, totals)
        // Units with as many ratings weigh the same, so their pairs are counted in whole numbers first.
        let sizes = Set(units.map { $0.reduce(0, +) }).sorted()
        var observed = 0.0
        for size in sizes {
            var sum = 0.0
            let group = units.filter { $0.reduce(0, +) == size }
            for one in values.indices {
                for other in values.indices where other > one {
                    let pairs = group.reduce(0) { $0 + $1[one] * $1[other] }
                    sum += Double(2 * pairs) * distances[one][other]
                }
            }
            observed += sum / Double(size - 1)
        }
        var expected = 0.0
        for one in values.indices {
            for other in values.indices where other > one {
                expected += 2 * Double(totals[one]) * Double(totals[other]) * distances[one][other]
            }
        }
        guard expected > 0, expected.isFinite, observed.isFinite else { return nil }
        return 1 - Double(count - 1) * observed / expected
    }

    /// The pairs of ratings of one unit that are the same, of all such pairs. `Definitions.agreementPercent`.
    package var agreement: Proportion? {
        var (same, all) = (0, 0)
        for unit in units {
            let size = unit.reduce(0, +)
            all += size * (size - 1) / 2
            same += unit.reduce(0) { $0 + $1 * ($1 - 1) / 2 }
        }
        return Proportion(hits: Int64(same), of: Int64(all))
    }

    private func distances(_ level: Level, _ totals: [Int]) -> [[Double]] {
        values.indices.map { one in
            values.indices.map { other in
                guard other > one else { return 0 }
                switch level {
                case .nominal: return 1
                case .ordinal:
                    let between = totals[one...other].reduce(0, +)
                    let reach = Double(between) - Double(totals[one] + totals[other]) / 2
                    return reach * reach
                case .interval:
                    let reach = values[other] - values[one]
                    return reach * reach
                }
            }
        }
    }
}

extension Definitions {
    /// Source: Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011); PyPI krippendorff.
    package static let alphaNominal = Definition(
        id: "alpha.krippendorff.nominal",
        statement: "1 - Do/De over pairs within units of two ratings or more; all differences count the same."
    )

    /// Source: as for nominal.
    package static let alphaOrdinal = Definition(
        id: "alpha.krippendorff.ordinal",
        statement:
            "1 - Do/De; differences by the square of the ratings from one value to the other, ends half.")

    /// Source: as for nominal.
    package static let alphaInterval = Definition(
        id: "alpha.krippendorff.interval",
        statement: "1 - Do/De; differences by their square.")

    /// Source: plain.
    package static let agreementPercent = Definition(
        id: "agreement.percent",
        statement: "Pairs of ratings of one case that are the same, over all such pairs.")
}
