import Documents
import Model
import Projections
import Statistics
import Wire

/// How well decisions were made, by the labels that have come since.
struct PerformanceQuery: Query {
    static let name = "performance"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let selection = try Selection(request)
        let grouping = Grouping(arguments.groupings("by"))
        let unit = arguments.choice("window").flatMap { CalendarUnit(rawValue: $0) }
        let reading = try ScoredReading(
            selection, request, view, parts: grouping.parts + (unit.map { [.calendar($0)] } ?? []),
            maturity: Maturity(arguments), wants: .init(money: true))
        let bands = BandKind.allCases.filter { arguments.choices("band").contains($0.rawValue) }
        let maker = PerformanceMaker(
            options: try Self.options(arguments, reading.models, request, view), bands: bands,
            hasPeriods: unit != nil)
        let rows = try maker.rows(reading, request, view)
        let page = PerformancePage(
            rows: rows, grouping: grouping, bands: bands, hasPeriods: unit != nil, options: maker.options,
            models: reading.models, ages: reading.ages)
        return .document(
            Document(
                name: Self.name, title: "Performance" + (selection.model.map { " of \($0.text)" } ?? ""),
                parameters: try request.parameters(), definitions: page.definitions,
                findings: PerformanceFindings(page).all,
                sections: try page.sections(
                    leftOut: reading.leftOut,
                    empty: rows.isEmpty ? try selection.whyEmpty(request, view) : nil)
                    + ChangeMarkers.sections(unit, grouping, selection, view, asOf: request.position)))
    }

    private static func options(
        _ arguments: QueryArguments, _ models: [Identifier], _ request: Request, _ view: borrowing View
    ) throws -> PerformanceOptions {
        var costs: [Identifier: CostsInForce] = [:]
        for model in models {
            costs[model] = try CostsInForce(request, model: model, view)
        }
        return PerformanceOptions(
            threshold: arguments.number("threshold"), percentile: arguments.number("percentile"),
            costs: costs,
            family: DefinitionFamily(arguments) == .nannyML ? .nannyml : .daybook)
    }
}

/// One row of the answer.
struct PerformanceRow: Sendable {
    let key: RowKey
    let bands: [Band]
    let figures: PerformanceFigures
}

/// Works the rows out.
struct PerformanceMaker {
    let options: PerformanceOptions
    let bands: [BandKind]
    let hasPeriods: Bool

    /// In order.
    func rows(
        _ reading: ScoredReading, _ request: Request, _ view: borrowing View
    ) throws -> [PerformanceRow] {
        var cutters: [Identifier: BandCutter] = [:]
        for model in reading.models {
            cutters[model] = BandCutter(
                bands,
                scale: bands.contains(.score) ? try Self.scale(of: model, reading, request, view) : nil)
        }
        var rows: [PerformanceRow] = []
        for (key, group) in zip(reading.book.keys, reading.groups) {
            guard let cutter = cutters[key.model] else { continue }
            for (bands, part) in cutter.cut(group) {
                try request.deadline.check()
                let scale = try ProbabilityScale(
                    of: part.series, scores: part.range, view, asOf: request.position)
                rows.append(
                    PerformanceRow(
                        key: RowKey(key, hasPeriod: hasPeriods), bands: bands,
                        figures: PerformanceFigures(part, scale, options)))
                try Grouping.check(rows: rows.count)
            }
        }
        return rows.sorted {
            $0.key == $1.key ? $0.bands.lexicographicallyPrecedes($1.bands) : $0.key < $1.key
        }
    }

    /// The scale of all scores of a model.
    static func scale(
        of model: Identifier, _ reading: ScoredReading, _ request: Request, _ view: borrowing View
    ) throws -> Bins.Scale? {
        var series: Set<Series> = []
        var (low, high) = (Double.infinity, -Double.infinity)
        for (key, group) in zip(reading.book.keys, reading.groups) where key.model == model {
            series.formUnion(group.series)
            guard let range = group.range else { continue }
            low = min(low, range.lowerBound)
            high = max(high, range.upperBound)
        }
        guard low <= high else { return nil }
        return Bins.scale(
            given: nil, contract: try Bins.contract(of: series, view, asOf: request.position), minimum: low,
            maximum: high)
    }
}
