import Documents
import Model
import Projections
import Statistics
import Wire

/// How the scores of two selections differ.
struct CompareQuery: Query {
    static let name = "compare"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let sides = try Sides(request, view)
        let grouping = Grouping(arguments.groupings("by"))
        let family = DefinitionFamily(arguments)
        let rule = ComparisonRule(arguments)
        let given = try GivenScale.given(arguments)
        let reading = SideScoresReading(parts: grouping.parts, wantsTimes: family == .nannyML)
        let baseline = try reading.read(sides.baseline, request, view)
        let current = try reading.read(sides.current, request, view)
        let keys = Set(baseline.groups.keys).union(current.groups.keys).sorted()
        try Grouping.check(rows: keys.count)
        var rows: [CompareRow] = []
        for key in keys {
            try request.deadline.check()
            let (before, after) = (baseline.groups[key] ?? SideScores(), current.groups[key] ?? SideScores())
            let least = [before.scores.first, after.scores.first].compactMap(\.self).min()
            let greatest = [before.scores.last, after.scores.last].compactMap(\.self).max()
            let scale = Bins.scale(
                given: given,
                contract: try Bins.contract(
                    of: before.series.union(after.series), view, asOf: request.position),
                minimum: least, maximum: greatest)
            rows.append(
                CompareRow(
                    key, before, after, family, scale: scale, bins: Int(arguments.integer("bins") ?? 20)))
        }
        let page = ComparePage(
            rows: CompareRow.judged(rows, rule), grouping: grouping, family: family, rule: rule,
            points: arguments.numbers("quantiles"))
        let empty = try sides.empty((baseline.groups.count, current.groups.count), request, view)
        return .document(
            Document(
                name: Self.name, title: "Scores of \(sides.current.text) against \(sides.baseline.text)",
                parameters: try request.parameters(sides.facts), definitions: page.definitions,
                findings: CompareFindings(page, empty: empty).all,
                sections: page.sections(empty: empty, leftOut: (baseline.leftOut, current.leftOut))))
    }
}

/// Bounds of a scale that the caller gave.
enum GivenScale {
    /// Both or none.
    static func given(_ arguments: QueryArguments) throws -> (low: Double, high: Double)? {
        switch (arguments.number("low"), arguments.number("high")) {
        case (nil, nil): return nil
        case (let low?, let high?):
            guard low < high else {
                throw QueryFailure(
                    .badParameter, "low is \(low), which is not below high, \(high)", parameter: "low")
            }
            return (low, high)
        case (nil, _): throw QueryFailure(.badParameter, "high is given without low", parameter: "low")
        case (_, nil): throw QueryFailure(.badParameter, "low is given without high", parameter: "high")
        }
    }
}
