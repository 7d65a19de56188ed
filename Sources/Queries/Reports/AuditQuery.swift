import Digest
import Documents
import Journal
import Model
import Projections
import Wire

/// The nightly audit of the labels: what an operations lead must know, findings first. Looks at live
/// decisions only.
struct AuditQuery: Query {
    static let name = "audit"

    /// A day or a week means what was known by its end, so that an audit asked for later says the same.
    func labelsBy(_ arguments: QueryArguments) throws -> Timestamp? {
        arguments.instant("labels_by") ?? AuditScope.lastMoment(arguments)
    }

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let scope = AuditScope(request)
        let model = request.arguments.identifier("model")
        var selection = Selection(model: model, roles: [.live], window: scope.window)
        selection.filter = request.arguments.filter("where")
        let overdueAfter = request.arguments.span("overdue_after")?.seconds
        let (days, leftOut) = try FeedbackRows.count(
            selection, request, view, grouping: Grouping([]), period: .day, within: AuditModel.within,
            overdueAfter: overdueAfter)
        let tallies = try Self.tallies(selection, scope, request, view)
        let models = days.models.keys.sorted().compactMap { name in
            tallies.models[name].map { tally in
                (
                    name,
                    AuditModel(
                        scope,
                        days: days.rows.filter { $0.key.group.model == name }.map {
                            ($0.key.period, $0.value)
                        },
                        maturity: days.ages[name] ?? .unknown(labelled: 0), tally,
                        delays: tallies.delayFigures(name))
                )
            }
        }
        try request.deadline.check()
        let decays = AuditDecay(models, scope)
        try request.deadline.check()
        let unmatched = try UnmatchedOutcomes(request, view, model: model)
        let page = AuditPage(
            scope: scope, models: models, decay: decays, unmatched: unmatched,
            evaluated: request.knowledge.evaluated,
            empty: models.isEmpty ? try selection.whyEmpty(request, view) : nil)
        return .document(
            Document(
                name: Self.name, title: "Audit of \(scope.label)" + (model.map { ", \($0.text)" } ?? ""),
                parameters: try request.parameters(page.parameters), definitions: AuditPage.definitions,
                findings: AuditFindings(page).all,
                sections: leftOut.notes + page.sections + leftOut.list + [.facts(try Self.ledger(request))]))
    }

    private static func tallies(
        _ selection: Selection, _ scope: AuditScope, _ request: Request, _ view: borrowing View
    ) throws -> AuditTallies {
        var tallies = AuditTallies(scope, request.knowledge)
        var ignored = LeftOut(nil)
        var isFirst = true
        repeat {
            try selection.chunks(request, view, tallies.needs, leftOut: &ignored) { rows, chosen in
                tallies.add(
                    rows, chosen, try view.meaning(of: rows.series, at: request.knowledge), isFirst: isFirst)
            }
            isFirst = false
        } while tallies.close()
        return tallies
    }

    /// Which state the answer was made from: what a later verification can be held against.
    private static func ledger(_ request: Request) throws -> FactList {
        let record = try request.journal.record(at: request.position)
        let none = "the ledger is empty"
        return FactList(
            key: "ledger", title: "Ledger",
            facts: [
                Fact("identity", "journal", .text(request.journal.identity)),
                Fact("position", "events up to the position", .position(request.position)),
                Fact("recorded", "last recorded", record.map { .time($0.recorded) } ?? .none(none)),
                Fact(
                    "digest", "digest of the last record", record.map { .text($0.digest.hex) } ?? .none(none)),
                Fact("projected", "projections answered as of position", .position(request.position)),
            ])
    }
}

/// The decay rule over all models of an audit: the number of comparisons is that of the whole audit.
struct AuditDecay {
    private(set) var comparisons: [Identifier: [DecayRule.Comparison]] = [:]
    private(set) var falls: [Identifier: [DecayRule.Fall]] = [:]
    /// Groups of each model that hold too few decisions to be compared.
    private(set) var untested: [Identifier: [AuditGroup]] = [:]
    /// Segments with too many values to look at each.
    private(set) var manyValued: [Identifier: [Identifier]] = [:]
    let count: Int

    init(_ models: [(name: Identifier, model: AuditModel)], _ scope: AuditScope) {
        var total = 0
        for (name, model) in models {
            let weeks = DecayRule.weeks(model.arrivals, end: scope.matureEnd)
            let found = DecayRule.comparisons(weeks)
            comparisons[name] = found
            manyValued[name] = model.manyValued
            untested[name] = Set(weeks.flatMap(\.groups)).subtracting(found.map(\.group)).sorted()
            total += found.count
        }
        count = total
        for (name, model) in models {
            falls[name] = DecayRule.falls(
                model.arrivals, comparisons: comparisons[name] ?? [], among: total, end: scope.matureEnd)
        }
    }
}
