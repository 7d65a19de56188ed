import Documents
import Model
import Projections
import Wire

/// What a version that is scored beside the live one would have done otherwise.
struct ShadowQuery: Query {
    static let name = "shadow"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        var (baseline, current) = try Self.sides(request, view)
        let window = UInt64(max(0, request.arguments.span("pair_window")?.microseconds ?? 0))
        var texts = PairTexts()
        var leftOut = LeftOut(current.selection.filter)
        let beside = try PairRows.read(
            current.selection, request, view, texts: &texts, leftOut: &leftOut)
        baseline = Self.narrowed(baseline, to: beside, window)
        var otherLeftOut = LeftOut(baseline.selection.filter)
        let live = try PairRows.read(
            baseline.selection, request, view, texts: &texts, leftOut: &otherLeftOut)
        let pairs = DecisionPairs(live, beside, .beside(window: window), texts: texts)
        let contract = try Bins.contract(
            of: live.series.union(beside.series), view, asOf: request.position)
        let tolerance = PairTolerance(
            pairs, given: request.arguments.number("tolerance"), contract: contract)
        let page = try PairPage(
            PairPage.Parts(
                pairs: pairs, baselineTitle: Self.title(baseline, live, "baseline"),
                currentTitle: Self.title(current, beside, "current"), tolerance: tolerance.value,
                toleranceSource: tolerance.source, scale: tolerance.scale,
                largest: try LargestDifference.find(pairs, view)), deadline: request.deadline)
        var empty: String?
        if pairs.count == 0 {
            empty = try Self.why(live, beside, baseline.selection, current.selection, request, view)
        }
        let changes = try ChangeMarkers(of: current.selection.model, view, asOf: request.position)
        return .document(
            Document(
                name: Self.name,
                title: "Shadow" + (current.selection.model.map { " of \($0.text)" } ?? ""),
                parameters: try request.parameters([
                    Fact("baseline_used", "baseline used", .text(baseline.text)),
                    Fact("current_used", "current used", .text(current.text)),
                ]),
                definitions: PairPage.definitions, findings: PairFindings(page).all,
                sections: leftOut.notes + changes.marking(page.sections(empty: empty))
                    + [
                        .facts(
                            FactList(
                                key: "left_out", title: "Left out of the shadow", facts: leftOut.facts)),
                        .facts(
                            FactList(
                                key: "left_out_baseline", title: "Left out of the live side",
                                facts: otherLeftOut.facts)),
                    ]))
    }

    /// Live and shadow, each as far as its own words and the question's say; without a word the shadow
    /// version that was seen first last, beside every live one.
    private static func sides(_ request: Request, _ view: borrowing View) throws -> (Side, Side) {
        let arguments = request.arguments
        let shared = try Selection(request)
        let (baseline, current) = (arguments.selection("baseline"), arguments.selection("current"))
        let versions = arguments.identifiers("versions")
        guard versions.isEmpty || (baseline == nil && current == nil) else {
            throw QueryFailure(
                .badParameter, "versions is short for baseline and current, so it excludes both",
                parameter: "versions")
        }
        guard versions.isEmpty || versions.count == 2 else {
            throw QueryFailure(
                .badParameter, "versions has \(versions.count) values; expected two, the live one first",
                parameter: "versions")
        }
        var (live, shadow) = (shared, shared)
        live.roles = [.live]
        shadow.roles = [.shadow]
        if versions.count == 2 {
            live.versions = [versions[0]]
            shadow.versions = [versions[1]]
        } else if current == nil {
            for series in try view.series() where shadow.admits(series) {
                if try view.isKnown(series, asOf: request.position) { shadow.versions = [series.version] }
            }
        }
        return (
            try Side(baseline ?? SelectionArgument(), live, request, "baseline"),
            try Side(current ?? SelectionArgument(), shadow, request, "current")
        )
    }

    /// The live side as far as decisions beside the shadow's can lie, where nobody said from when to when and
    /// no shadow names its partner.
    private static func narrowed(_ side: Side, to rows: PairRows, _ window: UInt64) -> Side {
        let own = side.selection.window
        guard own.from == nil, own.to == nil, let span = rows.span, !rows.isNamed.contains(true) else {
            return side
        }
        let slack = Int64(clamping: window)
        return side.within(
            Window(
                from: Timestamp(microseconds: span.lowerBound.less(slack)),
                to: Timestamp(microseconds: span.upperBound.more(slack).more(1))))
    }

    /// A side's role and version where it has but one of each.
    static func title(_ side: Side, _ rows: PairRows, _ fallback: String) -> String {
        let names = Set(rows.series.map { "\($0.role.rawValue) \($0.version.text)" })
        return names.count == 1 ? names.first ?? fallback : fallback
    }

    private static func why(
        _ live: PairRows, _ beside: PairRows, _ baseline: Selection, _ current: Selection,
        _ request: Request, _ view: borrowing View
    ) throws -> String {
        if beside.count == 0 {
            return beside.withoutScore > 0
                ? "None of the \(beside.withoutScore) current decisions has a score."
                : "No current side: " + (try current.whyEmpty(request, view))
        }
        if live.count == 0 {
            return live.withoutScore > 0
                ? "None of the \(live.withoutScore) baseline decisions has a score."
                : "No baseline side: " + (try baseline.whyEmpty(request, view))
        }
        return
            "None of the \(beside.count) current decisions names one of the \(live.count) of the baseline in of, nor is "
            + "one of the same subject as near in time as pair_window says."
    }
}
