import Documents
import Model
import Projections
import Wire

/// Which decisions a question is about.
struct Selection: Sendable {
    var model: Identifier?
    /// Empty takes every version.
    var versions: [Identifier] = []
    /// Empty takes every role.
    var roles: [Role] = []
    /// Values of one name are alternatives; names have all to be met.
    var segments: [(name: Identifier, value: Identifier)] = []
    /// What else decisions have to meet; nil when that is all.
    var filter: Filter?
    var window = Window()

    init(model: Identifier? = nil, roles: [Role] = [], window: Window = Window()) {
        self.model = model
        self.roles = roles
        self.window = window
    }

    /// The selection of a question with the usual parameters.
    init(_ request: Request) throws {
        model = request.arguments.identifier("model")
        versions = request.arguments.identifiers("version")
        roles = request.arguments.choices("role").compactMap { Role(rawValue: $0) }
        segments = request.arguments.segments("segment")
        filter = request.arguments.filter("where")
        window = try request.window()
    }

    func admits(_ series: Series) -> Bool {
        if let model, series.model != model { return false }
        if !versions.isEmpty, !versions.contains(series.version) { return false }
        return roles.isEmpty || roles.contains(series.role)
    }

    /// The series of the selection, by number.
    func series(_ view: borrowing View) throws -> [Series] {
        try view.series().filter(admits)
    }
}
