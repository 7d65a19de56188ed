import Documents
import JSON
import Model
import Statistics

/// Lays out where a change comes from.
struct SlicesPage {
    let figure: SliceFigure
    let attributes: [SliceAttribute]
    /// Names that were not looked at.
    let ignored: [String]
    /// Nil when either side has nothing that counts for the figure.
    let ranking: SliceRanking?
    let current: SliceReader.Found
    let scale: Bins.Scale?
    let top: Int
    let significance: Double

    static let definitions = [
        "slices.contribution", "slices.confident-miss", "label.current", "threshold.in-force",
        Definitions.proportionsPooledZ.id, Definitions.bonferroni.id, Definitions.quantileLinear.id,
    ]

    private func name(_ share: SliceShare) -> String {
        zip(share.attributes, share.codes).map { attribute, code in
            "\(attributes[attribute].name) = \(attributes[attribute].values[code])"
        }.joined(separator: " and ")
    }

    private func isMoreThanChance(_ share: SliceShare) -> Bool {
        share.corrected.map { $0 < significance } ?? false
    }

    var findings: [Finding] {
        guard let ranking, let before = ranking.baseline.rate, let now = ranking.current.rate else {
            return []
        }
        var found: [Finding] = []
        for share in ranking.top(top) where isMoreThanChance(share) && share.contribution * (now - before) > 0
        {
            found.append(
                Finding(
                    .warning, code: "slice",
                    text:
                        "\(name(share)): \(figure.words) went from \(Self.percent(share.baseline.rate)) to "
                        + "\(Self.percent(share.current.rate)), and brings \(Self.points(share.contribution)) of the "
                        + "\(Self.points(now - before)) that all decisions moved.",
                    evidence: [
                        Fact("slice", "slice", .text(name(share))),
                        Fact("contribution", "contribution", .number(share.contribution)),
                        Fact("change", "change of all", .number(now - before)),
                    ]))
        }
        let misses = current.falsePositives.confident + current.falseNegatives.confident
        if misses > 0 {
            found.append(
                Finding(
                    .notice, code: "confident-misses",
                    text:
                        "\(current.falsePositives.confident) negative outcomes had a score near the top of the scale, and "
                        + "\(current.falseNegatives.confident) positive ones a score near its bottom.",
                    evidence: [
                        Fact("high", "negatives with a high score", .count(current.falsePositives.confident)),
                        Fact("low", "positives with a low score", .count(current.falseNegatives.confident)),
                    ]))
        }
        return found
    }

    private static func percent(_ rate: Double?) -> String {
        rate.map { ValueFormat.people(.share($0)) } ?? "none"
    }

    /// Points of a hundred with one decimal and their sign.
    private static func points(_ difference: Double) -> String {
        let tenths = Int((difference.magnitude * 1_000).rounded())
        return "\(difference < 0 ? "-" : "+")\(tenths / 10).\(tenths % 10) points"
    }

    func sections(_ request: Request) throws -> [Section] {
        var sections: [Section] = current.leftOut.notes
        if ranking == nil {
            sections.append(
                .note(
                    key: "no_data",
                    text:
                        "One of the sides has no decision that counts for the \(figure.words): nothing can be "
                        + "held responsible for a change."))
        }
        sections.append(.facts(whole))
        sections.append(.table(table))
        sections.append(.table(misses))
        sections.append(
            .table(
                try examples(
                    "false_positives", "Worst false positives", current.falsePositives, request)))
        sections.append(
            .table(
                try examples(
                    "false_negatives", "Worst false negatives", current.falseNegatives, request)))
        return sections
    }

    private var whole: FactList {
        let none = "nothing counts"
        let (before, now) = (ranking?.baseline, ranking?.current)
        return FactList(
            key: "all", title: "All decisions",
            facts: [
                Fact("figure", "figure", .text(figure.rawValue)),
                Fact("words", "which is the", .text(figure.words)),
                Fact("baseline_count", "baseline counts", before.map { .integer($0.count) } ?? .none(none)),
                Fact("baseline", "baseline", before?.rate.map(Value.share) ?? .none(none)),
                Fact("current_count", "current counts", now.map { .integer($0.count) } ?? .none(none)),
                Fact("current", "current", now?.rate.map(Value.share) ?? .none(none)),
                Fact("tried", "slices looked at", .count(ranking?.tried ?? 0)),
                Fact("attributes", "cut by", .list(attributes.map(\.name))),
                Fact("not_cut_by", "not cut by, there being too many", .list(ignored)),
            ])
    }

    private var table: Table {
        Table(
            key: "slices", title: "What contributes most",
            columns: [
                Table.Column("slice", "slice"), Table.Column("baseline_count", "baseline"),
                Table.Column("current_count", "current"), Table.Column("baseline", "figure before"),
                Table.Column("current", "figure now"), Table.Column("contribution", "contribution"),
                Table.Column("by_rate", "by its own change"), Table.Column("by_mix", "by its share"),
                Table.Column("p", "p"), Table.Column("p_corrected", "corrected p"),
                Table.Column("beyond_chance", "beyond chance"),
            ],
            rows: (ranking?.top(top) ?? []).map { share in
                [
                    .text(name(share)), .integer(share.baseline.count), .integer(share.current.count),
                    share.baseline.rate.map(Value.share) ?? .none("nothing counts"),
                    share.current.rate.map(Value.share) ?? .none("nothing counts"),
                    .number(share.contribution), .number(share.byRate), .number(share.byMix),
                    .number(share.p.map(Printed.rounded), else: "no test"),
                    .number(share.corrected.map(Printed.rounded), else: "no test"),
                    .flag(isMoreThanChance(share)),
                ]
            }, empty: "no slice has enough decisions on both sides")
    }

    private var misses: Table {
        func row(_ kind: String, _ misses: WorstMisses, _ bound: String) -> [Value] {
            let values = misses.values
            let sum = RadixSort.sorted(values).reduce(0, +)
            return [
                .text(kind), .text(bound), .count(misses.confident), .count(values.count),
                values.isEmpty ? .none("no decision states a value") : .number(sum),
            ]
        }
        guard scale != nil else {
            return Table(key: "misses", title: "Confident misses", columns: [], rows: [], empty: "no scores")
        }
        return Table(
            key: "misses", title: "Confident misses",
            columns: [
                Table.Column("kind", "kind"), Table.Column("score", "score"),
                Table.Column("decisions", "decisions"), Table.Column("valued", "with a value"),
                Table.Column("value", "value in all"),
            ],
            rows: [
                row("negative outcome", current.falsePositives, "high"),
                row("positive outcome", current.falseNegatives, "low"),
            ])
    }

    private func examples(
        _ key: String, _ title: String, _ misses: WorstMisses, _ request: Request
    ) throws -> Table {
        let rows: [[Value]] = try misses.misses.map { miss in
            let record = try request.record(at: miss.position)
            let event = try Request.event(of: record)
            guard case .decision(let decision) = event.body else {
                throw QueryFailure(.damaged, "position \(miss.position) is no decision")
            }
            let fields = DecisionFields(event, decision)
            return [
                .number(miss.score), .position(miss.position), .text(event.id.text), .time(event.at),
                .json(Self.json(fields.segments)), .json(Self.json(fields.features)),
            ]
        }
        return Table(
            key: key, title: title,
            columns: [
                Table.Column("score", "score"), Table.Column("position", "position"),
                Table.Column("id", "decision"), Table.Column("at", "at"),
                Table.Column("segments", "segments"), Table.Column("features", "features"),
            ], rows: rows, empty: "none")
    }

    /// Names and values of a table whose first columns they are, as a JSON object.
    private static func json(_ table: Table) -> String {
        JSONValue.object(
            table.rows.compactMap { row in
                guard row.count > 1, case .text(let name) = row[0] else { return nil }
                let value: JSONValue =
                    switch row[1] {
                    case .text(let text): .string(text)
                    case .number(let number): .number(number)
                    case .integer(let integer): .integer(integer)
                    case .flag(let flag): .boolean(flag)
                    default: .null
                    }
                return (name: name, value: value)
            }
        ).text
    }
}
