package import Model

/// What is wrong with a parameter of a question, in terms of the one who asked.
package struct ArgumentError: Error, Hashable, Sendable {
    /// The parameter's name as it was given; nil when the fault is not one parameter's.
    package let parameter: String?
    /// One sentence: what was expected and what was found.
    package let message: String

    package init(parameter: String?, message: String) {
        self.parameter = parameter
        self.message = message
    }
}

/// The arguments of one question, checked against its specification.
///
/// The accessors answer for parameters that the specification lists with the fitting kind; for every other
/// name they answer nil or an empty list. Defaults are applied: nil means that the parameter was not given
/// and that its absence has a meaning of its own.
package struct QueryArguments: Sendable {
    package let specification: QuerySpecification
    /// The values in the order of the specification's parameters; nil for absent ones.
    private let values: [[ArgumentValue]?]

    /// Checks names and values, those of the path among them.
    /// - Throws: `ArgumentError` for a name that the question does not know, one given twice that is no list,
    ///   a value that does not fit, a missing required one, or two that exclude each other.
    package init(
        _ specification: QuerySpecification, _ items: [(name: String, value: String)]
    ) throws(ArgumentError) {
        self.specification = specification
        for item in items where specification.parameter(item.name) == nil {
            throw Self.unknown(item.name, of: specification)
        }
        var values: [[ArgumentValue]?] = []
        values.reserveCapacity(specification.parameters.count)
        for index in specification.parameters.indices {
            var given: [String] = []
            for item in items where Bytewise.equal(item.name, specification.parameters[index].name) {
                given.append(item.value)
            }
            values.append(try ArgumentReader(specification.parameters[index]).values(given))
        }
        let exclusive = specification.exclusive.filter { name in
            items.contains { Bytewise.equal($0.name, name) }
        }
        guard exclusive.count <= 1 else {
            throw ArgumentError(
                parameter: exclusive[1], message: "\(exclusive.joined(separator: " and ")) exclude each other"
            )
        }
        self.values = values
    }

    /// What was asked, for the answer to print: each parameter with its text as used, defaults included, in
    /// the order of the specification. Lists are joined by commas.
    package var echo: [(name: String, text: String)] {
        zip(specification.parameters, values).map { parameter, values in
            let texts = values.map { $0.map { $0.text(inList: parameter.isList) } }
            return (parameter.name, texts?.joined(separator: ",") ?? parameter.defaultText ?? "")
        }
    }

    /// The canonical text of a parameter of any kind.
    package func text(_ name: String) -> String? { first(name)?.text(inList: false) }

    /// The canonical texts of a list of any kind.
    package func texts(_ name: String) -> [String] { all(name).map { $0.text(inList: false) } }

    package func identifier(_ name: String) -> Identifier? {
        if case .identifier(let value) = first(name) { value } else { nil }
    }

    package func identifiers(_ name: String) -> [Identifier] {
        all(name).compactMap { if case .identifier(let value) = $0 { value } else { nil } }
    }

    package func integer(_ name: String) -> Int64? {
        if case .integer(let value) = first(name) { value } else { nil }
    }

    package func number(_ name: String) -> Double? { numbers(name).first }

    package func numbers(_ name: String) -> [Double] {
        all(name).compactMap { if case .number(let value) = $0 { value } else { nil } }
    }

    package func flag(_ name: String) -> Bool? {
        if case .flag(let value) = first(name) { value } else { nil }
    }

    package func choice(_ name: String) -> String? {
        if case .choice(let value) = first(name) { value } else { nil }
    }

    package func choices(_ name: String) -> [String] {
        all(name).compactMap { if case .choice(let value) = $0 { value } else { nil } }
    }

    package func time(_ name: String) -> TimeArgument? {
        if case .time(let value) = first(name) { value } else { nil }
    }

    package func instant(_ name: String) -> Timestamp? {
        if case .instant(let value) = first(name) { value } else { nil }
    }

    package func asOf(_ name: String) -> AsOfArgument? {
        if case .asOf(let value) = first(name) { value } else { nil }
    }

    package func span(_ name: String) -> Model.Span? {
        if case .span(let value) = first(name) { value } else { nil }
    }

    package func segments(_ name: String) -> [(name: Identifier, value: Identifier)] {
        all(name).compactMap { if case .segment(let name, let value) = $0 { (name, value) } else { nil } }
    }

    package func segmentNumbers(
        _ name: String
    ) -> [(name: Identifier, value: Identifier, number: Double)] {
        all(name).compactMap {
            if case .segmentNumber(let name, let value, let number) = $0 {
                (name, value, number)
            } else {
                nil
            }
        }
    }

    /// The groupings in the order given; empty for `none`.
    package func groupings(_ name: String) -> [GroupingArgument] {
        all(name).compactMap { if case .grouping(let value?) = $0 { value } else { nil } }
    }

    /// The condition that decisions have to meet; nil when every decision does.
    package func filter(_ name: String) -> Filter? {
        if case .filter(let value) = first(name) { value } else { nil }
    }

    /// The half-open window that a day or week parameter names.
    package func window(_ name: String) -> Range<Timestamp>? {
        if case .window(_, let value) = first(name) { value } else { nil }
    }

    package func selection(_ name: String) -> SelectionArgument? {
        if case .selection(let value) = first(name) { value } else { nil }
    }

    package func against(_ name: String) -> AgainstArgument? {
        if case .against(let value) = first(name) { value } else { nil }
    }

    private func all(_ name: String) -> [ArgumentValue] {
        guard let index = specification.parameters.firstIndex(where: { Bytewise.equal($0.name, name) }) else {
            return []
        }
        return values[index] ?? []
    }

    private func first(_ name: String) -> ArgumentValue? { all(name).first }

    private static func unknown(_ name: String, of specification: QuerySpecification) -> ArgumentError {
        let known = specification.parameters.map(\.name).joined(separator: ", ")
        let words = known.isEmpty ? "it takes no parameters" : "it takes \(known)"
        return ArgumentError(
            parameter: name, message: "\(specification.name) has no such parameter; \(words)")
    }
}
