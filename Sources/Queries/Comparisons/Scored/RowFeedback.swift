import Model
import Projections

/// What became of each decision of a chunk: its label's class, how long the first label took, and the money
/// that the current one states.
struct RowFeedback: Sendable {
    /// By row of the chunk: a `RowClasses.Code`.
    let codes: [UInt8]
    /// By row, NaN for none; nil when no outcome states any.
    let amounts: [Double]?
    /// Of the chosen decisions with a label that is not excluded, in seconds, in the order of rows.
    var delays: [Double]

    /// - Parameter rows: read with labels and times.
    init(_ rows: ChunkColumns, _ chosen: ChosenRows, _ meaning: LabelMeaning) {
        var codes = [UInt8](repeating: RowClasses.Code.pending, count: rows.count)
        var amounts: [Double]?
        var delays: [Double] = []
        if let labels = rows.labels {
            let slots = labels.slots.span
            chosen.forEach { row in
                let slot = Int(slots[row])
                guard slot >= 0, labels.summaries[slot].standing > 0 else { return }
                let current = labels.summaries[slot].current
                let labelClass = meaning.labelClass(current)
                switch labelClass {
                case .positive: codes[row] = RowClasses.Code.positive
                case .negative: codes[row] = RowClasses.Code.negative
                case .excluded, .unmapped, .numeric: codes[row] = RowClasses.Code.other
                }
                let value = labels.summaries[slot].value
                if !value.isNaN {
                    if amounts == nil { amounts = [Double](repeating: .nan, count: rows.count) }
                    amounts?[row] = value
                }
                if labelClass != .excluded {
                    delays.append(Double(labels.summaries[slot].first.at - rows.ats[row]) / 1_000_000)
                }
            }
        }
        self.codes = codes
        self.amounts = amounts
        self.delays = delays
    }
}

/// The chosen rows of a chunk, those of a group together, each group's in order.
struct RowsByCode: Sendable {
    private let rows: [Int32]
    /// By code: where its rows begin; and the end of all.
    private let starts: [Int]

    init(_ chosen: ChosenRows, _ groups: ChunkGroups) {
        if groups.codes.isEmpty {
            var rows: [Int32] = []
            rows.reserveCapacity(chosen.population)
            chosen.forEach { rows.append(Int32(truncatingIfNeeded: $0)) }
            self.rows = rows
            starts = [0, rows.count]
            return
        }
        var counts = [Int](repeating: 0, count: groups.values.count)
        chosen.forEach { counts[Int(groups.codes[$0])] += 1 }
        var starts: [Int] = []
        var sum = 0
        for count in counts {
            starts.append(sum)
            sum += count
        }
        var next = starts
        var rows = [Int32](repeating: 0, count: sum)
        chosen.forEach { row in
            let code = Int(groups.codes[row])
            rows[next[code]] = Int32(truncatingIfNeeded: row)
            next[code] += 1
        }
        self.rows = rows
        self.starts = starts + [sum]
    }

    /// The rows of a code. Every code that groups have no values for is without rows.
    func rows(_ code: Int) -> ArraySlice<Int32> {
        code + 1 < starts.count ? rows[starts[code]..<starts[code + 1]] : []
    }
}
