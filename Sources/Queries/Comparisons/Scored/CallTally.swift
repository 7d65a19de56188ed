import Model
import Statistics

/// The days (UTC) on which decisions were made, in order.
struct DecisionDays: Sendable {
    /// Numbers of days since 1970. They are far below 2^53, so that doubles hold them.
    private let days: [Double]

    private static let length: Int64 = 86_400_000_000

    /// Of decisions in any order. Cost: a pass and a sort.
    init(_ groups: [ScoredRows]) {
        var all: [Double] = []
        all.reserveCapacity(groups.reduce(0) { $0 + $1.count })
        for rows in groups {
            // Neighbours mostly lie on one day.
            var last = Double.nan
            for at in rows.ats {
                let day = Self.day(at)
                if day != last { all.append(day) }
                last = day
            }
        }
        var days: [Double] = []
        for day in RadixSort.sorted(all) where days.last != day { days.append(day) }
        self.days = days
    }

    var count: Int { days.count }

    /// The last moment of a day, in microseconds.
    func end(of place: Int) -> Int64 {
        let (start, isOver) = Int64(days[place]).multipliedReportingOverflow(by: Self.length)
        return isOver ? .max : start + (Self.length - 1)
    }

    /// By row: the place of its day.
    func places(of rows: ScoredRows) -> [Int32] {
        var (last, place): (Double, Int32) = (.nan, 0)
        return rows.ats.map { at in
            let day = Self.day(at)
            if day == last { return place }
            var (low, high) = (0, days.count)
            while low < high {
                let middle = (low + high) / 2
                if days[middle] < day { low = middle + 1 } else { high = middle }
            }
            last = day
            place = Int32(truncatingIfNeeded: low)
            return place
        }
    }

    @inline(__always)
    private static func day(_ at: Int64) -> Double { Double(at.flooredDivided(by: length)) }
}

/// Whether decisions are called, by row of a group.
enum Call {
    static let no: UInt8 = 0
    static let yes: UInt8 = 1
    /// There is no threshold to hold the score against.
    static let undecided: UInt8 = 2

    /// What the thresholds in force came to.
    static func inForce(_ mark: UInt8) -> UInt8 {
        mark & ScoredRows.Mark.hasThreshold == 0 ? undecided : mark & ScoredRows.Mark.called == 0 ? no : yes
    }
}

/// Counts of decisions by how they were called then, how they are called now and what became of them. Those
/// of parts add up.
struct CallTally: Sendable {
    /// What became of a call.
    enum Change: Int, CaseIterable, Sendable {
        case stillCalled, stillNot
        /// Called now and not then, and the other way round.
        case newly, noLonger
        /// No threshold was in force then.
        case calledWithoutThreshold, notWithoutThreshold

        var isCalled: Bool {
            switch self {
            case .stillCalled, .newly, .calledWithoutThreshold: true
            case .stillNot, .noLonger, .notWithoutThreshold: false
            }
        }
    }

    /// By stretch of costs, change and `RowClasses.Code`; labels of immature decisions count as pending.
    private(set) var cells: [Int]
    /// Calls by day.
    private(set) var byDay: [Int]

    private static let changes = Change.allCases.count

    init(days: Int, stretches: Int = 1) {
        cells = [Int](repeating: 0, count: stretches * Self.changes * 4)
        byDay = [Int](repeating: 0, count: days)
    }

    /// Adds the decisions of a group that are decided.
    /// - Parameters:
    ///   - calls: by row, a `Call`.
    ///   - days: by row, the place of its day.
    ///   - stretches: by row, the stretch of costs; empty when there is one.
    mutating func add(_ rows: ScoredRows, _ calls: [UInt8], days: [Int32], stretches: [Int32] = []) {
        let table = Self.places
        for row in calls.indices {
            let call = calls[row]
            guard call != Call.undecided else { continue }
            let stretch = stretches.isEmpty ? 0 : Int(stretches[row])
            cells[stretch * Self.changes * 4 + Int(table[Int(rows.marks[row] & 31) * 2 + Int(call)])] += 1
            if call == Call.yes { byDay[Int(days[row])] += 1 }
        }
    }

    /// By mark and call: the cell within its stretch.
    private static let places: [UInt8] = (0..<64).map { index in
        let (mark, isCalled) = (UInt8(index / 2), index % 2 == 1)
        let change: Change
        if mark & ScoredRows.Mark.hasThreshold == 0 {
            change = isCalled ? .calledWithoutThreshold : .notWithoutThreshold
        } else if mark & ScoredRows.Mark.called != 0 {
            change = isCalled ? .stillCalled : .noLonger
        } else {
            change = isCalled ? .newly : .stillNot
        }
        var label = mark & ScoredRows.Mark.label
        let isJudged = label == RowClasses.Code.positive || label == RowClasses.Code.negative
        if isJudged, mark & ScoredRows.Mark.mature == 0 { label = RowClasses.Code.pending }
        return UInt8(change.rawValue * 4) + label
    }

    /// Forgets the days: there may be many groups.
    mutating func dropDays() { byDay = [] }

    /// Without days of its own it stays without.
    mutating func merge(_ other: CallTally) {
        for index in cells.indices { cells[index] += other.cells[index] }
        for index in byDay.indices { byDay[index] += other.byDay[index] }
    }

    var stretches: Int { cells.count / (Self.changes * 4) }

    /// Decisions of a change with a label class, or any; of a stretch, or all.
    func count(_ change: Change, label: UInt8? = nil, stretch: Int? = nil) -> Int {
        var sum = 0
        for one in stretch.map({ $0..<$0 + 1 }) ?? 0..<stretches {
            for code in label.map({ Int($0)..<Int($0) + 1 }) ?? 0..<4 {
                sum += cells[(one * Self.changes + change.rawValue) * 4 + code]
            }
        }
        return sum
    }

    /// Decisions called, or not, with a label class, or any; of a stretch, or all.
    func count(called: Bool, label: UInt8? = nil, stretch: Int? = nil) -> Int {
        Change.allCases.reduce(0) {
            $1.isCalled == called ? $0 + count($1, label: label, stretch: stretch) : $0
        }
    }

    var called: Int { count(called: true) }
    var decisions: Int { cells.reduce(0, +) }
    var newly: Int { count(.newly) }
    var noLonger: Int { count(.noLonger) }

    /// Called without an outcome, that were not called when they were decided.
    var neverActedOn: Int {
        count(.newly, label: RowClasses.Code.pending)
            + count(.calledWithoutThreshold, label: RowClasses.Code.pending)
    }

    /// What became of them: known and not known; of a stretch of costs, or of all.
    func outcomes(_ stretch: Int? = nil) -> UnknownOutcomes {
        func cell(_ called: Bool, _ label: UInt8) -> Int {
            count(called: called, label: label, stretch: stretch)
        }
        let known =
            Confusion(
                truePositives: cell(true, RowClasses.Code.positive),
                falsePositives: cell(true, RowClasses.Code.negative),
                falseNegatives: cell(false, RowClasses.Code.positive),
                trueNegatives: cell(false, RowClasses.Code.negative)) ?? ScoredRows().confusionInForce
        return UnknownOutcomes(
            known: known, called: cell(true, RowClasses.Code.pending),
            notCalled: cell(false, RowClasses.Code.pending)) ?? UnknownOutcomes(known: known)
    }
}
