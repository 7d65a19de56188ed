import Model
import Projections
import Wire

extension Side {
    /// A side by its words, which may name a pin: then it has the decisions of the pinned question's
    /// selection as they were known at its position, labels and policies too, whatever came since.
    ///
    /// - Parameter shared: what holds for the whole question; of it, only segments and conditions bear on a
    ///   pin, and the model where the pinned question was about all.
    init(
        _ argument: SelectionArgument, _ shared: Selection, _ request: Request, _ view: borrowing View,
        _ parameter: String
    ) throws {
        guard let name = argument.pin else {
            try self.init(argument, shared, request, parameter)
            return
        }
        let pin = try PinnedQuestion(named: name, parameter: parameter, request, view)
        let asked = try Self.asked(pin, request, view, parameter)
        var selection = try Selection(asked)
        selection.model = selection.model ?? shared.model
        let whole = Self.text(of: selection)
        // As conditions, for beside the pinned segments another value of one name would be an alternative.
        let narrower =
            Self.conditions(argument.segments.map { ($0.name, $0.value) }) + Self.conditions(shared.segments)
            + [argument.filter, shared.filter].compactMap(\.self)
        var words = SelectionArgument()
        words.pin = name
        if !narrower.isEmpty {
            words.filter = Filter.conjunction(narrower)
            selection.filter = Filter.conjunction([selection.filter].compactMap(\.self) + narrower)
        }
        self.init(
            selection, text: words.text,
            pinned: (asked.knowledge, "\(whole) as of position \(pin.event.position)"))
    }

    /// A condition for every name of segments.
    private static func conditions(_ segments: [(name: Identifier, value: Identifier)]) -> [Filter] {
        Set(segments.map(\.name)).sorted().map { name in
            let values = segments.filter { $0.name == name }
            return .test(.segment(name), .among(values.map { .text($0.value.utf8Bytes) }))
        }
    }

    /// The pinned question as it was asked.
    /// - Throws: `QueryFailure` when it is about no selection of decisions, or about two.
    private static func asked(
        _ pin: PinnedQuestion, _ request: Request, _ view: borrowing View, _ parameter: String
    ) throws -> Request {
        func fault(_ words: String) -> QueryFailure {
            QueryFailure(
                .badParameter, "\(parameter) has the pin \(pin.name.text), \(words)", parameter: parameter)
        }
        let question: Subquestion
        switch try PinnedQuestion.attempt({ try pin.question() }) {
        case .success(let found): question = found
        case .failure(let failure): throw fault("which cannot be asked: \(failure.detail)")
        }
        let specification = question.specification
        guard specification.parameter("baseline") == nil else {
            throw fault(
                "an answer to \(specification.name), which has two sides itself; pin one of them alone")
        }
        guard specification.parameter("role") != nil, specification.parameter("from") != nil else {
            throw fault("an answer to \(specification.name), which is about no selection of decisions")
        }
        switch try PinnedQuestion.attempt({ try question.request(asOf: pin.event.position, request, view) }) {
        case .success(let asked): return asked
        case .failure(let failure): throw fault("which cannot be asked: \(failure.detail)")
        }
    }
}
