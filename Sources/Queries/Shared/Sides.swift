import Documents
import Model
import Projections
import Wire

/// The two selections of a comparison.
struct Sides: Sendable {
    let baseline: Side
    let current: Side

    /// The sides that a question names, in full or in short; without any, the two newest live versions, and
    /// where there is but one, the reference rows it was trained on and the live decisions.
    init(_ request: Request, _ view: borrowing View) throws {
        let shared = try Selection(request)
        let arguments = request.arguments
        let (baseline, current) = (arguments.selection("baseline"), arguments.selection("current"))
        let versions = arguments.identifiers("versions")
        let week = arguments.text("week").flatMap { CalendarWindow($0) }
        let forms = [baseline != nil || current != nil, !versions.isEmpty, week != nil].filter(\.self).count
        guard forms <= 1 else {
            throw QueryFailure(
                .badParameter, "baseline and current, versions, and week exclude each other",
                parameter: versions.isEmpty ? "week" : "versions")
        }
        if baseline != nil || current != nil {
            self.baseline = try Side(baseline ?? SelectionArgument(), shared, request, view, "baseline")
            self.current = try Side(current ?? SelectionArgument(), shared, request, view, "current")
        } else if !versions.isEmpty {
            guard versions.count == 2 else {
                throw QueryFailure(
                    .badParameter, "versions has \(versions.count) values; expected two, the baseline first",
                    parameter: "versions")
            }
            self.baseline = try Side(Self.version(versions[0]), shared, request, "baseline")
            self.current = try Side(Self.version(versions[1]), shared, request, "current")
        } else if let week {
            var (before, now) = (SelectionArgument(), SelectionArgument())
            now.period = week
            before.period =
                switch arguments.against("against") {
                case .window(let other): other
                case .previous, nil: week.previous
                }
            self.baseline = try Side(before, shared, request, "baseline")
            self.current = try Side(now, shared, request, "current")
        } else {
            let (before, now) = try Self.newest(shared, request, view)
            self.baseline = try Side(before, shared, request, "baseline")
            self.current = try Side(now, shared, request, "current")
        }
    }

    private static func version(_ version: Identifier, role: Role? = nil) -> SelectionArgument {
        var argument = SelectionArgument()
        argument.versions = [version]
        argument.roles = role.map { [$0] } ?? []
        return argument
    }

    private static func newest(
        _ shared: Selection, _ request: Request, _ view: borrowing View
    ) throws -> (SelectionArgument, SelectionArgument) {
        var versions: [Identifier] = []
        var references: Set<Identifier> = []
        for series in try view.series() where series.model == shared.model {
            guard try view.isKnown(series, asOf: request.position) else { continue }
            switch series.role {
            case .live: if !versions.contains(series.version) { versions.append(series.version) }
            case .reference: references.insert(series.version)
            case .shadow, .replay: break
            }
        }
        if versions.count >= 2 {
            return (version(versions[versions.count - 2]), version(versions[versions.count - 1]))
        }
        if let only = versions.last, references.contains(only) {
            return (version(only, role: .reference), version(only, role: .live))
        }
        let found =
            versions.last.map { "the one live version \($0.text) and no reference rows of it" }
            ?? "no live decision of the model"
        throw QueryFailure(
            .badParameter,
            "there are no two versions to compare: found \(found); say what to compare with baseline and current, "
                + "such as baseline=week=2026-W40 and current=week=2026-W41", parameter: "baseline")
    }

    /// Why a side has no decisions, where it has none.
    func empty(
        _ counts: (baseline: Int, current: Int), _ request: Request, _ view: borrowing View
    ) throws -> [String] {
        [
            counts.baseline == 0
                ? "The baseline is empty. " + (try baseline.whyEmpty(request, view)) : nil,
            counts.current == 0
                ? "The current side is empty. " + (try current.whyEmpty(request, view)) : nil,
        ].compactMap(\.self)
    }

    /// The two as facts, for the parameters of an answer.
    var facts: [Fact] {
        [
            Fact("baseline_used", "baseline used", .text(baseline.text)),
            Fact("current_used", "current used", .text(current.text)),
        ]
            + [("baseline", baseline), ("current", current)].compactMap { name, side in
                side.pinned.map { Fact("\(name)_pinned", "\(name) as pinned", .text($0.text)) }
            }
    }
}

/// One selection of a comparison.
struct Side: Sendable {
    let selection: Selection
    /// Everything that chooses its decisions, in the words of `SelectionArgument`.
    let text: String
    /// Where the side is that of a pinned answer: what was known then, and the selection in words.
    let pinned: (knowledge: Knowledge, text: String)?

    /// - Parameter shared: what holds for the whole question; a side's own word comes before it, but segments
    ///   and conditions have all to be met.
    /// - Throws: `QueryFailure` also for a pin, which needs the view.
    init(
        _ argument: SelectionArgument, _ shared: Selection, _ request: Request, _ parameter: String
    ) throws {
        guard argument.pin == nil else {
            throw QueryFailure(
                .badParameter,
                "\(parameter) has a pin, but decisions are paired as one position knows them; ask for an earlier one "
                    + "with as_of", parameter: parameter)
        }
        var selection = shared
        if let model = argument.model { selection.model = model }
        if !argument.versions.isEmpty { selection.versions = argument.versions }
        if !argument.roles.isEmpty { selection.roles = argument.roles }
        selection.segments += argument.segments.map { ($0.name, $0.value) }
        var filters = [shared.filter, argument.filter].compactMap(\.self)
        if let set = argument.set {
            filters.append(.test(.field(.declared(.replaySet)), .among([.text(set.utf8Bytes)])))
            if argument.roles.isEmpty { selection.roles = [.replay] }
        }
        selection.filter = filters.isEmpty ? nil : Filter.conjunction(filters)
        if let period = argument.period {
            selection.window = Window(from: period.start, to: period.end)
        }
        if let from = argument.from { selection.window.from = try Self.instant(from, request, parameter) }
        if let to = argument.to { selection.window.to = try Self.instant(to, request, parameter) }
        if let from = selection.window.from, let to = selection.window.to, from > to {
            throw QueryFailure(
                .badParameter, "\(parameter) is from \(from.text), which is after to, \(to.text)",
                parameter: parameter)
        }
        self.init(selection)
    }

    private init(_ selection: Selection) {
        self.init(selection, text: Self.text(of: selection), pinned: nil)
    }

    init(_ selection: Selection, text: String, pinned: (knowledge: Knowledge, text: String)?) {
        self.selection = selection
        self.text = text
        self.pinned = pinned
    }

    /// The question as this side is asked: with what was known when its answer was pinned.
    func asking(_ request: Request) -> Request { pinned.map { request.knowing($0.knowledge) } ?? request }

    /// Why it has no decision, in words.
    func whyEmpty(_ request: Request, _ view: borrowing View) throws -> String {
        try selection.whyEmpty(asking(request), view)
    }

    /// The same decisions in another window.
    func within(_ window: Window) -> Side {
        var selection = selection
        selection.window = window
        return Side(selection, text: Self.text(of: selection), pinned: pinned)
    }

    private static func instant(
        _ time: TimeArgument, _ request: Request, _ parameter: String
    ) throws -> Timestamp {
        guard let instant = time.instant(evaluated: request.knowledge.evaluated) else {
            throw QueryFailure(
                .badParameter, "\(parameter) has \(time.text), which reaches back further than times go",
                parameter: parameter)
        }
        return instant
    }

    static func text(of selection: Selection) -> String {
        var argument = SelectionArgument()
        argument.model = selection.model
        argument.versions = selection.versions
        argument.roles = selection.roles
        argument.segments = selection.segments.map { .init(name: $0.name, value: $0.value) }
        argument.from = selection.window.from.map { .instant($0) }
        argument.to = selection.window.to.map { .instant($0) }
        argument.filter = selection.filter
        return argument.text
    }
}
