import Documents
import Model
import Projections
import Wire

/// Which slices of the decisions a change comes from, and the worst mistakes.
struct SlicesQuery: Query {
    static let name = "slices"

    /// Attributes that are looked at: with more, the pairs would be most of a million.
    private static let attributesMax = 64

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let sides = try Sides(request, view)
        let arguments = request.arguments
        let figure = arguments.choice("figure").flatMap { SliceFigure(rawValue: $0) } ?? .errorRate
        let (attributes, ignored) = try Self.attributes(sides, request, view)
        let reader = SliceReader(
            attributes: attributes, figure: figure, withPairs: arguments.flag("pairs") ?? true)
        let scale = try Self.scale(sides.current.selection, sides.current.asking(request), view)
        let examples = Int(arguments.integer("examples") ?? 5)
        let baseline = try reader.read(
            sides.baseline.selection, sides.baseline.asking(request), view, high: nil, low: nil, examples: 0)
        let current = try reader.read(
            sides.current.selection, sides.current.asking(request), view,
            high: scale.map { $0.low + (arguments.number("high") ?? 0.8) * ($0.high - $0.low) },
            low: scale.map { $0.low + (arguments.number("low") ?? 0.4) * ($0.high - $0.low) },
            examples: examples)
        let page = SlicesPage(
            figure: figure, attributes: attributes, ignored: ignored,
            ranking: SliceRanking(
                baseline.counts, current.counts, least: arguments.integer("least") ?? 30),
            current: current, scale: scale, top: Int(arguments.integer("top") ?? 5),
            significance: arguments.number("significance") ?? 0.01)
        return .document(
            Document(
                name: Self.name,
                title: "Slices" + (sides.current.selection.model.map { " of \($0.text)" } ?? ""),
                parameters: try request.parameters(sides.facts), definitions: SlicesPage.definitions,
                findings: page.findings, sections: try page.sections(request)))
    }

    /// What decisions are cut by, in the order of their keys, segments first; and what is left out of that.
    private static func attributes(
        _ sides: Sides, _ request: Request, _ view: borrowing View
    ) throws -> ([SliceAttribute], [String]) {
        var attributes: [SliceAttribute] = []
        var ignored: [String] = []
        for family: CellFamily in [.segment, .feature] {
            var keys: Set<ColumnKey> = []
            for side in [sides.baseline, sides.current] {
                keys.formUnion(try ColumnSample.keys(family, side.selection, side.asking(request), view))
            }
            for key in keys.sorted() {
                guard attributes.count < attributesMax else {
                    ignored.append(String(decoding: key.name, as: UTF8.self))
                    continue
                }
                let baseline = try ColumnSample.read(
                    key, sides.baseline.selection, sides.baseline.asking(request), view)
                let current = try ColumnSample.read(
                    key, sides.current.selection, sides.current.asking(request), view)
                if let attribute = SliceAttribute(key, baseline, current) { attributes.append(attribute) }
            }
        }
        return (attributes, ignored)
    }

    /// The scale of the scores, as histograms have it.
    private static func scale(
        _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> Bins.Scale? {
        let contract = try Bins.contract(
            of: Set(try selection.series(view)), view, asOf: request.position)
        let scores = try ColumnSample.read(.field(.score), selection, request, view).numbers
        return Bins.scale(given: nil, contract: contract, minimum: scores.first, maximum: scores.last)
    }
}
