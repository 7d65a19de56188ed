import Documents
import Model
import Statistics

/// What became of decisions at each cutoff, class by class, in money, and as estimated.
extension PerformancePage {
    private static let noCutoff = "no decision has a threshold"

    /// A row for each cutoff of each row.
    private func perCutoff(
        _ key: String, _ title: String, _ columns: [Table.Column],
        _ body: (PerformanceRow, CutoffFigures) -> [Value]
    ) -> Table {
        Table(
            key: key, title: title, columns: keyColumns + [Table.Column("at", "at")] + columns,
            rows: rows.flatMap { row in
                row.figures.cutoffs.map { cutoff in
                    cells(row) + [.text(cutoff.kind.rawValue)] + body(row, cutoff)
                }
            }, empty: "no decisions")
    }

    var called: Table {
        perCutoff(
            "cutoffs", "Called at each cutoff, and what became of them",
            [
                Table.Column("cutoff", "cutoff"), Table.Column("cutoff_highest", "highest cutoff"),
                Table.Column("called", "called"), Table.Column("share_called", "share called", bar: true),
                Table.Column("labelled", "labelled"), Table.Column("tp", "true positive"),
                Table.Column("fp", "false positive"), Table.Column("fn", "false negative"),
                Table.Column("tn", "true negative"), Table.Column("without_cutoff", "without cutoff"),
                Table.Column("cost", "cost"),
            ]
        ) { row, cutoff in
            let confusion = cutoff.confusion
            return [
                .number(cutoff.cutoffs?.lowerBound, else: Self.noCutoff),
                .number(cutoff.cutoffs?.upperBound, else: Self.noCutoff), .count(cutoff.called),
                .share(Int64(cutoff.called), of: Int64(cutoff.decisions), else: Self.noCutoff),
                .count(confusion.count), .count(confusion.truePositives), .count(confusion.falsePositives),
                .count(confusion.falseNegatives), .count(confusion.trueNegatives),
                .count(row.figures.count - cutoff.decisions),
                options.costs[row.key.group.model].map { .number($0.cost(confusion)) }
                    ?? .none(CostsInForce.missing),
            ]
        }
    }

    var rates: Table {
        perCutoff(
            "rates", "Rates at each cutoff, with 95 % intervals",
            RateCells.columns("precision", "precision", bar: true)
                + RateCells.columns("recall", "recall", bar: true)
                + RateCells.columns("specificity", "specificity")
                + RateCells.columns("accuracy", "accuracy") + [Table.Column("f1", "F1")]
        ) { _, cutoff in
            let confusion = cutoff.confusion
            let none = confusion.count == 0 ? Self.noLabels : nil
            return RateCells.cells(confusion.precision, else: none ?? "nothing was called")
                + RateCells.cells(confusion.recall, else: none ?? "no positive labels")
                + RateCells.cells(confusion.specificity, else: none ?? "no negative labels")
                + RateCells.cells(confusion.accuracy, else: none ?? "no labels") + [
                    .number(confusion.f1, else: none ?? "nothing was called and nothing was positive")
                ]
        }
    }

    var classes: Table {
        let columns = [
            Table.Column("class", "class"), Table.Column("labelled", "labelled"),
            Table.Column("predicted", "predicted"),
        ]
        let rows = rows.flatMap { row -> [[Value]] in
            guard let confusion = row.figures.cutoffs.first?.confusion else { return [] }
            let none = confusion.count == 0 ? Self.noLabels : nil
            let hits = 2 * confusion.trueNegatives
            let all = hits + confusion.falseNegatives + confusion.falsePositives
            return [
                cells(row) + [.text("positive"), .count(confusion.positives), .count(confusion.called)]
                    + RateCells.cells(confusion.precision, else: none ?? "none was predicted")
                    + RateCells.cells(confusion.recall, else: none ?? "no such label")
                    + [.number(confusion.f1, else: none ?? "no such class")],
                cells(row) + [.text("negative"), .count(confusion.negatives), .count(confusion.notCalled)]
                    + RateCells.cells(confusion.negativePredictiveValue, else: none ?? "none was predicted")
                    + RateCells.cells(confusion.specificity, else: none ?? "no such label")
                    + [all > 0 ? .number(Double(hits) / Double(all)) : .none(none ?? "no such class")],
            ]
        }
        return Table(
            key: "classes", title: "By class, at the thresholds in force",
            columns: keyColumns + columns + RateCells.columns("precision", "precision")
                + RateCells.columns("recall", "recall", bar: true) + [Table.Column("f1", "F1")],
            rows: rows, empty: "no decisions")
    }

    /// Nil when no outcome states money.
    var money: Table? {
        let hasMoney = rows.contains { row in
            row.figures.cutoffs.contains { $0.money.counts.contains { $0 > 0 } }
        }
        guard hasMoney else { return nil }
        let names = [
            ("tp", "true positive"), ("fp", "false positive"), ("fn", "false negative"),
            ("tn", "true negative"),
        ]
        return perCutoff(
            "money", "Money that outcomes state, by what became of the decision",
            names.flatMap { key, label in
                [Table.Column("value_\(key)", label), Table.Column("outcomes_\(key)", "outcomes")]
            }
        ) { _, cutoff in
            zip(cutoff.money.sums, cutoff.money.counts).flatMap { sum, count in
                [Value.number(sum, else: "no outcome states money"), .count(count)]
            }
        }
    }

    var estimated: Table {
        let metrics: [(PerformanceMetric, String)] = [
            (.auc, "auc"), (.accuracy, "accuracy"), (.precision, "precision"), (.recall, "recall"),
            (.specificity, "specificity"), (.f1, "f1"),
        ]
        let columns = [
            Table.Column("metric", "metric"), Table.Column("realised", "by labels"),
            Table.Column("labelled", "labelled"), Table.Column("estimated", "estimated"),
            Table.Column("low", "from"), Table.Column("high", "to"),
            Table.Column("unlabelled", "without label"), Table.Column("calibrated", "scores calibrated"),
        ]
        let tooFewToTell =
            options.family == .daybook
            ? "fewer than 10 labels of a class" : "too few labels for NannyML to tell"
        let rows = rows.flatMap { row -> [[Value]] in
            let confusion = row.figures.cutoffs.first?.confusion
            let realised = confusion.map { PerformanceValues(realised: row.figures.scores, $0) }
            let figures = row.figures.estimate
            let none = figures.reason ?? "nothing to divide by"
            return metrics.map { metric, name in
                let band = figures.estimate.flatMap { figures.error?.band($0, metric) }
                return cells(row) + [
                    .text(name), .number(realised?[metric], else: "no labels to tell by"),
                    .count(row.figures.evaluated), .number(figures.estimate?.values[metric], else: none),
                    .number(band?.low, else: figures.reason ?? "the labels do not tell the error"),
                    .number(band?.high, else: figures.reason ?? "the labels do not tell the error"),
                    .count(figures.count),
                    figures.reason.map(Value.none) ?? figures.isCalibrated.map(Value.flag)
                        ?? .none("\(tooFewToTell): taken as they are"),
                ]
            }
        }
        return Table(
            key: "estimated", title: "Estimated for decisions without a label, at the thresholds in force",
            columns: keyColumns + columns, rows: rows, empty: "no decisions")
    }
}
