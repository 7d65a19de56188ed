import Model
import Projections

/// Finds the decisions that stand beside one: the shadow of a live one, the replay of a set.
///
/// A pair is named by `of`; else it is of one replay set and subject; else of one subject and model, a live
/// one with one that is not, the nearest `at` within a window, ties to the lower position. A subject that
/// repeats on one side counts with its last.
enum Pairing {
    /// Why two decisions are a pair.
    enum Reason: String, Sendable {
        /// The other names this one.
        case namedByIt = "of"
        /// This one names the other.
        case namesIt = "names it"
        case replaySet = "replay_set"
        case nearest = "nearest"
    }

    struct Pair: Sendable {
        let row: DecisionRow
        let reason: Reason
    }

    /// The pairs of a decision among the others of its subject and model, by series and position.
    static func pairs(of row: DecisionRow, among others: [DecisionRow], within window: Model.Span) -> [Pair] {
        var found: [Pair] = []
        var bySeries: [UInt32: [DecisionRow]] = [:]
        for other in others where other.position != row.position && other.series.model == row.series.model {
            bySeries[other.series.number, default: []].append(other)
        }
        for number in bySeries.keys.sorted() {
            guard let candidates = bySeries[number] else { continue }
            if let pair = pair(of: row, in: candidates, within: window) { found.append(contentsOf: pair) }
        }
        return found
    }

    /// Whether a decision of a series may be a pair of a decision at all: most of a subject's may not, and
    /// need not be looked at.
    /// - Parameter namesOthers: whether any decision of the series names another.
    static func mayPair(
        _ row: DecisionRow, with series: Series, namesOthers: () throws -> Bool
    ) rethrows -> Bool {
        if row.of != nil || row.replaySet != nil { return true }
        return canBeNear(row, series) ? true : try namesOthers()
    }

    /// Nearness pairs what is acted upon with what is not.
    private static func canBeNear(_ row: DecisionRow, _ series: Series) -> Bool {
        (row.series.role == .live) != (series.role == .live)
            && ![row.series.role, series.role].contains(.reference)
    }

    /// The pairs in one series of another role or version.
    private static func pair(
        of row: DecisionRow, in candidates: [DecisionRow], within window: Model.Span
    ) -> [Pair]? {
        let namedBy = candidates.filter { $0.of == row.id }
        if !namedBy.isEmpty { return namedBy.map { Pair(row: $0, reason: .namedByIt) } }
        if let named = row.of, let other = candidates.first(where: { $0.id == named }) {
            return [Pair(row: other, reason: .namesIt)]
        }
        if let set = row.replaySet {
            return candidates.last { $0.replaySet == set }.map { [Pair(row: $0, reason: .replaySet)] }
        }
        guard let other = candidates.first else { return nil }
        // A decision that names its partner is no one else's.
        guard canBeNear(row, other.series), row.of == nil else { return nil }
        let free = candidates.filter { $0.of == nil && $0.replaySet == nil }
        return nearest(to: row, in: free, within: window).map { [Pair(row: $0, reason: .nearest)] }
    }

    private static func nearest(
        to row: DecisionRow, in candidates: [DecisionRow], within window: Model.Span
    ) -> DecisionRow? {
        var best: (row: DecisionRow, distance: UInt64)?
        for candidate in candidates {
            let distance = (candidate.at.microseconds - row.at.microseconds).magnitude
            guard window.microseconds >= 0, distance <= UInt64(window.microseconds) else { continue }
            if let found = best, (found.distance, found.row.position) <= (distance, candidate.position) {
                continue
            }
            best = (candidate, distance)
        }
        return best?.row
    }
}
