import Documents
import Journal
import Model
import Projections
import Wire

/// What a walk asks, and of what.
struct DetectionPlan: Sendable {
    /// What tells the times of steps from each other.
    enum Clock: String, Sendable {
        /// The ledger as it was at a recorded time.
        case recorded
        /// The ledger of the question's position, with the decisions and labels that say an earlier time.
        case event
    }

    let scope: DiagnosisScope
    let switchTime: Timestamp
    let clock: Clock
    /// Why it goes by that clock.
    let reason: String
    let step: Model.Span
    /// The times of the steps, ascending: the switch first, the end last.
    let end: Timestamp
    /// The cause that counts; nil is any that a diagnosis names.
    let cause: String?
    /// What each diagnosis is asked with, whenever it is.
    let items: [DiagnosisScope.Item]

    /// Steps of one answer.
    private static let stepsMax: Int64 = 2_000

    init(_ request: Request, _ view: borrowing View) throws {
        let arguments = request.arguments
        scope = try DiagnosisScope(request, view)
        guard let switchTime = scope.switchTime else {
            throw QueryFailure(
                .badParameter, "nothing marks a switch of \(scope.model.text); say when it was",
                parameter: "switch")
        }
        let evaluated = request.knowledge.evaluated
        guard switchTime <= evaluated else {
            throw QueryFailure(
                .badParameter,
                "switch is \(switchTime.text), which is after the position's own time, \(evaluated.text)",
                parameter: "switch")
        }
        self.switchTime = switchTime
        let first = try request.journal.record(at: 1)?.recorded
        switch arguments.choice("clock").flatMap(Clock.init) {
        case let clock?: (self.clock, reason) = (clock, "given")
        case nil:
            if let first, switchTime < first {
                clock = .event
                reason =
                    "the switch lies before the first record, of \(first.text): the history was imported afterwards"
            } else {
                (clock, reason) = (.recorded, "the ledger was there at the switch")
            }
        }
        guard let step = arguments.span("step"), step.microseconds >= 60_000_000 else {
            throw QueryFailure(.badParameter, "step is under a minute", parameter: "step")
        }
        self.step = step
        let within = arguments.span("within")?.microseconds ?? 0
        guard within / step.microseconds <= Self.stepsMax else {
            throw QueryFailure(
                .badParameter,
                "within holds \(within / step.microseconds) steps; expected at most \(Self.stepsMax): take a longer step",
                parameter: "step")
        }
        end = min(arguments.span("within").flatMap(switchTime.adding) ?? evaluated, evaluated)
        cause = arguments.choice("cause")
        var items: [DiagnosisScope.Item] = [("model", scope.model.text)]
        // Fixed, as at an earlier position another deployment would be the last one.
        if let before = scope.before, let after = scope.after {
            items += [("versions", before.text), ("versions", after.text)]
        }
        items.append(("switch", switchTime.text))
        items += arguments.texts("window").map { ("window", $0) }
        self.items = items
    }

    /// The time of a step; nil past the end.
    func time(_ number: Int) -> Timestamp? {
        let offset = Int64(number).multipliedReportingOverflow(by: step.microseconds)
        let sum = switchTime.microseconds.addingReportingOverflow(offset.partialValue)
        guard !offset.overflow, !sum.overflow else { return nil }
        if sum.partialValue <= end.microseconds { return Timestamp(microseconds: sum.partialValue) }
        // The end itself, where it is no whole number of steps away.
        return sum.partialValue - step.microseconds < end.microseconds ? end : nil
    }

    func isNamed(_ primary: String) -> Bool {
        cause.map { $0 == primary }
            ?? (primary != Cause.noChange.rawValue && primary != Cause.insufficientData.rawValue)
    }

    /// The diagnosis as of a position, by the event clock with a bound on times.
    func question(_ by: Timestamp?) throws -> Subquestion {
        try Subquestion("diagnosis", items + (by.map { [("labels_by", $0.text)] } ?? []))
    }
}

/// One look at the ledger.
struct DetectionCheck: Sendable {
    let time: Timestamp
    let position: Position
    let primary: String
    let isNamed: Bool
    /// Decisions since the switch that the diagnosis knew; nil where there was nothing to diagnose.
    let decisions: Value?
    let isHalving: Bool
}

/// The diagnoses from a switch on, up to the first that names a cause.
struct DetectionWalk: Sendable {
    let plan: DetectionPlan
    /// In the order in which they were made.
    private(set) var checks: [DetectionCheck] = []
    /// Diagnoses that were asked: a step at which nothing new was recorded takes the one before.
    private(set) var asked = 0
    private(set) var found: DetectionCheck?
    /// The last look before the one that found it.
    private(set) var last: DetectionCheck?

    /// Cost: a diagnosis for each step, and one for each halving of the positions between two steps.
    init(_ plan: DetectionPlan, _ request: Request, _ view: borrowing View) throws {
        self.plan = plan
        var number = 0
        while let time = plan.time(number) {
            number += 1
            var position = request.position
            if plan.clock == .recorded {
                position = min(position, try request.journal.lastPosition(recordedBy: time))
            }
            let check: DetectionCheck
            if plan.clock == .recorded, let last, last.position == position {
                check = DetectionCheck(
                    time: time, position: position, primary: last.primary, isNamed: last.isNamed,
                    decisions: last.decisions, isHalving: false)
            } else {
                check = try ask(time, position, isHalving: false, request, view)
            }
            checks.append(check)
            if check.isNamed {
                found = check
                break
            }
            last = check
        }
        if plan.clock == .recorded { try halve(request, view) }
    }

    /// The first position between two steps at which a cause is named, as far as it is named from there on up
    /// to the step. The position before it was looked at, too, and names none.
    private mutating func halve(_ request: Request, _ view: borrowing View) throws {
        guard var high = found, var low = last else { return }
        while high.position - low.position > 1 {
            let position = low.position + (high.position - low.position) / 2
            let time = try request.record(at: position).recorded
            let check = try ask(time, position, isHalving: true, request, view)
            checks.append(check)
            if check.isNamed { high = check } else { low = check }
        }
        let time = try request.record(at: high.position).recorded
        found = DetectionCheck(
            time: time, position: high.position, primary: high.primary, isNamed: true,
            decisions: high.decisions, isHalving: high.isHalving)
        last = low
    }

    private mutating func ask(
        _ time: Timestamp, _ position: Position, isHalving: Bool, _ request: Request, _ view: borrowing View
    ) throws -> DetectionCheck {
        func check(_ primary: String, _ decisions: Value?) -> DetectionCheck {
            DetectionCheck(
                time: time, position: position, primary: primary, isNamed: plan.isNamed(primary),
                decisions: decisions, isHalving: isHalving)
        }
        let question = try plan.question(plan.clock == .event ? time : nil)
        do {
            asked += 1
            let answer = Answer(
                question: question, position: position,
                document: try question.document(asOf: position, request, view))
            let decisions = answer.cell(
                "evidence", [("pointer", "/facts/labels/decisions_current")], "value")
            return check(
                answer.fact("diagnosis", "primary_cause")?.text ?? Cause.insufficientData.rawValue,
                decisions?.value)
        } catch let failure as QueryFailure where failure.code == .notFound {
            // The model had not made a decision yet.
            return check(Cause.insufficientData.rawValue, nil)
        } catch let failure as QueryFailure where failure.code == .tooLong {
            throw QueryFailure(
                .tooLong,
                "the time that a query may take, \(Limits.querySeconds) s, was over at diagnosis \(asked), for "
                    + "\(time.text); ask with a step longer than \(plan.step.text), or a shorter within or window"
            )
        }
    }
}
