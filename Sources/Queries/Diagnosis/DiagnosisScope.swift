import Documents
import Model
import Projections
import Wire

/// What a diagnosis compares: the decisions before a switch, and those since.
struct DiagnosisScope: Sendable {
    typealias Item = (name: String, value: String)

    let model: Identifier
    /// The versions before and since; nil where it is not known.
    let before: Identifier?
    let after: Identifier?
    let switchTime: Timestamp?
    /// Where the switch comes from, in words.
    let source: String
    let baseline: SelectionArgument
    let current: SelectionArgument
    /// Where shadow decisions are looked for.
    let window: Window

    /// How near to a given switch a deployment is taken to be the one that is meant, in seconds.
    private static let nearby = 86_400.0
    /// How far back a switch is taken to be where nothing marks one, in microseconds: four weeks.
    private static let unmarked: Int64 = 28 * 86_400_000_000

    init(_ request: Request, _ view: borrowing View) throws {
        let arguments = request.arguments
        let model = arguments.identifier("model") ?? Identifier("")
        self.model = model
        let timeline = try PolicyTimeline(of: model, request, view)
        let evaluated = request.knowledge.evaluated
        let asked = arguments.identifiers("versions")
        guard asked.isEmpty || asked.count == 2 else {
            throw QueryFailure(
                .badParameter, "versions has \(asked.count) values; expected two, the one before first",
                parameter: "versions")
        }
        let live = try Self.versions(of: model, .live, request, view)
        let switches = try request.instant("switch")
        let deployment = timeline.deployments.last { entry in
            if let wanted = asked.last { return entry.deployment.version == wanted }
            guard let switches else { return entry.row.at <= evaluated }
            return abs(entry.row.at.seconds(since: switches)) <= Self.nearby
        }
        var (before, after) = (asked.first, asked.last)
        if let switches, deployment == nil, asked.isEmpty {
            // A moment at which nothing was deployed parts the decisions of the version that lived through
            // it.
            let through = live.last { $0.first < switches && $0.last >= switches }
            (before, after) = (through?.version, through?.version)
        } else {
            if after == nil { after = deployment?.deployment.version ?? live.last?.version }
            if before == nil { before = Self.predecessor(of: after, deployment, timeline, live) }
        }
        let liveAfter = live.first { $0.version == after }
        let shadows = try Self.versions(of: model, .shadow, request, view)
        let shadow = liveAfter == nil && switches == nil ? shadows.first { $0.version == after } : nil
        var found: (time: Timestamp?, source: String)
        if let switches {
            found = (switches, "given")
        } else if let deployment, liveAfter != nil {
            found = (deployment.row.at, "deployment \(deployment.row.id.text)")
        } else if shadow != nil {
            found = (nil, "none: the version was scored beside the live one only")
        } else if let first = liveAfter?.first, before != nil {
            found = (first, "the first decision of \(liveAfter?.version.text ?? "")")
        } else if evaluated.microseconds > Self.unmarked {
            found = (
                Timestamp(microseconds: evaluated.microseconds - Self.unmarked),
                "four weeks ago, as nothing marks a switch"
            )
        } else {
            found = (nil, "none")
        }
        let span = arguments.span("window")?.microseconds ?? 0
        var (baseline, current) = (SelectionArgument(), SelectionArgument())
        if let shadow, let after {
            (baseline.roles, current.roles) = ([.live], [.shadow])
            (baseline.versions, current.versions) = (before.map { [$0] } ?? [], [after])
            baseline.from = .instant(shadow.first)
            baseline.to = .instant(Self.plus(shadow.last, 1))
            window = Window(from: shadow.first, to: nil)
        } else {
            let time = found.time ?? evaluated
            (baseline.roles, current.roles) = ([.live], [.live])
            if before != after || deployment == nil {
                baseline.versions = before.map { [$0] } ?? []
                current.versions = after.map { [$0] } ?? []
            }
            baseline.from = .instant(Self.plus(time, -span))
            baseline.to = .instant(time)
            current.from = .instant(time)
            let end = Self.plus(time, span)
            if end <= evaluated {
                current.to = .instant(end)
            } else if request.knowledge.labelsBy != nil {
                // What came after the bound on labels is not to be judged by them.
                current.to = .instant(max(time, Self.plus(evaluated, 1)))
            }
            window = Window(from: Self.plus(time, -span), to: nil)
        }
        var (time, words) = (found.time, found.source)
        self.baseline = arguments.selection("baseline") ?? baseline
        self.current = arguments.selection("current") ?? current
        // Sides that are given have versions of their own.
        if arguments.selection("baseline") != nil || arguments.selection("current") != nil {
            before = self.baseline.versions.first ?? (asked.isEmpty ? nil : before)
            after = self.current.versions.first ?? (asked.isEmpty ? nil : after)
            if switches == nil { (time, words) = (nil, "none: the sides are given") }
        }
        (self.before, self.after) = (before, after)
        (switchTime, source) = (time, words)
    }

    /// Whether labels of both sides come as those of decisions in use do.
    var isLive: Bool {
        [baseline, current].allSatisfy {
            $0.roles.allSatisfy { $0 == .live || $0 == .shadow } && $0.set == nil
        }
    }

    private static func plus(_ time: Timestamp, _ microseconds: Int64) -> Timestamp {
        let sum = time.microseconds.addingReportingOverflow(microseconds)
        return Timestamp(microseconds: max(0, sum.overflow ? time.microseconds : sum.partialValue))
    }

    /// The version before one: what its deployment says it replaces, else the one deployed before it, else
    /// the live one seen before it.
    private static func predecessor(
        of after: Identifier?, _ deployment: PolicyTimeline.DeploymentEntry?, _ timeline: PolicyTimeline,
        _ live: [(version: Identifier, first: Timestamp, last: Timestamp)]
    ) -> Identifier? {
        if let replaced = deployment?.deployment.replaces { return replaced }
        if let deployment {
            let earlier = timeline.deployments.last {
                PolicyTimeline.precedes($0.row, deployment.row) && $0.deployment.version != after
            }
            if let earlier { return earlier.deployment.version }
        }
        return live.last {
            $0.version != after && $0.first <= (live.first { $0.version == after }?.first ?? $0.first)
        }?
        .version
    }

    /// The versions of a model in a role with their times, by the first.
    static func versions(
        of model: Identifier, _ role: Role, _ request: Request, _ view: borrowing View
    ) throws -> [(version: Identifier, first: Timestamp, last: Timestamp)] {
        var found: [(version: Identifier, first: Timestamp, last: Timestamp)] = []
        for series in try view.series() where series.model == model && series.role == role {
            var span: ClosedRange<Int64>?
            try view.chunks(of: series, asOf: request.position, from: nil, to: nil) { chunk in
                span =
                    span.map {
                        min($0.lowerBound, chunk.ats.lowerBound)...max($0.upperBound, chunk.ats.upperBound)
                    } ?? chunk.ats
                return true
            }
            // With a bound on labels, what began after it has not begun.
            guard let span,
                request.knowledge.labelsBy.map({ span.lowerBound <= $0.microseconds }) ?? true
            else { continue }
            found.append(
                (
                    series.version, Timestamp(microseconds: span.lowerBound),
                    Timestamp(microseconds: span.upperBound)
                ))
        }
        return found.sorted { ($0.first, $0.version) < ($1.first, $1.version) }
    }

    /// The parameters that a comparison of the two sides takes.
    var sides: [Item] {
        [("model", model.text), ("baseline", baseline.text), ("current", current.text)]
    }

    /// The parameters of one side for a question about a single selection; nil where it cannot be said so.
    func items(_ side: SelectionArgument) -> [Item]? {
        guard side.set == nil, side.pin == nil, side.model == nil || side.model == model else { return nil }
        var items: [Item] = [("model", model.text)]
        items += side.versions.map { ("version", $0.text) }
        items += side.roles.map { ("role", $0.rawValue) }
        items += side.segments.map { ("segment", "\($0.name.text)=\($0.value.text)") }
        if let filter = side.filter { items.append(("where", filter.text)) }
        if let period = side.period {
            items += [("from", period.start.text), ("to", period.end.text)]
        } else {
            if let from = side.from { items.append(("from", from.text)) }
            if let to = side.to { items.append(("to", to.text)) }
        }
        return items
    }

    /// The two versions, where they are two.
    var versions: (before: Identifier, after: Identifier)? {
        guard let before, let after, before != after else { return nil }
        return (before, after)
    }
}
