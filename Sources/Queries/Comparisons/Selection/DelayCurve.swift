import Documents
import Model
import Projections
import Statistics

/// How long decisions wait for their labels, those that wait still among them.
struct DelayCurve: Sendable {
    let curve: SurvivalCurve

    /// The most decisions whose waits are held: 128 MiB of them.
    private static let decisionsMax = 1 << 24
    /// Places of the chart.
    private static let places = 60

    static let definitions = [Definitions.delayKaplanMeier.id, Definitions.delayLogLog.id]

    /// Of a selection: the wait for the first outcome that stands; cut off at the evaluation time where none
    /// does. Decisions after that time have not begun to wait. Cost: see `View.labels(_:at:)`, and a sort.
    init(_ selection: Selection, _ request: Request, _ view: borrowing View) throws {
        var needs = ChunkNeeds()
        needs.ats = true
        needs.labels = request.knowledge
        let evaluated = request.knowledge.evaluated.microseconds
        var (waits, open): ([Int64], [Int64]) = ([], [])
        var ignored = LeftOut(nil)
        try selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
            guard let labels = rows.labels else { return }
            chosen.forEach { row in
                if let summary = labels.summary(row), summary.standing > 0 {
                    waits.append(max(0, summary.first.at - rows.ats[row]))
                } else if rows.ats[row] <= evaluated {
                    open.append(evaluated - rows.ats[row])
                }
            }
            guard waits.count + open.count <= Self.decisionsMax else {
                throw QueryFailure(
                    .tooLong,
                    "more than \(Self.decisionsMax) decisions wait or waited for labels; ask about less: a version, "
                        + "a segment, or a window with from and to")
            }
        }
        curve = SurvivalCurve(events: waits, censored: open)
    }

    /// The share that has a label by each age; nil without any label.
    var chart: Chart? {
        guard let last = curve.points.last, last.duration > 0 else { return nil }
        // Ages at equal shares of the labels that came, so that neither hours nor months are lost.
        let step = max(1, curve.points.count / Self.places)
        var chosen = stride(from: 0, to: curve.points.count, by: step).map { curve.points[$0] }
        if chosen.last?.duration != last.duration { chosen.append(last) }
        let bands = chosen.map { $0.interval(z: Normal.z95) }
        return Chart(
            key: "delay", title: "Share that has a label, by age in days", kind: .steps,
            axis: .numbers(chosen.map { Double($0.duration) / 86_400_000_000 }),
            axisLabel: "days after the decision", valueLabel: "share labelled", shares: true,
            series: [
                Chart.Series(
                    "labelled", "labelled (Kaplan-Meier)", chosen.map { 1 - $0.survival },
                    low: bands.map { $0.map { 1 - $0.high } }, high: bands.map { $0.map { 1 - $0.low } })
            ])
    }

    /// When a share of the decisions has its label.
    var facts: FactList {
        func duration(_ share: Double) -> Value {
            curve.quantile(share).map { .duration(Double($0) / 1_000_000) }
                ?? .none(curve.count == 0 ? "no decisions" : "so many have no label yet")
        }
        return FactList(
            key: "delay_quantiles", title: "Wait for the label, with those that wait still",
            facts: [
                Fact("decisions", "decisions", .count(curve.count)),
                Fact("labelled", "of these labelled", .count(curve.events)),
                Fact("quarter", "a quarter has it after", duration(0.25)),
                Fact("half", "half", duration(0.5)),
                Fact("three_quarters", "three quarters", duration(0.75)),
            ])
    }
}
