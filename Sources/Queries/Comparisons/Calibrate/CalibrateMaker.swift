import Model
import Projections
import Statistics
import Wire

/// One cutoff of a group with what it does.
struct CalibrateCutoff: Sendable {
    let method: CutoffMethod
    /// The least and the greatest; nil where nobody is called or there is none.
    let cutoffs: ClosedRange<Double>?
    /// Nil where there is no such cutoff, with the reason.
    let effect: CutoffEffect?
    let reason: String
}

/// The cutoffs of one group.
struct CalibrateGroup: Sendable {
    let values: [GroupValue?]
    /// What was called of the baseline's decisions with a threshold; nil when the baseline has no such group.
    let before: CutoffEffect?
    let thresholdsBefore: ClosedRange<Double>?
    let replay: CutoffReplay
    let cutoffs: [CalibrateCutoff]

    func cutoff(_ method: CutoffMethod) -> CalibrateCutoff? { cutoffs.first { $0.method == method } }
}

/// Finds the cutoffs of each group, and replays the decisions through them.
struct CalibrateMaker {
    let costs: CostsInForce?
    /// Decisions that can be acted upon in a day, with where that comes from; nil for none.
    let capacity: (perDay: Int, words: String)?
    let percentile: Double?

    /// In the order of the groups.
    func groups(_ baseline: ScoredReading, _ current: ScoredReading) -> [CalibrateGroup] {
        var before: [[GroupValue?]: ScoredRows] = [:]
        for (key, rows) in zip(baseline.book.keys, baseline.groups) where rows.count > 0 {
            before[key.values] = rows
        }
        return zip(current.book.keys, current.groups).filter { $0.1.count > 0 }
            .sorted { $0.0 < $1.0 }.map { key, rows in group(key.values, before[key.values], rows) }
    }

    private func group(_ values: [GroupValue?], _ before: ScoredRows?, _ rows: ScoredRows) -> CalibrateGroup {
        let replay = CutoffReplay(rows)
        let was = before.map { CallReplay($0).asItWas }
        var cutoffs = [inForce(replay)]
        cutoffs.append(sameNumber(before, replay))
        cutoffs.append(sameShare(was, replay))
        if let percentile {
            cutoffs.append(
                found(.percentile, Cutoff.percentile(at: percentile, of: replay.sorted), replay))
        }
        cutoffs.append(leastCost(replay))
        cutoffs.append(byCapacity(replay))
        cutoffs.append(
            found(
                .bestF1, Cutoff.maximumF1(replay.labelled)?.cutoff, replay,
                else: "no mature decision has a positive label"))
        return CalibrateGroup(
            values: values, before: was, thresholdsBefore: before?.thresholds, replay: replay,
            cutoffs: cutoffs)
    }

    private func found(
        _ method: CutoffMethod, _ cutoff: Cutoff?, _ replay: CutoffReplay, else reason: String = ""
    ) -> CalibrateCutoff {
        guard let cutoff else { return none(method, reason) }
        return CalibrateCutoff(
            method: method, cutoffs: cutoff.score.map { $0...$0 },
            effect: replay.calls.effect(at: cutoff.score),
            reason: "nobody is to be called")
    }

    private func none(_ method: CutoffMethod, _ reason: String) -> CalibrateCutoff {
        CalibrateCutoff(method: method, cutoffs: nil, effect: nil, reason: reason)
    }

    private func inForce(_ replay: CutoffReplay) -> CalibrateCutoff {
        guard let thresholds = replay.calls.rows.thresholds else {
            return none(.asItWas, "no decision had a threshold")
        }
        return CalibrateCutoff(
            method: .asItWas, cutoffs: thresholds, effect: replay.calls.asItWas, reason: "")
    }

    private func sameNumber(_ before: ScoredRows?, _ replay: CutoffReplay) -> CalibrateCutoff {
        guard let before else { return none(.sameNumber, "the baseline has no such group") }
        guard let thresholds = before.thresholds else {
            return none(.sameNumber, "no decision of the baseline had a threshold")
        }
        guard thresholds.lowerBound == thresholds.upperBound else {
            return none(.sameNumber, "the baseline had more than one threshold")
        }
        return CalibrateCutoff(
            method: .sameNumber, cutoffs: thresholds, effect: replay.calls.effect(at: thresholds.lowerBound),
            reason: "")
    }

    private func sameShare(_ was: CutoffEffect?, _ replay: CutoffReplay) -> CalibrateCutoff {
        guard let was else { return none(.sameShare, "the baseline has no such group") }
        return found(
            .sameShare, Cutoff.sameShare(called: was.called, of: was.decisions, other: replay.sorted), replay,
            else: "no decision of the baseline had a threshold")
    }

    private func leastCost(_ replay: CutoffReplay) -> CalibrateCutoff {
        guard let matrix = costs?.matrix else { return none(.leastCost, CostsInForce.missing) }
        return found(
            .leastCost, matrix.cutoff(replay.labelled)?.cutoff, replay,
            else: "no mature decision has a positive or negative label")
    }

    private func byCapacity(_ replay: CutoffReplay) -> CalibrateCutoff {
        guard let capacity else {
            return none(.capacity, "no capacity is given, and no policy states any")
        }
        return found(.capacity, Cutoff.capacity(perDay: capacity.perDay, days: replay.scoresByDay), replay)
    }
}
