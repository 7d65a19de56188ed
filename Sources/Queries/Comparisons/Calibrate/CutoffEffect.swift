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
struct CallReplay: Sendable {
    let rows: ScoredRows
    let days: DecisionDays
    /// By row: the place of its day among those that have decisions.
    fileprivate let dayOfRow: [Int32]

    init(_ rows: ScoredRows) {
        self.rows = rows
        days = DecisionDays([rows])
        dayOfRow = days.places(of: rows)
    }

    /// What the thresholds in force did.
    var asItWas: CutoffEffect { effect(rows.marks.map { Call.inForce($0) }) }

    /// What a cutoff would have done; nil calls nobody.
    func effect(at cutoff: Double?) -> CutoffEffect {
        let cutoff = cutoff ?? .infinity
        return effect(rows.scores.map { $0 >= cutoff ? Call.yes : Call.no })
    }

    private func effect(_ calls: [UInt8]) -> CutoffEffect {
        var tally = CallTally(days: days.count)
        tally.add(rows, calls, days: dayOfRow)
        return CutoffEffect(
            called: tally.called, decisions: tally.decisions, newly: tally.newly, noLonger: tally.noLonger,
            mostInDay: tally.byDay.max() ?? 0, days: days.count, outcomes: tally.outcomes(),
            neverActedOn: tally.neverActedOn)
    }
}

/// The same with their scores in order, to find cutoffs among them.
struct CutoffReplay: Sendable {
    let calls: CallReplay
    /// The scores, ascending.
    let sorted: [Double]
    let labelled: LabelledScores

    init(_ rows: ScoredRows) {
        calls = CallReplay(rows)
        sorted = RadixSort.sorted(rows.scores)
        labelled = rows.labelled
    }

    /// Each day's scores, ascending.
    var scoresByDay: [[Double]] {
        let rows = calls.rows
        var scores = [[Double]](repeating: [], count: calls.days.count)
        for row in rows.scores.indices { scores[Int(calls.dayOfRow[row])].append(rows.scores[row]) }
        return scores.map { RadixSort.sorted($0) }
    }
}
