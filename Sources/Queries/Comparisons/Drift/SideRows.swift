import Model
import Projections
import Statistics
import Wire

/// The rows of one side, in the order in which they are read: what of each column is compared with what.
struct SideRows: Sendable {
    private(set) var count = 0
    /// By row: its window, a place in `periods`.
    private(set) var windows: [UInt16] = []
    /// In the order of time.
    private(set) var periods: [Period] = []
    /// By row: its stratum, the same number on both sides.
    private(set) var strata: [UInt16] = []
    /// By row: its chunk as NannyML cuts them; only where that family is asked for.
    private(set) var chunks: [UInt16] = []
    private(set) var first: Int64?
    private(set) var last: Int64?
    private(set) var series: Set<Series> = []
    private(set) var leftOut: LeftOut

    /// Windows of one side.
    private static let windowsMax = 50_000

    /// - Parameter season: nil takes weekdays, should they be wanted.
    init(
        _ side: Side, _ options: DriftOptions, _ request: Request, _ view: borrowing View
    ) throws {
        let (selection, request) = (side.selection, side.asking(request))
        leftOut = LeftOut(selection.filter)
        let season = options.season ?? .weekday
        var needs = ChunkNeeds()
        needs.ats = true
        var left = leftOut
        var known: [Period: UInt16] = [:]
        var ats: [Int64] = []
        let expected = try selection.expectedRows(request, view)
        windows.reserveCapacity(expected)
        strata.reserveCapacity(expected)
        try selection.chunks(request, view, needs, leftOut: &left) { rows, chosen in
            guard chosen.population > 0 else { return }
            series.insert(rows.series)
            count += chosen.population
            let stretches = ChunkGroups(rows, [.calendar(options.unit)])
            var numbers = [UInt16](repeating: 0, count: stretches.values.count)
            for (code, values) in stretches.values.enumerated() {
                guard case .stretch(let period)?? = values.first else { continue }
                if known[period] == nil {
                    known[period] = UInt16(truncatingIfNeeded: periods.count)
                    periods.append(period)
                }
                numbers[code] = known[period] ?? 0
            }
            guard periods.count <= Self.windowsMax else {
                throw QueryFailure(
                    .badParameter,
                    "there are more than \(Self.windowsMax) windows; ask for longer ones, or about less time",
                    parameter: "windows")
            }
            let seasons = ChunkGroups(rows, season.parts)
            let codes = seasons.values.map(Self.stratum)
            let wantsTimes = options.family == .nannyML
            chosen.forEach { row in
                windows.append(numbers[stretches.code(row)])
                strata.append(codes[seasons.code(row)])
                let at = rows.ats[row]
                if wantsTimes { ats.append(at) }
                first = min(first ?? at, at)
                last = max(last ?? at, at)
            }
            guard count <= ColumnSample.numbersMax else {
                throw QueryFailure(
                    .tooLong,
                    "a side has more than \(ColumnSample.numbersMax) decisions; ask about less: a version, a segment, "
                        + "or a window with from and to")
            }
        }
        leftOut = left
        order()
        cut(ats)
    }

    private static func stratum(_ values: [GroupValue?]) -> UInt16 {
        var stratum = 0
        for value in values {
            switch value {
            case .weekday(let day): stratum = stratum * 7 + day
            case .hour(let hour): stratum = stratum * 24 + hour
            default: break
            }
        }
        return UInt16(truncatingIfNeeded: stratum)
    }

    /// Puts the windows in the order of time, and drops those that no row is in.
    private mutating func order() {
        var counts = [Int](repeating: 0, count: periods.count)
        for window in windows { counts[Int(window)] += 1 }
        let order = periods.indices.filter { counts[$0] > 0 }.sorted { periods[$0] < periods[$1] }
        var places = [UInt16](repeating: 0, count: periods.count)
        for (place, window) in order.enumerated() { places[window] = UInt16(truncatingIfNeeded: place) }
        for row in windows.indices { windows[row] = places[Int(windows[row])] }
        periods = order.map { periods[$0] }
    }

    private mutating func cut(_ ats: [Int64]) {
        guard !ats.isEmpty else { return }
        chunks = [UInt16](repeating: 0, count: ats.count)
        let order = ats.indices.sorted { (ats[$0], $0) < (ats[$1], $1) }
        for (chunk, range) in NannyML.chunks(rows: ats.count).enumerated() {
            for place in range { chunks[order[place]] = UInt16(truncatingIfNeeded: chunk) }
        }
    }

    /// How long the side lasts, in days.
    var days: Double {
        guard let first, let last else { return 0 }
        return Double(last - first) / 86_400_000_000
    }
}

/// The rows of both sides.
struct DriftRows: Sendable {
    let baseline: SideRows
    let current: SideRows
    /// What is compared with the same only, in the end.
    let season: DriftOptions.Season
    /// Why it is what it is.
    let seasonReason: String

    /// Days that both sides have to span for their weekdays to be compared.
    private static let spanLeast = 14.0

    init(_ baseline: SideRows, _ current: SideRows, _ options: DriftOptions) {
        self.baseline = baseline
        self.current = current
        if options.family != .daybook {
            season = .none
            seasonReason = "\(options.family.rawValue) knows no seasons"
        } else if let asked = options.season {
            season = asked
            seasonReason = "asked for"
        } else if min(baseline.days, current.days) >= Self.spanLeast {
            season = .weekday
            seasonReason = "both sides span at least 14 days"
        } else {
            season = .none
            seasonReason = "a side spans less than 14 days, so that weekdays cannot be told from drift"
        }
    }
}
