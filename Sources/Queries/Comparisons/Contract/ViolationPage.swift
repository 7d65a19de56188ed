import Documents
import Journal
import Model
import Projections
import Statistics

/// Lays out what breaks the contracts.
struct ViolationPage {
    /// One version, feature and kind.
    struct Row {
        let rules: ContractRules
        /// Nil for the score.
        let feature: String?
        let kind: ViolationKind
        let count: Int
        /// Decisions of the version.
        let decisions: Int
        let tally: ViolationTally?
        /// Of another unit or scale.
        let factor: Double?
        let examples: [String]

        var name: String { feature ?? "score" }
        var share: Double { decisions > 0 ? Double(count) / Double(decisions) : 0 }
    }

    let rows: [Row]
    /// Those judged, by version in byte order.
    let versions: [(rules: ContractRules, judged: ViolationReading.Judged)]
    private let reading: ViolationReading

    static let definitions = [
        "document.in-force", "contract.observed", "contract.version-before", "contract.violation",
        "contract-verdict.1", Definitions.quantileLinear.id, Definitions.unitJump.id, "where.two-valued",
    ]

    var decisions: Int { versions.reduce(0) { $0 + $1.judged.decisions } }
    var broken: Int { versions.reduce(0) { $0 + $1.judged.broken } }

    init(
        _ reading: ViolationReading, _ rules: [Identifier: ContractRules], _ request: Request
    ) throws {
        self.reading = reading
        versions = reading.versions.sorted { $0.key < $1.key }.compactMap { version, judged in
            guard judged.decisions > 0, let rules = rules[version] else { return nil }
            return (rules, judged)
        }
        var rows: [Row] = []
        for (rules, judged) in versions {
            for (key, jump) in rules.jumps {
                let isScore = key.family == .field
                rows.append(
                    Row(
                        rules: rules, feature: isScore ? nil : String(decoding: key.name, as: UTF8.self),
                        kind: isScore ? .scale : .unit, count: jump.numbers, decisions: judged.decisions,
                        tally: nil, factor: jump.factor, examples: []))
            }
            for (key, tally) in reading.tallies where key.version == rules.version {
                rows.append(
                    Row(
                        rules: rules,
                        feature: key.column.family == .field
                            ? nil : String(decoding: key.column.name, as: UTF8.self),
                        kind: key.kind, count: tally.count, decisions: judged.decisions, tally: tally,
                        factor: nil,
                        examples: try tally.examples.map { position in
                            try Request.event(of: request.record(at: position)).id.text
                        }))
            }
        }
        self.rows = rows.sorted(by: Self.precedes)
    }

    /// By version, the score first, features in byte order, then by kind.
    private static func precedes(_ one: Row, _ other: Row) -> Bool {
        if one.rules.version != other.rules.version { return one.rules.version < other.rules.version }
        let names = (one.feature.map { Array($0.utf8) }, other.feature.map { Array($0.utf8) })
        switch names {
        case (nil, .some): return true
        case (.some, nil): return false
        case (let first?, let second?) where first != second:
            return first.lexicographicallyPrecedes(second)
        default:
            let order = ViolationKind.allCases
            return order.firstIndex(of: one.kind) ?? 0 < order.firstIndex(of: other.kind) ?? 0
        }
    }

    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += reading.leftOut.notes
        sections.append(.facts(counts))
        sections.append(.table(held))
        sections.append(.table(table))
        if let chart { sections.append(.chart(chart)) }
        sections += reading.leftOut.list
        return sections
    }

    private var counts: FactList {
        FactList(
            key: "decisions", title: "Decisions",
            facts: [
                Fact("decisions", "decisions", .count(decisions)),
                Fact("broken", "that break a rule", .count(broken)),
                Fact(
                    "share", "share",
                    .share(Int64(broken), of: Int64(decisions), else: "no decisions")),
                Fact(
                    "violations", "violations",
                    .count(rows.reduce(0) { $0 + ($1.tally?.count ?? 0) })),
                Fact(
                    "unjudged", "held against nothing",
                    .count(
                        versions.reduce(0) {
                            if case .none = $1.rules.source { $0 + $1.judged.decisions } else { $0 }
                        })),
            ])
    }

    private var held: Table {
        Table(
            key: "versions", title: "What each version is held against",
            columns: [
                Table.Column("version", "version"), Table.Column("decisions", "decisions"),
                Table.Column("rules", "held against"), Table.Column("position", "contract at position"),
                Table.Column("observed", "decisions observed"),
                Table.Column("features", "features with rules"),
                Table.Column("units", "units held against"), Table.Column("broken", "that break a rule"),
                Table.Column("share", "share", bar: true),
            ],
            rows: versions.map { rules, judged in
                var (position, observed) = (Value.none("no contract"), Value.none("by contract"))
                switch rules.source {
                case .contract(let row): position = .position(row.position)
                case .observed(_, _, let rows): observed = .count(rows)
                case .none: observed = .none("nothing before it")
                }
                return [
                    .text(rules.version), .count(judged.decisions), .text(rules.words), position, observed,
                    .count(rules.features.count),
                    rules.unitBaseline.map(Value.text) ?? .none("nothing before it"),
                    .count(judged.broken),
                    .share(Int64(judged.broken), of: Int64(judged.decisions), else: "no decisions"),
                ]
            }, empty: "no decisions")
    }

    private var table: Table {
        Table(
            key: "violations", title: "Violations",
            columns: [
                Table.Column("version", "version"), Table.Column("feature", "feature"),
                Table.Column("kind", "kind"), Table.Column("expected", "expected"),
                Table.Column("count", "decisions"), Table.Column("share", "share", bar: true),
                Table.Column("factor", "factor"),
                Table.Column("first_position", "first position"), Table.Column("first_at", "first at"),
                Table.Column("last_position", "last position"), Table.Column("last_at", "last at"),
                Table.Column("examples", "examples"),
            ],
            rows: rows.map { row in
                let whole = "all of the version"
                return [
                    .text(row.rules.version), .text(row.name), .text(row.kind.rawValue),
                    .text(expected(row)), .count(row.count), .share(row.share),
                    .number(row.factor, else: "by decision"),
                    row.tally?.first.map { .position($0.position) } ?? .none(whole),
                    row.tally?.first.map { .time($0.at) } ?? .none(whole),
                    row.tally?.last.map { .position($0.position) } ?? .none(whole),
                    row.tally?.last.map { .time($0.at) } ?? .none(whole),
                    row.tally == nil ? .none(whole) : .list(row.examples),
                ]
            }, empty: decisions == 0 ? "no decisions" : "none")
    }

    /// The rule that is broken, in words.
    func expected(_ row: Row) -> String {
        let key = row.feature.map { ColumnKey(family: .feature, name: Array($0.utf8)) }
        let rule = key.map { row.rules.features[$0] ?? CheckedFeature() } ?? row.rules.score
        switch row.kind {
        case .unit: return rule.unit ?? "the unit of \(row.rules.unitBaseline ?? "before")"
        case .scale: return "the scale of \(row.rules.unitBaseline ?? "before")"
        default: return RuleWords.expected(rule, row.kind)
        }
    }

    private var chart: Chart? {
        let days = reading.days.sorted { $0.key < $1.key }
        guard !days.isEmpty, rows.contains(where: { $0.tally != nil }) else { return nil }
        var series = [
            Chart.Series("broken", "decisions that break a rule", days.map { Double($0.value.broken) })
        ]
        for (place, kind) in ViolationKind.allCases.enumerated()
        where days.contains(where: { $0.value.kinds[place] > 0 }) {
            series.append(
                Chart.Series(kind.rawValue, kind.words, days.map { Double($0.value.kinds[place]) }))
        }
        return Chart(
            key: "by_day", title: "Violations by day, on days with decisions", kind: .lines,
            axis: .labels(
                days.map { CalendarUnit.day.label(of: Timestamp(microseconds: $0.key * 86_400_000_000)) }),
            axisLabel: "day", valueLabel: "count", series: series)
    }
}
