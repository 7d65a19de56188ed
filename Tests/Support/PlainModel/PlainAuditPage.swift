import Model

/// The tables and findings of an audit.
struct PlainAuditPage {
    let scope: PlainScope
    let models: [PlainAudited]
    let unmatched: PlainUnmatched
    private let tables: [[PlainDecay.Table]]
    private let comparisons: [[PlainDecay.Comparison]]
    /// Comparisons made in the whole audit.
    private var count: Int { comparisons.reduce(0) { $0 + $1.count } }

    init(scope: PlainScope, models: [PlainAudited], unmatched: PlainUnmatched) {
        self.scope = scope
        self.models = models
        self.unmatched = unmatched
        tables = models.map { $0.decay.tables() }
        comparisons = tables.map { $0.flatMap { $0.comparisons() } }
    }

    private static let tallyColumns = [
        "decisions", "labelled", "rate", "labelled_within", "rate_within", "mature", "positive", "negative",
        "base_rate", "pending", "overdue", "unmapped", "excluded", "corrected", "label_changed", "withdrawn",
    ]

    func tables(_ document: inout PlainDocument) {
        document.table(
            "labels", ["model", "stretch"] + Self.tallyColumns,
            models.flatMap { model in
                [
                    (
                        scope.label,
                        model.tally(
                            from: scope.period.lowerBound.microseconds,
                            to: scope.period.upperBound.microseconds)
                    ),
                    ("newest four mature weeks", model.fourWeeks(back: 0)),
                    ("four weeks before those", model.fourWeeks(back: 1)), ("52 weeks", model.year),
                ].map { [.text(model.name), .text($0.0)] + model.cells($0.1) }
            })
        weeks(&document)
        groups(&document)
        waiting(&document)
        document.table(
            "delays", ["model", "kind", "group"] + PlainDelays.columns,
            models.flatMap { model in
                Self.delayGroups(model).map { group, made in
                    [.text(model.name), group.kindCell, group.valueCell]
                        + PlainDelays(made, model.state).cells
                }
            })
    }

    /// The 12 weeks up to the last that the period reaches into.
    private func weeks(_ document: inout PlainDocument) {
        let last = CalendarUnit.week.window(
            containing: Timestamp(microseconds: scope.period.upperBound.microseconds - 1)
        ).lowerBound.microseconds
        document.table(
            "weeks", ["model", "week"] + Self.tallyColumns,
            models.flatMap { model in
                (0..<12).reversed().map { back in
                    let start = last - Int64(back) * PlainDecay.week
                    return [
                        .text(model.name),
                        .text(CalendarUnit.week.label(of: Timestamp(microseconds: start))),
                    ] + model.cells(model.tally(from: start, to: start + PlainDecay.week))
                }
            })
    }

    /// Groups that were compared, over 14 days.
    private func groups(_ document: inout PlainDocument) {
        var rows: [[PlainValue]] = []
        for (index, model) in models.enumerated() {
            let tested = Set(comparisons[index].map(\.group))
            for group in tables[index][1].groups where tested.contains(group) {
                let rates = [0..<4, 4..<8, 8..<34].map { tables[index][1].rate(group, $0) ?? (0, 0) }
                let test = PlainNumbers.proportions(rates[1], rates[0])
                func cells(_ rate: PlainDecay.Rate) -> [PlainValue] {
                    [.count(rate.count), .share(rate.hits, of: rate.count)]
                }
                rows.append(
                    [.text(model.name), group.kindCell, group.valueCell] + cells(rates[0]) + cells(rates[1])
                        + [
                            test.map { .number($0.difference, slack: 1e-15) } ?? .null,
                            test.map { PlainNumbers.printed($0.p) } ?? .null,
                        ] + cells(rates[2]))
            }
        }
        document.table(
            "groups",
            [
                "model", "kind", "group", "decisions", "rate", "decisions_before", "rate_before",
                "difference", "p", "decisions_history", "rate_history",
            ], rows)
    }

    private func waiting(_ document: inout PlainDocument) {
        let bounds: [(Int64, String)] = [
            (0, "under 1 d"), (1, "1 to 3 d"), (3, "3 to 7 d"), (7, "7 to 14 d"), (14, "14 to 30 d"),
            (30, "30 to 90 d"), (90, "90 d and more"),
        ]
        document.table(
            "pending", ["model", "age", "pending"],
            models.flatMap { model in
                bounds.indices.map { index in
                    let count = model.year.pending.count { time in
                        let days = Double(scope.evaluated.microseconds - time.microseconds) / 86_400e6
                        let isOld = index == 0 || days >= Double(bounds[index].0)
                        return isOld && (index == 6 || days < Double(bounds[index + 1].0))
                    }
                    return [.text(model.name), .text(bounds[index].1), .count(count)]
                }
            })
        document.table(
            "overdue",
            ["model", "overdue", "pending", "decisions", "share", "overdue_after", "source"],
            models.map { model in
                let year = model.year
                let overdue = model.age.seconds.map { year.overdue(after: $0, scope.evaluated) }
                return [
                    .text(model.name), overdue.map { .count($0) } ?? .null, .count(year.pending.count),
                    .count(year.decisions), overdue.map { .share($0, of: year.decisions) } ?? .null,
                    model.age.value, .text(model.age.reason),
                ]
            })
    }

    /// All, then versions and the labellers of first outcomes, as far as they have any.
    private static func delayGroups(_ model: PlainAudited) -> [(PlainGroup, [PlainDecision])] {
        var found: [PlainGroup: [PlainDecision]] = [:]
        for made in model.counted {
            guard let first = model.state.label(of: made).first else { continue }
            found[PlainGroup(kind: .version, value: made.series.version), default: []].append(made)
            found[PlainGroup(kind: .labeller, value: first.outcome.by), default: []].append(made)
        }
        return [(PlainGroup(kind: .all), model.counted)] + found.sorted { $0.key < $1.key }
    }

    var decayText: String {
        var untested = 0
        var many: [String] = []
        for (index, model) in models.enumerated() {
            let tested = Set(comparisons[index].map(\.group))
            untested += Set(tables[index].flatMap(\.groups)).subtracting(tested).count
            var values: [Identifier: Set<Identifier>] = [:]
            for segment in model.counted.flatMap(\.decision.segments) {
                values[segment.name, default: []].insert(segment.value)
            }
            many += values.filter { $0.value.count > 50 }.keys.sorted().map(\.text)
        }
        return
            "Labels of a group have fallen when the share labelled within 3 or 14 days is at least 10 points "
            + "lower in its newest whole weeks (the fewest with 30 decisions, and four) than in the four weeks "
            + "before or the 26 weeks before those, with a two-proportion p below 0.01 after Bonferroni's "
            + "correction for \(count) comparisons. \(untested) groups hold too few decisions to be compared."
            + (many.isEmpty
                ? ""
                : " Segments with over 50 values are not looked at: " + many.joined(separator: ", ") + ".")
    }

    var findings: [PlainDocument.Finding] {
        var found: [PlainDocument.Finding] = []
        for model in models {
            found += model.decay.falls(among: count).map { decay(model.name, $0) }
            found += labels(model)
        }
        if unmatched.unmatched > 0 {
            found.append(
                .init(
                    severity: .warning, code: "unmatched-outcomes",
                    text: "\(unmatched.unmatched) of \(unmatched.outcomes) outcomes match no decision.",
                    evidence: [
                        ("unmatched", .count(unmatched.unmatched)), ("outcomes", .count(unmatched.outcomes)),
                        ("oldest", .time(unmatched.oldest)),
                    ]))
        }
        if !models.isEmpty, !found.contains(where: { $0.code == "feedback-decay" }) {
            found.append(
                .init(
                    severity: .notice, code: "no-feedback-decay",
                    text: "No group's labels are arriving less than they used to.",
                    evidence: [("comparisons", .count(count))]))
        }
        return [.alert, .warning, .notice].flatMap { severity in found.filter { $0.severity == severity } }
    }

    private func decay(_ model: Identifier, _ fall: PlainDecay.Fall) -> PlainDocument.Finding {
        let comparison = fall.comparison
        guard let table = tables.joined().first(where: { $0.horizon == comparison.horizon }) else {
            return .init(severity: .alert, code: "no table", text: "", evidence: [])
        }
        let days = comparison.horizon / 86_400_000_000
        let (now, then) = (table.label(comparison.now), table.label(comparison.then))
        let (nowRate, thenRate) = (comparison.nowRate, comparison.thenRate)
        let head = "\(model.text), \(comparison.group.words): labels within \(days)d"
        let text =
            fall.hasRecovered
            ? "\(head) had fallen in \(now) and are back."
            : "\(head) fell from \(PlainNumbers.percent(thenRate)) (\(then)) to "
                + "\(PlainNumbers.percent(nowRate)) (\(now)); low since \(fall.since)."
        return .init(
            severity: fall.hasRecovered ? .notice : .alert,
            code: fall.hasRecovered ? "feedback-recovered" : "feedback-decay", text: text,
            evidence: [
                ("model", .text(model)), ("kind", comparison.group.kindCell),
                ("group", comparison.group.valueCell), ("within", .count(Int(days) * 86_400)),
                ("weeks", .text(now)), ("since", .text(fall.since)), ("decisions", .count(nowRate.count)),
                ("labelled_within", .count(nowRate.hits)), ("rate", .share(nowRate.hits, of: nowRate.count)),
                (
                    "reference",
                    .text(comparison.isBefore ? "the four weeks before" : "the 26 weeks before those")
                ),
                ("weeks_before", .text(then)), ("decisions_before", .count(thenRate.count)),
                ("labelled_within_before", .count(thenRate.hits)),
                ("rate_before", .share(thenRate.hits, of: thenRate.count)),
                ("difference", .number(comparison.test.difference, slack: 1e-15)),
                ("z", .number(comparison.test.z)), ("p", PlainNumbers.printed(comparison.test.p)),
                ("comparisons", .count(count)),
                ("also_seen_in", .list(fall.alsoSeenIn.map { .text($0.words) })),
            ])
    }

    private func labels(_ model: PlainAudited) -> [PlainDocument.Finding] {
        let name = model.name.text
        let year = model.year
        var found: [PlainDocument.Finding] = []
        if year.unmapped > 0 {
            found.append(
                .init(
                    severity: .warning, code: "unmapped-labels",
                    text:
                        "\(name): \(year.unmapped) of \(year.labelled) labels are texts that no contract names.",
                    evidence: [
                        ("model", .text(name)), ("unmapped", .count(year.unmapped)),
                        ("labelled", .count(year.labelled)),
                    ]))
        }
        if let shift = baseRate(model) { found.append(shift) }
        let overdue = model.age.seconds.map { year.overdue(after: $0, scope.evaluated) } ?? 0
        if overdue > 0 {
            found.append(
                .init(
                    severity: .notice, code: "overdue-labels",
                    text:
                        "\(name): \(overdue) of \(year.decisions) decisions of the last 52 weeks wait longer "
                        + "for a label than they should.",
                    evidence: [
                        ("model", .text(name)), ("overdue", .count(overdue)),
                        ("decisions", .count(year.decisions)), ("overdue_after", model.age.value),
                    ]))
        }
        if let latest = model.made.map(\.at).max(), !scope.period.contains(latest) {
            found.append(
                .init(
                    severity: .notice, code: "no-decisions",
                    text: "\(name): no live decision in \(scope.label); the last was made at \(latest.text).",
                    evidence: [("model", .text(name)), ("latest", .time(latest))]))
        }
        return found
    }

    /// The share of positive labels moved by 10 points in four weeks, with p times the models under 0.01.
    private func baseRate(_ model: PlainAudited) -> PlainDocument.Finding? {
        let tallies = [model.fourWeeks(back: 0), model.fourWeeks(back: 1)]
        let rates: [PlainDecay.Rate] = tallies.map { ($0.positive, $0.positive + $0.negative) }
        guard rates.allSatisfy({ $0.count >= 30 }),
            let test = PlainNumbers.proportions(rates[1], rates[0]), test.difference.magnitude >= 0.1,
            test.p * Double(models.count) < 0.01
        else { return nil }
        return .init(
            severity: .warning, code: "base-rate-shift",
            text: "\(model.name.text): the share of positive labels went from "
                + "\(PlainNumbers.percent(rates[1])) to \(PlainNumbers.percent(rates[0])) in four weeks.",
            evidence: [
                ("model", .text(model.name)), ("rate", .share(rates[0].hits, of: rates[0].count)),
                ("rate_before", .share(rates[1].hits, of: rates[1].count)),
                ("difference", .number(test.difference, slack: 1e-15)), ("p", PlainNumbers.printed(test.p)),
            ])
    }
}
