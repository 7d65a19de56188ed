import Glibc

/// How much one feature alone says about the label: much more than a feature can honestly know means that it
/// knows the label.
package struct FeaturePower: Sendable, Hashable {
    /// The area under the curve of the feature as a score; under 0.5 where a low value goes with positives.
    package let auc: Double
    /// Rows that it rests on.
    package let count: Int

    /// The area's distance from one half, 0 to 0.5.
    package var strength: Double { (auc - 0.5).magnitude }

    /// Rows of one category, split in two halves that know nothing of each other.
    package struct Category: Sendable, Hashable {
        /// Positives and negatives in the first half and in the second.
        package var first: (positives: Int, negatives: Int)
        package var second: (positives: Int, negatives: Int)

        package init(first: (positives: Int, negatives: Int), second: (positives: Int, negatives: Int)) {
            self.first = first
            self.second = second
        }

        package static func == (one: Category, other: Category) -> Bool {
            one.first == other.first && one.second == other.second
        }

        package func hash(into hasher: inout Hasher) {
            for count in [first.positives, first.negatives, second.positives, second.negatives] {
                hasher.combine(count)
            }
        }
    }

    /// Of a numeric feature: its values are the scores. Nil unless both labels are there.
    /// `Definitions.featureNumeric`.
    package static func numeric(_ values: LabelledScores) -> FeaturePower? {
        RankingQuality.auc(values).map { FeaturePower(auc: $0, count: values.count) }
    }

    /// Of a categorical feature: each category's rate of positives in one half scores the other half, and the
    /// two areas are averaged by their pairs of rows. A category that the other half does not have gets that
    /// half's base rate. As no row scores itself, many rare categories do not look like knowledge.
    ///
    /// A row belongs to the first half when its place (such as its position in the ledger) is even. Nil
    /// unless both halves have both labels, or a count is negative or over `LabelledScores.rowsMaximum`. The
    /// order of categories does not matter. Cost: O(k log k). `Definitions.featureCategorical`.
    package static func categorical(_ categories: [Category]) -> FeaturePower? {
        let first = categories.map(\.first)
        let second = categories.map(\.second)
        guard let one = scored(second, by: first), let other = scored(first, by: second),
            let oneArea = RankingQuality.auc(one), let otherArea = RankingQuality.auc(other)
        else { return nil }
        let onePairs = Double(one.positives) * Double(one.negatives)
        let otherPairs = Double(other.positives) * Double(other.negatives)
        let auc = (oneArea * onePairs + otherArea * otherPairs) / (onePairs + otherPairs)
        return FeaturePower(auc: auc, count: one.count + other.count)
    }

    /// Of whether a feature is missing: that is the score. Over 0.5 where missing goes with positives. Nil
    /// unless both labels are there, and for negative counts. `Definitions.featureMissing`.
    package static func missing(
        missing: (positives: Int, negatives: Int), present: (positives: Int, negatives: Int)
    ) -> FeaturePower? {
        let tallies = [
            LabelledScores.Tally(score: 0, positives: present.positives, negatives: present.negatives),
            LabelledScores.Tally(score: 1, positives: missing.positives, negatives: missing.negatives),
        ]
        return LabelledScores(tallies: tallies).flatMap(numeric)
    }

    private static func scored(
        _ rows: [(positives: Int, negatives: Int)], by other: [(positives: Int, negatives: Int)]
    ) -> LabelledScores? {
        var (positives, negatives) = (0, 0)
        for counts in other {
            guard counts.positives >= 0, counts.negatives >= 0,
                max(counts.positives, counts.negatives) <= LabelledScores.rowsMaximum
            else { return nil }
            positives += counts.positives
            negatives += counts.negatives
            guard max(positives, negatives) <= LabelledScores.rowsMaximum else { return nil }
        }
        guard positives > 0, negatives > 0 else { return nil }
        let base = Double(positives) / Double(positives + negatives)
        return LabelledScores(
            unordered: zip(rows, other).map { row, known in
                let count = known.positives + known.negatives
                return LabelledScores.Tally(
                    score: count > 0 ? Double(known.positives) / Double(count) : base,
                    positives: row.positives, negatives: row.negatives)
            })
    }
}

/// How much two groupings of the same rows say about each other.
package struct MutualInformation: Sendable, Hashable {
    /// In bits; 0 for independent ones.
    package let bits: Double
    /// Less the bias that few rows bring (Miller and Madow), not below 0.
    package let corrected: Double
    /// `bits` over what there is to know of the columns, 0 to 1; nil when there is nothing.
    package let share: Double?

    /// Of a table of counts: rows such as categories or bins, columns such as labels. Nil when the table is
    /// not rectangular, has no rows or a negative count or too many. Neither the order of rows nor of columns
    /// changes a bit. Cost: the table's size. `Definitions.mutualInformation`.
    package init?(_ table: [[Int]]) {
        let width = table.first?.count ?? 0
        var total = 0
        guard table.allSatisfy({ $0.count == width }) else { return nil }
        for count in table.joined() {
            guard count >= 0, count <= LabelledScores.rowsMaximum - total else { return nil }
            total += count
        }
        guard total > 0 else { return nil }
        let rows = table.map { $0.reduce(0, +) }
        let columns = (0..<width).map { column in table.reduce(0) { $0 + $1[column] } }
        var (information, entropy) = (ExactSum(), ExactSum())
        var cells = 0
        for (row, counts) in zip(rows, table) {
            for (column, count) in zip(columns, counts) where count > 0 {
                cells += 1
                let ratio = Double(Int128(count) * Int128(total)) / Double(Int128(row) * Int128(column))
                information.add(Double(count) / Double(total) * log2(ratio))
            }
        }
        for column in columns where column > 0 {
            entropy.add(-Double(column) / Double(total) * log2(Double(column) / Double(total)))
        }
        let rowsUsed = rows.count { $0 > 0 }
        let columnsUsed = columns.count { $0 > 0 }
        // What the cells' bias adds, and the margins' takes off.
        let bias = Double(cells - rowsUsed - columnsUsed + 1) / (2 * Double(total)) / log(2)
        bits = max(0, information.total)
        corrected = max(0, bits - bias)
        share = entropy.total > 0 ? min(1, bits / entropy.total) : nil
    }
}

extension Definitions {
    /// Source: auc.mann-whitney of the feature's values.
    package static let featureNumeric = Definition(
        id: "feature-power.numeric",
        statement: "auc.mann-whitney of the feature's values as scores; strength is |AUC - 0.5|.")

    /// Source: here; target encoding across two folds.
    package static let featureCategorical = Definition(
        id: "feature-power.categorical.halves",
        statement:
            "AUC of the category's rate of positives in the other half (even or odd place); pair-weighted mean."
    )

    /// Source: auc.mann-whitney of 1 for missing and 0 for present.
    package static let featureMissing = Definition(
        id: "feature-power.missing",
        statement: "auc.mann-whitney of whether the feature is missing, ties half.")

    /// Source: Shannon (1948); Miller, "Note on the Bias of Information Estimates" (1955);
    /// sklearn.metrics.mutual_info_score over ln 2.
    package static let mutualInformation = Definition(
        id: "mutual-information.bits",
        statement:
            "Σ p(x,y) log2(p(x,y)/(p(x)p(y))); corrected by (cells - rows - columns + 1)/(2n ln 2), not below 0."
    )
}
