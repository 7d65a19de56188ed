import Model
import Projections
import Statistics

/// What was done with the scores of one side, in one pass over its chunks.
struct WorkflowTallies: Mergeable {
    /// Decisions with one action, by how the score stood to the threshold in force.
    struct Calls: Sendable, Hashable {
        var under = 0
        var over = 0

        mutating func add(_ other: Calls) {
            under += other.under
            over += other.over
        }
    }

    /// Thresholds that differ and are told apart.
    static let thresholdsMax = 10_000
    /// Actions that differ.
    static let actionsMax = 10_000

    private(set) var decisions = 0
    private(set) var fallbacks = 0
    private(set) var withoutScore = 0
    private(set) var withoutThreshold = 0
    /// With their own threshold where a policy states another.
    private(set) var disagreements = 0
    /// With their own threshold where a policy states one.
    private(set) var twice = 0
    /// Decisions without an action, fallbacks among them.
    private(set) var withoutAction = 0
    /// By action, of decisions that are no fallback and have a score, a threshold and an action.
    private(set) var actions: [Identifier: Calls] = [:]
    /// The same by segment's value.
    private(set) var segments: [Identifier: [Identifier: [Identifier: Calls]]] = [:]
    /// How scores stood to the threshold in force, with or without an action; fallbacks are left out.
    private(set) var calls = Calls()
    /// How often each threshold is in force, by its bits; both zeros are one.
    private(set) var thresholds: [UInt64: Int] = [:]
    /// The times of the first and the last decision, in microseconds, where times are read.
    private(set) var span: ClosedRange<Int64>?
    /// Who went past the model; nil where nobody did as far as is known.
    var bypass: BypassTally?
    /// What people said; nothing is counted where no review is known.
    private(set) var reviews = ReviewTally()

    /// What a series needs beside its rows.
    struct Terms: Sendable {
        let policies: ThresholdPolicies
        /// Nil where no review is known.
        let reviews: SeriesReviews?
    }

    static var needs: ChunkNeeds {
        var needs = ChunkNeeds()
        for code: FieldCode in [.score, .threshold, .action, .fallback] { needs.add(ColumnKey.field(code)) }
        needs.allSegments = true
        return needs
    }

    mutating func add(_ rows: ChunkColumns, _ chosen: ChosenRows, _ terms: Terms) throws {
        let policies = terms.policies
        if let known = terms.reviews { reviews.add(rows, chosen, known) }
        if !rows.ats.isEmpty {
            chosen.forEach { row in
                let at = rows.ats[row]
                span = span.map { min($0.lowerBound, at)...max($0.upperBound, at) } ?? at...at
            }
        }
        let scores = rows.numbers(.score)
        let own = rows.numbers(.threshold)
        let stated = policies.stated(rows)
        let actions = TextCells(rows.column(.action), count: rows.count)
        let segments = rows.segmentNames.map { name in
            (name: name, cells: TextCells(rows.column(ColumnKey.named(.segment, name)), count: rows.count))
        }
        let isFallback = rows.fallbacks
        var byAction = [Calls](repeating: Calls(), count: actions.texts.count)
        var cells = segments.map { segment in
            [Calls](repeating: Calls(), count: actions.texts.count * segment.cells.texts.count)
        }
        var last = (bits: Double.nan.bitPattern, count: 0)
        chosen.forEach { row in
            decisions += 1
            if isFallback[row] { fallbacks += 1 }
            let action = actions.codes[row]
            if action < 0 { withoutAction += 1 }
            let mine = own?[row] ?? .nan
            let policy = stated?[row] ?? .nan
            let threshold = (mine.isNaN ? policy : mine) + 0
            if !mine.isNaN, !policy.isNaN {
                twice += 1
                if mine != policy { disagreements += 1 }
            }
            guard let score = scores?[row], !score.isNaN else {
                withoutScore += 1
                return
            }
            guard !threshold.isNaN else {
                withoutThreshold += 1
                return
            }
            if threshold.bitPattern == last.bits {
                last.count += 1
            } else {
                if last.count > 0 { thresholds[last.bits, default: 0] += last.count }
                last = (threshold.bitPattern, 1)
            }
            guard !isFallback[row] else { return }
            let call = score >= threshold ? Calls(under: 0, over: 1) : Calls(under: 1, over: 0)
            self.calls.add(call)
            guard action >= 0 else { return }
            byAction[Int(action)].add(call)
            for (place, segment) in segments.enumerated() where segment.cells.codes[row] >= 0 {
                cells[place][Int(segment.cells.codes[row]) * actions.texts.count + Int(action)].add(call)
            }
        }
        if last.count > 0 { thresholds[last.bits, default: 0] += last.count }
        for (text, count) in zip(actions.texts, byAction) where count.under + count.over > 0 {
            self.actions[text, default: Calls()].add(count)
        }
        for (place, segment) in segments.enumerated() {
            for (value, text) in segment.cells.texts.enumerated() {
                for (code, action) in actions.texts.enumerated() {
                    let count = cells[place][value * actions.texts.count + code]
                    guard count.under + count.over > 0 else { continue }
                    self.segments[segment.name, default: [:]][text, default: [:]][action, default: Calls()]
                        .add(count)
                }
            }
        }
        try check()
    }

    private func check() throws {
        guard thresholds.count <= Self.thresholdsMax, actions.count <= Self.actionsMax else {
            throw QueryFailure(
                .tooLong,
                "a side has more than \(Self.thresholdsMax) thresholds or \(Self.actionsMax) actions; ask about less: "
                    + "a version, a segment, or a window with from and to")
        }
    }

    mutating func merge(_ other: WorkflowTallies) throws {
        decisions += other.decisions
        fallbacks += other.fallbacks
        withoutScore += other.withoutScore
        withoutThreshold += other.withoutThreshold
        disagreements += other.disagreements
        twice += other.twice
        withoutAction += other.withoutAction
        calls.add(other.calls)
        for (action, calls) in other.actions { actions[action, default: Calls()].add(calls) }
        for (name, values) in other.segments {
            for (value, actions) in values {
                for (action, calls) in actions {
                    segments[name, default: [:]][value, default: [:]][action, default: Calls()].add(calls)
                }
            }
        }
        for (bits, count) in other.thresholds { thresholds[bits, default: 0] += count }
        reviews.merge(other.reviews)
        if let other = other.span {
            span =
                span.map {
                    min($0.lowerBound, other.lowerBound)...max($0.upperBound, other.upperBound)
                } ?? other
        }
        try check()
    }

    /// Scores at or over the threshold in force, and all that have one.
    var called: Proportion? { Proportion(hits: Int64(calls.over), of: Int64(calls.under + calls.over)) }
}

extension ChunkColumns {
    /// By row: whether a fallback stood in for the model; a text says which.
    var fallbacks: [Bool] {
        var found = [Bool](repeating: false, count: count)
        guard let column = column(.fallback) else { return found }
        for index in 0..<column.count where column.tag(at: index) == .yes || column.tag(at: index) == .text {
            found[column.rows.map { Int($0[index]) } ?? index] = true
        }
        return found
    }
}

/// The texts of one column by row of a chunk.
struct TextCells: Sendable {
    let texts: [Identifier]
    /// By row: the place of its text, -1 for none.
    let codes: [Int32]

    init(_ column: Column?, count: Int) {
        var codes = [Int32](repeating: -1, count: count)
        guard let column else {
            (texts, self.codes) = ([], codes)
            return
        }
        texts = (0..<column.texts.count).map { column.texts.identifier(UInt32($0)) }
        for index in 0..<column.count where column.tag(at: index) == .text {
            codes[column.rows.map { Int($0[index]) } ?? index] = Int32(
                truncatingIfNeeded: column.codes[index])
        }
        self.codes = codes
    }
}
