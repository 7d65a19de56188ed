import Model
import Projections

/// Cases that went past the model while a side lasted: outcomes of subjects for whom no decision is on
/// record, beside all live decisions of that time. `workflow.bypassed`.
struct BypassTally: Sendable {
    let bypassed: Int
    /// With the decisions.
    let cases: Int

    /// Nil where nobody went past the model as far as is known, and for a side without decisions.
    ///
    /// - Parameter span: the times of the side's first and last decision, in microseconds.
    /// - Parameter unmatched: `View.subjectsWithoutDecision`.
    init?(
        _ model: Identifier?, _ span: ClosedRange<Int64>?, _ unmatched: [Int64], _ request: Request,
        _ view: borrowing View
    ) throws {
        guard let model, let span, !unmatched.isEmpty else { return nil }
        bypassed = unmatched.count { span.contains($0) }
        var selection = Selection(model: model, roles: [.live])
        selection.window = Window(
            from: Timestamp(microseconds: span.lowerBound),
            to: Timestamp(microseconds: span.upperBound + 1))
        var decisions = 0
        var ignored = LeftOut(nil)
        try selection.chunks(request, view, ChunkNeeds(), leftOut: &ignored) { _, chosen in
            decisions += chosen.population
        }
        cases = bypassed + decisions
    }
}
