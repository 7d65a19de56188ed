import Documents
import Journal
import Model
import Projections
import Wire

/// One question with everything that it may look at beside the snapshot.
struct Request: Sendable {
    let arguments: QueryArguments
    /// The position asked about, the bound on labels, and the time from which ages are measured.
    private(set) var knowledge: Knowledge
    /// When the record at the position was written; nil for an empty ledger.
    let recorded: Timestamp?
    let journal: Journal
    let deadline: Deadline
    /// Facts of the running daemon, for the question that is about it.
    let live: @Sendable () -> [Fact]

    /// - Parameters:
    ///   - arguments: of the question's specification; `as_of` and `labels_by` among them say what is known.
    ///   - current: the position of the snapshot that is asked.
    ///   - waits: whether the caller may wait for a journal that is being mended.
    /// - Throws: `QueryFailure` for a position after it.
    init(
        _ question: any Query, _ arguments: QueryArguments, current: Position, journal: Journal,
        deadline: Deadline, waits: Bool = true, live: @escaping @Sendable () -> [Fact]
    ) throws {
        var position = current
        switch arguments.asOf("as_of") {
        case .position(let asked):
            guard asked <= current else {
                throw QueryFailure(
                    .badParameter, "as_of is position \(asked), but the journal ends with \(current)",
                    parameter: "as_of")
            }
            position = asked
        case .recorded(let time):
            position = min(current, try journal.lastPosition(recordedBy: time, waits: waits))
        case nil: break
        }
        recorded = try journal.recorded(at: position, waits: waits)
        let labelsBy = try question.labelsBy(arguments)
        // Nothing has an age in an empty ledger, so any time will do.
        let evaluated = labelsBy ?? recorded ?? Timestamp(microseconds: 0)
        self.arguments = arguments
        knowledge = Knowledge(position: position, labelsBy: labelsBy, evaluated: evaluated)
        self.journal = journal
        self.deadline = deadline
        self.live = live
    }

    var position: Position { knowledge.position }

    /// The same question with the ledger knowing something else.
    func knowing(_ knowledge: Knowledge) -> Request {
        var request = self
        request.knowledge = knowledge
        return request
    }

    /// The instant of a time parameter, spans counted back from the evaluation time; nil when it is absent.
    func instant(_ name: String) throws -> Timestamp? {
        guard let argument = arguments.time(name) else { return nil }
        guard let instant = argument.instant(evaluated: knowledge.evaluated) else {
            throw QueryFailure(
                .badParameter, "\(name) is \(argument.text), which reaches back further than times go",
                parameter: name)
        }
        return instant
    }

    /// The window `[from, to)` of the question.
    func window() throws -> Window {
        let window = Window(from: try instant("from"), to: try instant("to"))
        if let from = window.from, let to = window.to, from > to {
            throw QueryFailure(
                .badParameter, "from is \(from.text), which is after to, \(to.text)", parameter: "from")
        }
        return window
    }

    /// Everything that the answer depends on, as used: the position and its time, then each parameter.
    ///
    /// `as_of` is not among them: the position is what it came to, so an answer for now and one for the same
    /// position asked later are the same bytes. Bounds of the window are absolute.
    func parameters(_ more: [Fact] = []) throws -> [Fact] {
        var facts = [
            Fact("position", "as of position", .integer(Int64(clamping: position))),
            Fact("recorded", "recorded", recorded.map(Value.time) ?? .none("the ledger is empty")),
        ]
        if arguments.specification.parameter("labels_by") != nil {
            facts.append(
                Fact(
                    "labels_by", "labels by",
                    knowledge.labelsBy.map(Value.time) ?? .none("all that are known at the position")))
            facts.append(Fact("evaluated", "evaluated at", .time(knowledge.evaluated)))
        }
        for (parameter, (name, text)) in zip(arguments.specification.parameters, arguments.echo)
        where name != "as_of" && name != "labels_by" {
            let isBound = (name == "from" || name == "to") && Self.isTime(parameter)
            let value: Value = isBound ? try instant(name).map(Value.time) ?? .none("open") : .text(text)
            facts.append(Fact(name, parameter.label, value))
        }
        return facts + more
    }

    private static func isTime(_ parameter: ParameterSpecification) -> Bool {
        if case .time = parameter.kind { true } else { false }
    }

    /// The event at a position that a projection named.
    func record(at position: Position) throws -> Record {
        guard let record = try journal.record(at: position) else {
            throw ProjectionError.missingRecord(position: position)
        }
        return record
    }

    /// A record's body as the event that admission took it for.
    static func event(of record: Record) throws -> Event {
        do {
            return try Event.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: record.position, detail: error.message)
        }
    }
}

/// A half-open stretch of time; a bound that is nil is open.
struct Window: Hashable, Sendable {
    var from: Timestamp?
    var to: Timestamp?

    func contains(_ time: Timestamp) -> Bool {
        if let from, time < from { return false }
        if let to, time >= to { return false }
        return true
    }
}

/// When a question has to be answered. Checked inside scans.
struct Deadline: Sendable {
    /// Microseconds of the monotonic clock.
    let moment: Int64
    let clock: @Sendable () -> Int64

    /// Rows between two looks at the clock: a few milliseconds of work.
    static let stride = 2_048

    /// - Throws: `QueryFailure` of code `too_long` when the time is over.
    func check() throws {
        guard clock() > moment else { return }
        throw QueryFailure(
            .tooLong,
            "the answer was not ready within the time that a query may take, \(Limits.querySeconds) s; "
                + "ask about less: a model, a version, or a window with from and to")
    }

    /// Checks at every so many rows; `count` is the caller's counter.
    func tick(_ count: inout Int) throws {
        count += 1
        if count % Self.stride == 0 { try check() }
    }
}
