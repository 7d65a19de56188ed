import Model
import Projections
import Statistics
import Wire

/// The decisions of a selection with what is known of each, by group: read once, chunk by chunk.
struct ScoredReading {
    /// What is held beside scores, times, labels and thresholds.
    struct Wants: Sendable {
        /// Money at stake and money that came of it.
        var money = false
        var positions = false
        /// How far scores are from their thresholds.
        var margins = false
        /// Numbers of other fields.
        var fields: [FieldCode] = []
        /// Thresholds that a policy would set by segment.
        var proposed: ThresholdPolicies?
    }

    /// The most decisions held at a time: some 300 MiB of them.
    static let rowsMax = 1 << 24

    /// The groupings and, last, the stretch of time.
    let parts: [GroupingArgument]
    let wants: Wants
    private(set) var book = GroupBook()
    private(set) var groups: [ScoredRows] = []
    private(set) var leftOut: LeftOut
    /// The ages from which decisions are mature.
    private(set) var ages: [Identifier: MaturityAge] = [:]
    private var delays: [Identifier: [Double]] = [:]
    private var count = 0
    /// Rows that the one group will have, where there is one.
    private var expected = 0

    /// Reads a selection. Cost: one pass, about 30 ns a decision.
    /// - Throws: `QueryFailure` when the deadline has passed, or there is more than is held at a time.
    init(
        _ selection: Selection, _ request: Request, _ view: borrowing View, parts: [GroupingArgument],
        maturity: Maturity, wants: Wants = Wants()
    ) throws {
        self.parts = parts
        self.wants = wants
        leftOut = LeftOut(selection.filter)
        var policies = PolicyBook()
        var needs = ChunkGroups.needs(parts)
        needs.add(ColumnKey.field(.score))
        needs.add(ColumnKey.field(.threshold))
        if wants.money { needs.add(ColumnKey.field(.value)) }
        for field in wants.fields { needs.add(ColumnKey.field(field)) }
        if let proposed = wants.proposed { needs.add(proposed.needs) }
        needs.ats = true
        needs.positions = needs.positions || wants.positions
        needs.labels = request.knowledge
        for series in try selection.series(view) {
            needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
        }
        var leftOut = leftOut
        if parts.isEmpty { expected = try selection.expectedRows(request, view) }
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            let own = try policies.policies(of: rows.series.model, view, asOf: request.position)
            try add(
                rows, chosen, try view.meaning(of: rows.series, at: request.knowledge),
                stated: own.stated(rows))
        }
        self.leftOut = leftOut
        markMature(maturity, at: request.knowledge.evaluated)
    }

    /// The models in order.
    var models: [Identifier] { Set(book.keys.map(\.model)).sorted() }

    private mutating func add(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ meaning: LabelMeaning, stated: [Double]?
    ) throws {
        count += chosen.population
        guard count <= Self.rowsMax else {
            throw QueryFailure(
                .tooLong,
                "more than \(Self.rowsMax) decisions would have to be looked at together; ask about less: a version, "
                    + "a segment, or a window with from and to")
        }
        let groups = ChunkGroups(rows, parts)
        var feedback = RowFeedback(rows, chosen, meaning)
        delays[rows.series.model, default: []].append(contentsOf: feedback.delays)
        feedback.delays = []
        let order = RowsByCode(chosen, groups)
        let cells = ScoredCells(rows, feedback, stated, wants)
        for code in 0..<groups.values.count {
            let own = order.rows(code)
            guard !own.isEmpty else { continue }
            let number = book.number(GroupKey(model: rows.series.model, values: groups.values[code]))
            if number == self.groups.count { self.groups.append(ScoredRows(expected: expected)) }
            // Held here alone while it grows.
            var held = ScoredRows()
            swap(&held, &self.groups[number])
            held.series.insert(rows.series)
            cells.append(own, to: &held)
            swap(&held, &self.groups[number])
        }
        try Grouping.check(rows: self.groups.count)
    }

    private mutating func markMature(_ maturity: Maturity, at evaluated: Timestamp) {
        for model in models {
            ages[model] = maturity.age(delays: delays[model] ?? [])
        }
        delays = [:]
        for number in groups.indices {
            let age = ages[book.keys[number].model].flatMap(\.seconds)
            // Where the age is not known, nothing can be said to be too young.
            let cutoff = age.map { OverdueRule.cutoff($0, at: evaluated) } ?? .max
            var held = ScoredRows()
            swap(&held, &groups[number])
            for row in held.marks.indices where held.ats[row] <= cutoff {
                held.marks[row] |= ScoredRows.Mark.mature
            }
            swap(&held, &groups[number])
        }
    }
}

/// The columns of a chunk that scored rows are made of.
private struct ScoredCells {
    let rows: ChunkColumns
    let feedback: RowFeedback
    let scores: [Double]?
    let own: [Double]?
    let stated: [Double]?
    let values: [Double]?
    let fields: [[Double]?]
    let proposed: [Double]?
    let wants: ScoredReading.Wants

    init(_ rows: ChunkColumns, _ feedback: RowFeedback, _ stated: [Double]?, _ wants: ScoredReading.Wants) {
        self.rows = rows
        self.feedback = feedback
        self.stated = stated
        self.wants = wants
        scores = rows.numbers(.score)
        own = rows.numbers(.threshold)
        values = wants.money ? rows.numbers(.value) : nil
        fields = wants.fields.map { rows.numbers($0) }
        proposed = wants.proposed?.stated(rows)
    }

    func append(_ chosen: ArraySlice<Int32>, to held: inout ScoredRows) {
        guard let scores else {
            held.withoutScore += chosen.count
            return
        }
        let before = held.count
        var (low, high) = (Double.infinity, -Double.infinity)
        for index in chosen {
            let row = Int(index)
            let score = scores[row]
            guard !score.isNaN else {
                held.withoutScore += 1
                continue
            }
            held.scores.append(score)
            held.ats.append(rows.ats[row])
            var mark = feedback.codes[row]
            var threshold = own.map { $0[row] } ?? .nan
            if threshold.isNaN, let stated { threshold = stated[row] }
            if !threshold.isNaN {
                mark |= ScoredRows.Mark.hasThreshold
                if score >= threshold { mark |= ScoredRows.Mark.called }
                low = min(low, threshold)
                high = max(high, threshold)
            }
            held.marks.append(mark)
            if wants.margins { held.margins.append((score - threshold).magnitude) }
            if wants.positions { held.positions.append(rows.positions[row]) }
        }
        if low <= high {
            held.thresholds =
                held.thresholds.map { min($0.lowerBound, low)...max($0.upperBound, high) } ?? low...high
        }
        if held.columns.isEmpty { held.columns = wants.fields.map { _ in [] } }
        for (number, field) in fields.enumerated() {
            Self.extend(&held.columns[number], before, held.count, chosen, scores, field)
        }
        Self.extend(&held.proposed, before, held.count, chosen, scores, proposed)
        guard wants.money else { return }
        Self.extend(&held.values, before, held.count, chosen, scores, values)
        Self.extend(&held.amounts, before, held.count, chosen, scores, feedback.amounts)
    }

    /// Goes on with an array that is empty as long as nothing stands in it.
    private static func extend(
        _ array: inout [Double], _ before: Int, _ after: Int, _ chosen: ArraySlice<Int32>, _ scores: [Double],
        _ cells: [Double]?
    ) {
        guard let cells else {
            if !array.isEmpty { array.append(contentsOf: repeatElement(.nan, count: after - before)) }
            return
        }
        if array.isEmpty { array = [Double](repeating: .nan, count: before) }
        for row in chosen where !scores[Int(row)].isNaN { array.append(cells[Int(row)]) }
    }
}
