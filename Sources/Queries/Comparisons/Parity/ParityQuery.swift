import Documents
import Model
import Projections
import Wire

/// Whether a version is fed live what it was fed in training and in replay.
struct ParityQuery: Query {
    static let name = "parity"

    /// What is held against what comes first: training, a replay, live, and beside it.
    private static let order: [Role] = [.reference, .replay, .live, .shadow]

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        var base = try Selection(request)
        let version = try request.arguments.identifier("version") ?? Self.newest(base, request, view)
        base.versions = version.map { [$0] } ?? []
        var sides: [(role: Role, selection: Selection)] = []
        for role in Self.order {
            var selection = base
            selection.roles = [role]
            // Training rows and replays carry a time of their own, outside of any live window.
            if role == .reference || role == .replay { selection.window = Window() }
            if try Self.isThere(selection, request, view) { sides.append((role, selection)) }
        }
        var keys: Set<ColumnKey> = []
        for side in sides { keys.formUnion(try ColumnSample.keys(.feature, side.selection, request, view)) }
        var features: [FeatureParity] = []
        for key in keys.sorted() {
            let samples = try sides.map { try ColumnSample.read(key, $0.selection, request, view) }
            features.append(FeatureParity(key, samples))
        }
        let known = try sides.first.map {
            try ColumnSample.keys(.feature, $0.selection, request, view)
        }
        let services = try sides.map {
            try ServiceTally.read(known ?? [], $0.selection, request, view)
        }
        let page = ParityPage(
            roles: sides.map(\.role), features: features, services: services,
            bound: request.arguments.number("bound") ?? 0.05,
            significance: request.arguments.number("significance") ?? 0.01)
        let title = [base.model?.text, version?.text].compactMap(\.self).joined(separator: " ")
        return .document(
            Document(
                name: Self.name, title: "Parity of \(title)",
                parameters: try request.parameters([
                    Fact(
                        "version_used", "version used",
                        version.map { .text($0) } ?? .none("no live version is known"))
                ]),
                definitions: ParityPage.definitions, findings: page.findings, sections: page.sections))
    }

    /// The live version that was seen first last.
    private static func newest(
        _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> Identifier? {
        var version: Identifier?
        for series in try view.series() where series.model == selection.model && series.role == .live {
            if try view.isKnown(series, asOf: request.position) { version = series.version }
        }
        return version
    }

    private static func isThere(
        _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> Bool {
        var ignored = LeftOut(nil)
        var count = 0
        try selection.chunks(request, view, ChunkNeeds(), leftOut: &ignored) { _, chosen in
            count += chosen.population
        }
        return count > 0
    }
}
