import Documents
import Model
import Projections
import Wire

/// When the diagnosis of a past switch could first have named a cause.
struct DetectionQuery: Query {
    static let name = "detection"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model") ?? Identifier("")
        let series = try view.series().filter { $0.model == model }
        guard try series.contains(where: { try view.isKnown($0, asOf: request.position) }) else {
            throw QueryFailure(
                .notFound, "the ledger holds no decision of the model \(model.text)", parameter: "model")
        }
        let plan = try DetectionPlan(request, view)
        let page = DetectionPage(walk: try DetectionWalk(plan, request, view))
        return .document(
            Document(
                name: Self.name, title: "Time to detect, \(model.text)",
                parameters: try request.parameters([
                    Fact("switch_used", "switch used", .time(plan.switchTime)),
                    Fact("clock_used", "clock used", .text(plan.clock.rawValue)),
                ]),
                definitions: [DetectionPage.definition] + DiagnosisPage.definitions, findings: page.findings,
                sections: page.sections))
    }
}

/// Lays a walk out: what was found when, and every look.
struct DetectionPage {
    let walk: DetectionWalk

    static let definition = "time-to-detect.1"
    /// S0.21: seconds in which a fault is to be seen.
    static let wanted = 72.0 * 3_600

    private var plan: DetectionPlan { walk.plan }

    private func since(_ time: Timestamp) -> Double { time.seconds(since: plan.switchTime) }

    private var inWords: String { plan.cause.map { "names \($0)" } ?? "names a cause" }

    private func words(_ seconds: Double) -> String { ValueFormat.people(.duration(seconds)) }

    var findings: [Finding] {
        var findings: [Finding] = []
        if let found = walk.found {
            let seconds = since(found.time)
            let isTimely = seconds <= Self.wanted
            findings.append(
                Finding(
                    isTimely ? .notice : .alert, code: isTimely ? "detected" : "detected-late",
                    text:
                        "\(found.primary) was to be seen \(words(seconds)) after the switch, at \(found.time.text), "
                        + "\(isTimely ? "within" : "not within") 72 hours"
                        + (plan.clock == .recorded ? ": position \(found.position)." : "."),
                    evidence: [
                        Fact("cause", "cause", .text(found.primary)),
                        Fact("detected_at", "detected at", .time(found.time)),
                        Fact("time_to_detect", "time to detect", .duration(seconds)),
                    ]))
        } else {
            findings.append(
                Finding(
                    .notice, code: "not-detected",
                    text:
                        "No diagnosis up to \(plan.end.text), \(words(since(plan.end))) after the switch, \(inWords).",
                    evidence: [Fact("end", "up to", .time(plan.end))]))
        }
        if plan.clock == .event {
            findings.append(
                Finding(
                    .notice, code: "event-clock",
                    text:
                        "By the times that decisions and labels state (\(plan.reason)): policies, contracts and "
                        + "deployments count as known throughout, and moments are told to a step of \(plan.step.text)."
                ))
        }
        return findings
    }

    var sections: [Section] { [.facts(facts), .table(checks), AnswerDefinitions.rule(Self.definition)] }

    private var facts: FactList {
        let none = "no diagnosis \(inWords)"
        let found = walk.found
        let isOver = since(plan.end) >= Self.wanted
        return FactList(
            key: "detection", title: "Detection",
            facts: [
                Fact("detected_at", "detected at", found.map { .time($0.time) } ?? .none(none)),
                Fact(
                    "position", "position",
                    found.map { .position($0.position) } ?? .none(none)),
                Fact("cause", "cause", found.map { .text($0.primary) } ?? .none(none)),
                Fact(
                    "time_to_detect", "time to detect",
                    found.map { .duration(since($0.time)) } ?? .none(none)),
                Fact(
                    "within_72h", "within 72 hours",
                    found.map { .flag(since($0.time) <= Self.wanted) }
                        ?? (isOver ? .flag(false) : .none("\(none) yet, and 72 hours are not over"))),
                Fact(
                    "decisions_since", "decisions since the switch by then",
                    found.map { $0.decisions ?? .none("no decisions") } ?? .none(none)),
                Fact(
                    "position_before", "last position without",
                    found == nil
                        ? .none(none)
                        : walk.last.map { .position($0.position) } ?? .none("named at the switch already")),
                Fact("switch", "switch", .time(plan.switchTime)),
                Fact("switch_source", "switch taken from", .text(plan.scope.source)),
                Fact("version_before", "version before", .text(plan.scope.before, else: "not known")),
                Fact("version_after", "version since", .text(plan.scope.after, else: "not known")),
                Fact("clock", "clock", .text(plan.clock.rawValue)),
                Fact("clock_reason", "because", .text(plan.reason)),
                Fact("end", "looked up to", .time(plan.end)),
                Fact("diagnoses", "diagnoses made", .count(walk.asked)),
                Fact("command", "command", .text(command)),
            ])
    }

    /// The diagnosis that names the cause, else the last one.
    private var command: String {
        guard let check = walk.found ?? walk.checks.last else { return "" }
        let bound: [DiagnosisScope.Item] =
            plan.clock == .event ? [("labels_by", check.time.text)] : []
        let items = plan.items + bound + [("as_of", String(check.position))]
        return QuerySpecifications.diagnosis.commandLine(items)
    }

    private var checks: Table {
        Table(
            key: "checks", title: "Every look: steps, then halvings of the last one",
            columns: [
                Table.Column("time", "time"), Table.Column("since", "after the switch"),
                Table.Column("how", "how"), Table.Column("position", "position"),
                Table.Column("primary_cause", "primary cause"), Table.Column("named", "counts"),
                Table.Column("decisions_since", "decisions since"),
            ],
            rows: walk.checks.map { check in
                [
                    .time(check.time), .duration(since(check.time)),
                    .text(check.isHalving ? "halving" : "step"), .position(check.position),
                    .text(check.primary), .flag(check.isNamed),
                    check.decisions ?? .none("no decisions of the model yet"),
                ]
            })
    }
}
