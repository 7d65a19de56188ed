import Model
import Projections
import Statistics

/// Decisions of one kind, and how many of them were labelled.
struct LabelTally: Sendable {
    var decisions = 0
    var mature = 0
    /// With any label, of the mature.
    var labelled = 0
    var positives = 0
    var negatives = 0

    var labelRate: Proportion? { Proportion(hits: Int64(labelled), of: Int64(mature)) }
    var positiveRate: Proportion? { Proportion(hits: Int64(positives), of: Int64(positives + negatives)) }
    /// Mature decisions of which none has a label.
    var isBlind: Bool { mature > 0 && labelled == 0 }

    mutating func add(_ mark: UInt8) {
        decisions += 1
        guard mark & ScoredRows.Mark.mature != 0 else { return }
        mature += 1
        switch mark & ScoredRows.Mark.label {
        case RowClasses.Code.pending: return
        case RowClasses.Code.positive: positives += 1
        case RowClasses.Code.negative: negatives += 1
        default: break
        }
        labelled += 1
    }

    mutating func add(_ other: LabelTally) {
        decisions += other.decisions
        mature += other.mature
        labelled += other.labelled
        positives += other.positives
        negatives += other.negatives
    }
}

/// Decisions of a group with one action, in one band of scores.
struct SelectionCell: Sendable {
    /// The group's values, without the action.
    let values: [GroupValue?]
    let action: GroupValue?
    let band: Band
    var tally = LabelTally()
    /// Mature decisions without a label, ascending.
    var unlabelled: [Position] = []
}

/// The cells of a selection, in order: by group, band and action.
struct SelectionCells: Sendable {
    private(set) var cells: [SelectionCell] = []

    /// - Parameter reading: with positions, grouped by the action last.
    init(_ reading: ScoredReading, _ cutter: BandCutter) {
        let groups = zip(reading.book.keys, reading.groups).sorted { $0.0 < $1.0 }
        for (key, rows) in groups {
            var values = key.values
            let action = values.popLast() ?? nil
            var own: [Int: SelectionCell] = [:]
            var bands = [Int](repeating: 0, count: rows.count)
            for row in bands.indices { bands[row] = cutter.scoreBand(rows.scores[row]) }
            for order in Set(bands).sorted() {
                own[order] = SelectionCell(
                    values: values, action: action,
                    band: Band(order: order, label: cutter.scoreLabel(order)))
            }
            var found = own.keys.sorted().compactMap { own[$0] }
            // By order of the band: its place among those that there are.
            var places = [Int](repeating: 0, count: (found.last?.band.order ?? 0) + 1)
            for (place, cell) in found.enumerated() { places[cell.band.order] = place }
            for row in bands.indices {
                let place = places[bands[row]]
                found[place].tally.add(rows.marks[row])
                if rows.has(ScoredRows.Mark.mature, row), rows.label(row) == RowClasses.Code.pending {
                    found[place].unlabelled.append(rows.positions[row])
                }
            }
            for place in found.indices { found[place].unlabelled.sort() }
            cells += found
        }
        cells.sort { left, right in
            let (a, b) = (Self.key(left), Self.key(right))
            return a == b ? left.band < right.band : a < b
        }
        // By group first, then band, then action.
        cells = Self.byGroup(cells)
    }

    private static func key(_ cell: SelectionCell) -> GroupKey {
        GroupKey(model: Identifier(""), values: cell.values + [cell.action])
    }

    private static func byGroup(_ cells: [SelectionCell]) -> [SelectionCell] {
        cells.enumerated().sorted { left, right in
            let (a, b) = (
                GroupKey(model: Identifier(""), values: left.element.values),
                GroupKey(model: Identifier(""), values: right.element.values)
            )
            if a != b { return a < b }
            if left.element.band != right.element.band { return left.element.band < right.element.band }
            return left.offset < right.offset
        }.map(\.element)
    }

    /// All decisions.
    var total: LabelTally { cells.reduce(into: LabelTally()) { $0.add($1.tally) } }

    var blind: [SelectionCell] { cells.filter(\.tally.isBlind) }

    /// The tallies by group and band, whatever the action, in order.
    var bands: [(values: [GroupValue?], band: Band, tally: LabelTally)] {
        var found: [(values: [GroupValue?], band: Band, tally: LabelTally)] = []
        for cell in cells {
            if let last = found.last, last.values == cell.values, last.band == cell.band {
                found[found.count - 1].tally.add(cell.tally)
            } else {
                found.append((cell.values, cell.band, cell.tally))
            }
        }
        return found
    }
}
