import Model
import Projections
import Statistics

/// How a cutoff is found.
enum CutoffMethod: String, Sendable, CaseIterable {
    /// The thresholds that were in force.
    case asItWas = "as_it_was"
    /// The number that was in force on the baseline.
    case sameNumber = "same_number"
    /// The share of decisions that was called on the baseline.
    case sameShare = "same_share"
    /// A quantile of the current scores.
    case percentile
    /// What costs least by the labels.
    case leastCost = "least_cost"
    /// What fits into a day, on every day.
    case capacity
    /// The highest F1 by the labels.
    case bestF1 = "best_f1"
}

/// What a cutoff would have done to the decisions that were made.
struct CutoffEffect: Sendable {
    let called: Int
    /// Decisions with a score; for the thresholds in force, those that have one.
    let decisions: Int
    /// Called that were not, and not called that were, of those that had a threshold.
    let newly: Int
    let noLonger: Int
    /// The most called in one day (UTC), and the days with decisions.
    let mostInDay: Int
    let days: Int
    let outcomes: UnknownOutcomes
    /// Of the called without an outcome: those that were not called when they were decided.
    let neverActedOn: Int
}

/// The decisions of a group made ready to be decided again.
struct CutoffReplay: Sendable {
    let rows: ScoredRows
    /// The scores, ascending.
    let sorted: [Double]
    let labelled: LabelledScores
    /// By row: the number of its day among those that have decisions, in order.
    private let dayOfRow: [Int32]
    let dayCount: Int

    private static let day: Int64 = 86_400_000_000

    init(_ rows: ScoredRows) {
        self.rows = rows
        sorted = RadixSort.sorted(rows.scores)
        labelled = rows.labelled
        // Days are far below 2^53, so that doubles hold them.
        let all = rows.ats.map { Double($0.flooredDivided(by: Self.day)) }
        var days: [Double] = []
        for day in RadixSort.sorted(all) where days.last != day { days.append(day) }
        dayCount = days.count
        var (last, place): (Double, Int32) = (.nan, 0)
        dayOfRow = all.map { day in
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

    /// Each day's scores, ascending.
    var scoresByDay: [[Double]] {
        var days = [[Double]](repeating: [], count: dayCount)
        for row in rows.scores.indices { days[Int(dayOfRow[row])].append(rows.scores[row]) }
        for day in days.indices { days[day] = RadixSort.sorted(days[day]) }
        return days
    }

    /// What the thresholds in force did.
    var asItWas: CutoffEffect {
        effect { rows in
            rows.marks.map {
                $0 & ScoredRows.Mark.hasThreshold == 0 ? 2 : $0 & ScoredRows.Mark.called == 0 ? 0 : 1
            }
        }
    }

    /// What a cutoff would have done; nil calls nobody.
    func effect(at cutoff: Double?) -> CutoffEffect {
        let cutoff = cutoff ?? .infinity
        return effect { rows in rows.scores.map { $0 >= cutoff ? 1 : 0 } }
    }

    /// - Parameter decide: by row 1 for called, 0 for not, 2 for undecided.
    private func effect(_ decide: (ScoredRows) -> [UInt8]) -> CutoffEffect {
        let calls = decide(rows)
        var byDay = [Int](repeating: 0, count: dayCount)
        // True and false positives, false and true negatives; then unknown ones called and not.
        var cells = [Int](repeating: 0, count: 6)
        var (called, decisions, newly, noLonger, never) = (0, 0, 0, 0, 0)
        for row in calls.indices where calls[row] < 2 {
            let isCalled = calls[row] == 1
            decisions += 1
            let mark = rows.marks[row]
            let was = mark & ScoredRows.Mark.called != 0
            if isCalled {
                called += 1
                byDay[Int(dayOfRow[row])] += 1
            }
            if mark & ScoredRows.Mark.hasThreshold != 0, was != isCalled {
                if isCalled { newly += 1 } else { noLonger += 1 }
            }
            let label = mark & ScoredRows.Mark.label
            let isKnown =
                mark & ScoredRows.Mark.mature != 0
                && (label == RowClasses.Code.positive || label == RowClasses.Code.negative)
            if isKnown {
                cells[(isCalled ? 0 : 2) + (label == RowClasses.Code.positive ? 0 : 1)] += 1
            } else if label != RowClasses.Code.other {
                cells[isCalled ? 4 : 5] += 1
                if isCalled, !was { never += 1 }
            }
        }
        let known =
            Confusion(
                truePositives: cells[0], falsePositives: cells[1], falseNegatives: cells[2],
                trueNegatives: cells[3]) ?? ScoredRows().confusionInForce
        let outcomes = UnknownOutcomes(known: known, called: cells[4], notCalled: cells[5])
        return CutoffEffect(
            called: called, decisions: decisions, newly: newly, noLonger: noLonger,
            mostInDay: byDay.max() ?? 0, days: dayCount, outcomes: outcomes ?? UnknownOutcomes(known: known),
            neverActedOn: never)
    }
}
