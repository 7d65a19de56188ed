import Model
import Projections
import Statistics
import Wire

/// Counts one side's decisions by slice, and finds its worst misses.
struct SliceReader {
    let attributes: [SliceAttribute]
    let figure: SliceFigure
    let withPairs: Bool

    struct Found {
        var counts: SliceCounts
        var falsePositives: WorstMisses
        var falseNegatives: WorstMisses
        var leftOut: LeftOut
    }

    /// Cost: one pass over all attributes, a chunk at a time, and about 1 ns a decision and pair.
    /// - Parameters:
    ///   - high, low: bounds of confident misses in the score's units; nil when there is no scale.
    func read(
        _ selection: Selection, _ request: Request, _ view: borrowing View, high: Double?, low: Double?,
        examples: Int
    ) throws -> Found {
        var found = Found(
            counts: SliceCounts(widths: attributes.map(\.values.count), withPairs: withPairs),
            falsePositives: WorstMisses(highest: true, bound: high, limit: examples),
            falseNegatives: WorstMisses(highest: false, bound: low, limit: examples),
            leftOut: LeftOut(selection.filter))
        var policies = PolicyBook()
        var meanings: [UInt32: LabelMeaning] = [:]
        var needs = ChunkNeeds()
        needs.labels = request.knowledge
        needs.positions = true
        for code: FieldCode in [.score, .threshold, .value] { needs.add(ColumnKey.field(code)) }
        for attribute in attributes { needs.add(attribute.key) }
        for series in try selection.series(view) {
            needs.add(try policies.policies(of: series.model, view, asOf: request.position).needs)
            meanings[series.number] = try view.meaning(of: series, at: request.knowledge)
        }
        var leftOut = LeftOut(selection.filter)
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            guard let meaning = meanings[rows.series.number] else { return }
            let own = try policies.policies(of: rows.series.model, view, asOf: request.position)
            add(rows, chosen, RowClasses(rows, meaning).codes, own, &found)
        }
        found.leftOut = leftOut
        return found
    }

    private func add(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ classes: [UInt8], _ policies: ThresholdPolicies,
        _ found: inout Found
    ) {
        let none = [Double](repeating: .nan, count: rows.count)
        let score = rows.numbers(.score) ?? none
        let own = rows.numbers(.threshold) ?? none
        let stated = policies.stated(rows) ?? none
        let value = rows.numbers(.value) ?? none
        var states = [UInt8](repeating: 0, count: rows.count)
        chosen.forEach { row in
            let threshold = own[row].isNaN ? stated[row] : own[row]
            let isOver: Bool? = score[row].isNaN || threshold.isNaN ? nil : score[row] >= threshold
            let isPositive: Bool? =
                switch classes[row] {
                case RowClasses.Code.positive: true
                case RowClasses.Code.negative: false
                default: nil
                }
            states[row] = figure.state(isOver: isOver, isPositive: isPositive)
            guard let isPositive, !score[row].isNaN else { return }
            if isPositive {
                found.falseNegatives.add(score[row], rows.positions[row], value: value[row])
            } else {
                found.falsePositives.add(score[row], rows.positions[row], value: value[row])
            }
        }
        found.counts.add(states, attributes.map { $0.codes(rows) })
    }
}
