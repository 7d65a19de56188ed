import Documents
import Model
import Projections
import Wire

/// What would have been called under another policy.
struct WhatIfQuery: Query {
    static let name = "whatif"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let selection = try Selection(request)
        let model = selection.model ?? Identifier("")
        let grouping = Grouping(arguments.groupings("by"))
        let timeline = try PolicyTimeline(of: model, request, view)
        let policy = try WhatIfPolicy(request, timeline)
        let reading = try ScoredReading(
            selection, request, view, parts: grouping.parts + [.action], maturity: Maturity(arguments),
            wants: .init(money: true, proposed: policy.bySegment))
        let stated = timeline.policies.compactMap { entry in
            entry.policy.capacity.map { (at: entry.row.at, capacity: $0) }
        }
        let given = policy.capacity.map { Double($0) }
        let maker = WhatIfMaker(
            policy: policy, costs: try CostTimeline(request, timeline),
            capacity: { time in given ?? stated.last { $0.at <= time }?.capacity },
            acted: arguments.identifiers("acted"))
        let made = try maker.made(
            reading, scale: try PerformanceMaker.scale(of: model, reading, request, view), request.deadline)
        let page = WhatIfPage(
            model: model, grouping: grouping, maker: maker, reading: reading, made: made,
            capacityWords: given != nil ? "given" : stated.isEmpty ? nil : "the policies in force",
            markers: try ChangeMarkers(of: model, view, asOf: request.position))
        let isEmpty = reading.groups.allSatisfy { $0.count + $0.withoutScore == 0 }
        return .document(
            Document(
                name: Self.name, title: "What if, of \(model.text)", parameters: try request.parameters(),
                definitions: WhatIfPage.definitions, findings: WhatIfFindings(page).all,
                sections: page.sections(empty: isEmpty ? try selection.whyEmpty(request, view) : nil)))
    }
}
