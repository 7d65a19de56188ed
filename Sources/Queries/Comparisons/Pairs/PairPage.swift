import Documents
import Model
import Statistics

/// Lays out how the decisions of pairs differ: for a shadow beside what was acted upon, and for a set that
/// was scored again.
struct PairPage {
    /// Everything that the page is made of.
    struct Parts {
        var pairs: DecisionPairs
        let baselineTitle: String
        let currentTitle: String
        let tolerance: Double
        /// Where the tolerance comes from, in words.
        let toleranceSource: String
        let scale: Bins.Scale?
        /// The subjects that differ most, and who was paired.
        let largest: [LargestDifference]
        /// More of what the pairs rest on.
        var facts: [Fact] = []
        /// Whether the accuracy of a set is judged.
        var judgesAccuracy = false
    }

    static let definitions = [
        DecisionPairs.definition, Definitions.pairedDifference.id, Definitions.correlationSpearman.id,
        Definitions.correlationKendall.id, Definitions.correlationPearson.id, Definitions.pairedMcNemar.id,
        Definitions.aucDeLongPaired.id, Definitions.cutoffSameShare.id, Definitions.confusionThreshold.id,
        Definitions.ksDistance.id, Definitions.ksExact.id, Definitions.ksAsymptotic.id,
        Definitions.stabilityDeciles.id, Definitions.jensenShannonDistance.id,
        Definitions.wassersteinRaw.id, Definitions.unitJump.id, Definitions.quantileLinear.id,
        Definitions.proportionRate.id, "histogram.scale", "label.current", "threshold.in-force",
        "where.two-valued", PairFindings.definition,
    ]

    /// Values of a segment that have a row; the rest is counted.
    static let valuesMax = 20
    /// Segments that have rows.
    static let segmentsMax = 16

    let parts: Parts
    let all: PairFigures
    let drift: PairDrift
    let labels: PairLabels
    /// By UTC day, ascending.
    let days: [(day: Int, figures: PairFigures)]
    let segments: [(name: String, value: String?, figures: PairFigures)]
    private let notes: [String]

    var pairs: DecisionPairs { parts.pairs }

    /// Cost: three sorts of all pairs, for the days, and for each segment.
    init(_ parts: Parts, deadline: Deadline) throws {
        self.parts = parts
        let pairs = parts.pairs
        all = PairFigures(pairs, Array(0..<pairs.count), tolerance: parts.tolerance)
        drift = PairDrift(pairs, parts.scale)
        labels = PairLabels(pairs)
        var byDay: [Int: [Int]] = [:]
        for pair in 0..<pairs.count { byDay[pairs.day(pair), default: []].append(pair) }
        var days: [(day: Int, figures: PairFigures)] = []
        for day in byDay.keys.sorted() {
            try deadline.check()
            days.append((day, PairFigures(pairs, byDay[day] ?? [], tolerance: parts.tolerance)))
        }
        self.days = days
        (segments, notes) = try Self.segments(pairs, tolerance: parts.tolerance, deadline)
    }

    private static func segments(
        _ pairs: DecisionPairs, tolerance: Double, _ deadline: Deadline
    ) throws -> ([(name: String, value: String?, figures: PairFigures)], [String]) {
        var found: [(name: String, value: String?, figures: PairFigures)] = []
        var notes: [String] = []
        let order = pairs.texts.segments.indices.sorted {
            pairs.texts.segments[$0].name < pairs.texts.segments[$1].name
        }
        for place in order.prefix(segmentsMax) {
            let (name, book) = pairs.texts.segments[place]
            var rows = [[Int]](repeating: [], count: book.texts.count)
            var without: [Int] = []
            for pair in 0..<pairs.count {
                let number = Int(pairs.segment(place, pair))
                if number < 0 { without.append(pair) } else { rows[number].append(pair) }
            }
            // The most frequent ones; of equally many the first in byte order.
            let values = rows.indices.filter { !rows[$0].isEmpty }.sorted {
                rows[$0].count != rows[$1].count
                    ? rows[$0].count > rows[$1].count
                    : book.texts[$0].lexicographicallyPrecedes(book.texts[$1])
            }
            guard !values.isEmpty else { continue }
            for value in values.prefix(valuesMax) {
                try deadline.check()
                found.append(
                    (
                        name.text, book.text(Int32(value)),
                        PairFigures(pairs, rows[value], tolerance: tolerance)
                    ))
            }
            if !without.isEmpty {
                found.append((name.text, nil, PairFigures(pairs, without, tolerance: tolerance)))
            }
            let rest = values.dropFirst(valuesMax)
            if !rest.isEmpty {
                let count = rest.reduce(0) { $0 + rows[$1].count }
                notes.append("Of \(name.text), \(rest.count) more values with \(count) pairs have no row.")
            }
            if book.isFull {
                notes.append("Values of \(name.text) beyond the first \(TextBook.textsMax) count as none.")
            }
        }
        if order.count > segmentsMax {
            notes.append("\(order.count - segmentsMax) more segments have no rows.")
        }
        return (found, notes)
    }

    /// - Parameter empty: why there is no pair, when there is none.
    func sections(empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += [.facts(counts), .table(overall), .table(actions), .table(distribution)]
        sections += [.table(outcomes), .facts(labelFacts), .table(byDay), .table(bySegment)]
        if !notes.isEmpty {
            sections.append(.note(key: "segments_left_out", text: notes.joined(separator: " ")))
        }
        sections.append(.table(largest))
        sections += charts
        return sections
    }

    private var counts: FactList {
        func sides(
            _ key: String, _ label: String, _ rows: PairRows, _ unpaired: (beside: Int, outside: Int),
            _ repeated: Int
        ) -> [Fact] {
            [
                Fact("\(key)_decisions", "\(label) decisions with a score", .count(rows.count)),
                Fact("\(key)_unpaired", "of them without a partner", .count(unpaired.beside)),
                Fact(
                    "\(key)_outside", "of them outside of the other side's time",
                    .count(unpaired.outside)),
                Fact("\(key)_repeated", "of them stood for by a later one", .count(repeated)),
                Fact(
                    "\(key)_without_score", "\(label) decisions without a score, left out",
                    .count(rows.withoutScore)),
            ]
        }
        return FactList(
            key: "pairs", title: "Pairs",
            facts: [
                Fact("pairs", "pairs", .count(pairs.count)),
                Fact("named", "of them named by of", .count(pairs.named)),
                Fact("nearest", "of them by subject", .count(pairs.count - pairs.named)),
            ]
                + sides(
                    "baseline", parts.baselineTitle, pairs.baseline, pairs.unpairedBaseline,
                    pairs.repeated.baseline)
                + sides(
                    "current", parts.currentTitle, pairs.current, pairs.unpairedCurrent,
                    pairs.repeated.current)
                + [
                    Fact("labelled", "pairs with a label", .count(labels.count)),
                    Fact(
                        "contradicted", "pairs with two labels that differ, taken as without one",
                        .count(pairs.contradicted)),
                    Fact("tolerance_used", "tolerance", .number(parts.tolerance)),
                    Fact("tolerance_source", "tolerance taken from", .text(parts.toleranceSource)),
                ] + parts.facts)
    }
}
