import Digest
import Model
import Projections

/// The scored decisions of one side of a pairing: an element a decision in each array.
struct PairRows: Sendable {
    /// Fingerprints of another space than those of the indexes.
    private enum Space {
        static let subject: UInt8 = 0xf0
        static let decision: UInt8 = 0xf1
    }

    /// What stands for no text.
    static let none = Fingerprint(high: 0, low: 0)

    var scores: [Double] = []
    /// In force; NaN for none.
    var thresholds: [Double] = []
    /// In microseconds.
    var ats: [Int64] = []
    var positions: [Position] = []
    /// The class of the decision's own label, a `RowClasses.Code`.
    var classes: [UInt8] = []
    /// A number of `PairTexts.actions`, -1 for none.
    var actions: [Int32] = []
    var subjects: [Fingerprint] = []
    /// The decision that `of` names, else the decision itself.
    var originals: [Fingerprint] = []
    /// Whether `of` names another one.
    var isNamed: [Bool] = []
    /// By segment, in the order of `PairTexts.segments`: numbers of its values, -1 for none. A segment that
    /// came late has fewer elements; what is missing is none.
    var segments: [[Int32]] = []
    /// Decisions without a score, which are in none of the arrays.
    var withoutScore = 0
    var series: Set<Series> = []

    var count: Int { scores.count }
    /// The least and greatest time; nil without rows.
    var span: ClosedRange<Int64>? {
        guard let low = ats.min(), let high = ats.max() else { return nil }
        return low...high
    }

    /// The fingerprint of a decision's id, as in `originals`.
    static func original(_ id: Identifier, _ printer: Fingerprinter) -> Fingerprint {
        printer.fingerprint(Space.decision, id.utf8Bytes.span)
    }

    /// The fingerprint of a subject, as in `subjects`.
    static func subject(_ id: Identifier, _ printer: Fingerprinter) -> Fingerprint {
        printer.fingerprint(Space.subject, id.utf8Bytes.span)
    }

    /// Reads a selection. Cost: one pass, about 200 ns a decision: three texts are hashed.
    /// - Throws: `QueryFailure` when the deadline has passed, or there is more than is held at a time.
    static func read(
        _ selection: Selection, _ request: Request, _ view: borrowing View, texts: inout PairTexts,
        leftOut: inout LeftOut
    ) throws -> PairRows {
        var needs = ChunkNeeds()
        for field: FieldCode in [.score, .threshold, .action, .id, .subject, .of] {
            needs.add(ColumnKey.field(field))
        }
        needs.ats = true
        needs.positions = true
        needs.allSegments = true
        needs.labels = request.knowledge
        var policies = PolicyBook()
        for series in try selection.series(view) {
            needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
        }
        let printer = view.fingerprinter
        var found = PairRows()
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            guard found.count + chosen.population <= ScoredReading.rowsMax else {
                throw QueryFailure(
                    .badParameter,
                    "more than \(ScoredReading.rowsMax) decisions would have to be paired; ask about less: a version, a "
                        + "segment, or a window with from and to")
            }
            let own = try policies.policies(of: rows.series.model, view, asOf: request.position)
            found.add(
                rows, chosen,
                RowClasses(rows, try view.meaning(of: rows.series, at: request.knowledge)).codes,
                stated: own.stated(rows), &texts, printer)
        }
        return found
    }

    private mutating func add(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ codes: [UInt8], stated: [Double]?,
        _ texts: inout PairTexts, _ printer: Fingerprinter
    ) {
        guard chosen.population > 0 else { return }
        series.insert(rows.series)
        guard let numbers = rows.numbers(.score) else {
            withoutScore += chosen.population
            return
        }
        let own = rows.numbers(.threshold)
        let keys = Self.prints(rows.column(.subject), rows.count, Space.subject, printer)
        let ids = Self.prints(rows.column(.id), rows.count, Space.decision, printer)
        let named = Self.prints(rows.column(.of), rows.count, Space.decision, printer)
        let acted = texts.actions.numbers(rows.column(.action), count: rows.count)
        let before = count
        var kept: [Int32] = []
        kept.reserveCapacity(chosen.population)
        chosen.forEach { row in
            guard !numbers[row].isNaN else {
                withoutScore += 1
                return
            }
            kept.append(Int32(truncatingIfNeeded: row))
            // Both zeros are one score.
            scores.append(numbers[row] + 0)
            var threshold = own.map { $0[row] } ?? .nan
            if threshold.isNaN, let stated { threshold = stated[row] }
            thresholds.append(threshold)
            ats.append(rows.ats[row])
            positions.append(rows.positions[row])
            classes.append(codes[row])
            actions.append(acted.isEmpty ? -1 : acted[row])
            subjects.append(keys[row])
            isNamed.append(named[row] != Self.none)
            originals.append(named[row] != Self.none ? named[row] : ids[row])
        }
        for name in rows.segmentNames {
            let place = texts.place(of: name)
            let values = texts.segments[place].book.numbers(
                rows.column(ColumnKey.named(.segment, name)), count: rows.count)
            while segments.count <= place { segments.append([]) }
            let missing = before - segments[place].count
            segments[place].append(contentsOf: repeatElement(-1, count: missing))
            for row in kept { segments[place].append(values.isEmpty ? -1 : values[Int(row)]) }
        }
    }

    /// The fingerprints of a column's texts by row.
    private static func prints(
        _ column: Column?, _ count: Int, _ space: UInt8, _ printer: Fingerprinter
    ) -> [Fingerprint] {
        var found = [Fingerprint](repeating: none, count: count)
        guard let column, !column.codes.isEmpty else { return found }
        let texts = column.texts
        let bytes = texts.bytes.span
        let known = (0..<texts.count).map { printer.fingerprint(space, bytes.extracting(texts.range($0))) }
        for index in 0..<column.count where column.tag(at: index) == .text {
            found[column.rows.map { Int($0[index]) } ?? index] = known[Int(column.codes[index])]
        }
        return found
    }

    /// Only the rows of which a condition holds.
    func keeping(_ isWanted: (Int) -> Bool) -> PairRows {
        let rows = scores.indices.filter(isWanted)
        var kept = PairRows()
        kept.withoutScore = withoutScore
        kept.series = series
        kept.scores = rows.map { scores[$0] }
        kept.thresholds = rows.map { thresholds[$0] }
        kept.ats = rows.map { ats[$0] }
        kept.positions = rows.map { positions[$0] }
        kept.classes = rows.map { classes[$0] }
        kept.actions = rows.map { actions[$0] }
        kept.subjects = rows.map { subjects[$0] }
        kept.originals = rows.map { originals[$0] }
        kept.isNamed = rows.map { isNamed[$0] }
        kept.segments = segments.indices.map { place in rows.map { segment(place, $0) } }
        return kept
    }

    /// The number of a segment's value, -1 for none.
    func segment(_ place: Int, _ row: Int) -> Int32 {
        guard place < segments.count, row < segments[place].count else { return -1 }
        return segments[place][row]
    }
}
