import Model
import Projections
import Statistics

/// How the times at which a feature became known lie to the times of its decisions.
struct FeatureLateness: Sendable {
    /// Decisions that say when the feature became known.
    private(set) var timed = 0
    /// Seconds after the decision, of those that are after it.
    private var lateness: [Double] = []

    /// Decisions whose feature became known after them.
    var late: Int { lateness.count }
    var greatest: Double? { lateness.max() }

    /// The median of the late ones.
    var median: Double? { Quantile.linear(sorted: RadixSort.sorted(lateness)[...], at: 0.5) }

    /// Reads the times of one feature over a selection. Cost: about 3 ns a decision.
    static func read(
        _ name: ColumnKey, _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> FeatureLateness {
        let key = ColumnKey(family: .featureTime, name: name.name)
        var needs = ChunkNeeds()
        needs.add(key)
        needs.ats = true
        var found = FeatureLateness()
        var ignored = LeftOut(nil)
        try selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
            guard let column = rows.column(key), !column.times.isEmpty else { return }
            let mask: RowMask? = if case .some(let mask) = chosen { mask } else { nil }
            for index in 0..<column.count where column.tag(at: index) == .time {
                let row = column.rows.map { Int($0[index]) } ?? index
                if let mask, !mask[row] { continue }
                found.timed += 1
                let (late, overflow) = column.times[index].subtractingReportingOverflow(rows.ats[row])
                if late > 0, !overflow { found.lateness.append(Double(late) / 1_000_000) }
            }
        }
        return found
    }
}
