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

    /// The standard error of `kappa` in many cases; nil as for `kappa`, and when it is 0. Cost: the table's
    /// size. `Definitions.kappaError`.
    package static func error(_ table: [[Int]], weights: Weights = .none) -> Double? {
        guard let kappa = kappa(table, weights: weights), let total = total(table) else { return nil }
        let count = Double(total)
        let rows = table.map { Double($0.reduce(0, +)) / count }
        let columns = table.indices.map { column in Double(table.reduce(0) { $0 + $1[column] }) / count }
        // How much an agreement counts: 1 on the diagonal, 0 at the farthest.
        func weight(_ row: Int, _ column: Int) -> Double {
            let distance = Double((row - column).magnitude) / Double(table.count - 1)
            switch weights {
            case .none: return row == column ? 1 : 0
            case .linear: return 1 - distance
            case .quadratic: return 1 - distance * distance
            }
        }
        // The mean weight of a first rater's category over the second's choices, and the other way round.
        var (ofRows, ofColumns): ([Double], [Double]) = ([], [])
        var expected = ExactSum()
        for one in table.indices {
            var (row, column) = (ExactSum(), ExactSum())
            for other in table.indices {
                row.add(weight(one, other) * columns[other])
                column.add(weight(other, one) * rows[other])
                expected.add(weight(one, other) * (rows[one] * columns[other]))
            }
            ofRows.append(row.total)
            ofColumns.append(column.total)
        }
        let chance = expected.total
        var sum = ExactSum()
        for row in table.indices {
            for column in table.indices {
                let part = weight(row, column) - (ofRows[row] + ofColumns[column]) * (1 - kappa)
                sum.add(Double(table[row][column]) / count * (part * part))
            }
        }
        let centre = kappa - chance * (1 - kappa)
        let variance = (sum.total - centre * centre) / ((1 - chance) * (1 - chance)) / count
        return variance > 0 && variance.isFinite ? variance.squareRoot() : nil
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

    /// Source: Fleiss, Cohen and Everitt, "Large Sample Standard Errors of Kappa and Weighted Kappa",
    /// Psychological Bulletin 72 (1969); statsmodels' cohens_kappa.
    package static let kappaError = Definition(
        id: "kappa.cohen.error",
        statement: "√((Σ p (w - (w̄row + w̄col)(1-κ))² - (κ - pe(1-κ))²) / n) / (1 - pe), for any weights.")
}
