/// How far two raters agree beyond chance.
package enum CohenKappa {
    /// How much a disagreement counts.
    package enum Weights: Sendable, Hashable, CaseIterable {
        /// Every one the same.
        case none
        /// By the distance of the categories' places.
        case linear
        /// By the square of it.
        case quadratic
    }

    /// The most categories taken.
    package static let categoriesMaximum = 10_000

    /// 1 less the observed disagreement over what chance would give. `table[i][j]` counts the cases that the
    /// first put into category i and the second into j.
    ///
    /// Nil when the table is not square, has a negative count or too many, is empty, or when chance gives no
    /// disagreement because both used one and the same category only. The sums are whole numbers, so swapping
    /// the raters changes nothing. Cost: the table's size. `Definitions.kappaCohen` and its weighted forms.
    package static func kappa(_ table: [[Int]], weights: Weights = .none) -> Double? {
        guard let total = total(table) else { return nil }
        let rows = table.map { $0.reduce(0, +) }
        let columns = table.indices.map { column in table.reduce(0) { $0 + $1[column] } }
        var (observed, expected): (Int128, Int128) = (0, 0)
        for row in table.indices {
            for column in table.indices where row != column {
                let distance = Int128((row - column).magnitude)
                let weight: Int128
                switch weights {
                case .none: weight = 1
                case .linear: weight = distance
                case .quadratic: weight = distance * distance
                }
                observed += weight * Int128(table[row][column])
                expected += weight * Int128(rows[row]) * Int128(columns[column])
            }
        }
        guard expected > 0 else { return nil }
        return 1 - Double(Int128(total) * observed) / Double(expected)
    }

    /// The cases that both put into the same category; nil as for `kappa`, but not for one category only.
    /// `Definitions.agreementPercent`.
    package static func agreement(_ table: [[Int]]) -> Proportion? {
        guard let total = total(table) else { return nil }
        let same = table.indices.reduce(0) { $0 + table[$1][$1] }
        return Proportion(hits: Int64(same), of: Int64(total))
    }

    /// The table of pairs of categories, each in 0..<categories; nil for one that is not.
    package static func table(_ pairs: [(first: Int, second: Int)], categories: Int) -> [[Int]]? {
        guard categories >= 1, categories <= categoriesMaximum else { return nil }
        var table = [[Int]](repeating: [Int](repeating: 0, count: categories), count: categories)
        for (first, second) in pairs {
            guard 0..<categories ~= first, 0..<categories ~= second else { return nil }
            table[first][second] += 1
        }
        return table
    }

    private static func total(_ table: [[Int]]) -> Int? {
        guard table.count <= categoriesMaximum, table.allSatisfy({ $0.count == table.count }) else {
            return nil
        }
        var total = 0
        for count in table.joined() {
            guard count >= 0, count <= LabelledScores.rowsMaximum - total else { return nil }
            total += count
        }
        return total > 0 ? total : nil
    }
}

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
    /// Source: Cohen, "A Coefficient of Agreement for Nominal Scales", Educational and Psychological
    /// Measurement 20 (1960); sklearn.metrics.cohen_kappa_score.
    package static let kappaCohen = Definition(
        id: "kappa.cohen",
        statement: "1 - observed over expected disagreement of two raters, from their own marginals.")

    /// Source: Cohen, Psychological Bulletin 70 (1968); cohen_kappa_score(weights="linear").
    package static let kappaLinear = Definition(
        id: "kappa.cohen.linear",
        statement: "As kappa.cohen, each disagreement weighted by the distance of the categories' places.")

    /// Source: Cohen, Psychological Bulletin 70 (1968); cohen_kappa_score(weights="quadratic").
    package static let kappaQuadratic = Definition(
        id: "kappa.cohen.quadratic",
        statement: "As kappa.cohen, each disagreement weighted by the squared distance of the places.")

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
