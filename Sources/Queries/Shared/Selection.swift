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

    /// Whether the segments of a decision are the wanted ones; the series and the window are the caller's.
    func admits(segmentsOf row: DecisionRow) -> Bool {
        for wanted in segments {
            guard let value = row.segment(wanted.name) else { return false }
            if !segments.contains(where: { $0.name == wanted.name && $0.value == value }) { return false }
        }
        return true
    }

    /// The series of the selection, by number.
    func series(_ view: borrowing View) throws -> [Series] {
        try view.series().filter(admits)
    }

    /// Hands over the decisions of the selection: series by number, each in position order.
    ///
    /// - Parameter needsCells: whether `body` looks at what rows do not carry; else it may get nil.
    /// - Returns: how many decisions of these series and this window were left out, and why.
    @discardableResult
    func decisions(
        _ request: Request, _ view: borrowing View, needsCells: Bool = false,
        _ body: (DecisionRow, DecisionCells?) throws -> Void
    ) throws -> LeftOut {
        var count = 0
        var leftOut = LeftOut(filter)
        for series in try series(view) {
            try view.decisions(of: series, asOf: request.position, from: window.from, to: window.to) { row in
                try request.deadline.tick(&count)
                guard admits(segmentsOf: row) else {
                    leftOut.segments += 1
                    return true
                }
                guard needsCells || filter != nil else {
                    try body(row, nil)
                    return true
                }
                let event = try Request.event(of: try request.record(at: row.position))
                let cells = DecisionCells(EventImage(event), of: series)
                leftOut.look(at: cells)
                if let filter, !filter.holds(for: cells) {
                    leftOut.filter += 1
                } else {
                    try body(row, cells)
                }
                return true
            }
        }
        return leftOut
    }
}
