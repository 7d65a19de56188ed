import Model

/// One question that can be asked of the daemon, as data. The list of all is `QuerySpecifications.all`.
package struct QuerySpecification: Sendable {
    /// A question as it is asked, with what it is good for.
    package struct Example: Sendable {
        package let says: String
        /// Names and values, those in the path included.
        package let items: [(name: String, value: String)]

        package init(_ says: String, _ items: [(name: String, value: String)] = []) {
            self.says = says
            self.items = items
        }
    }

    /// What the answer is.
    package enum Answer: Sendable {
        /// A document in each of `AnswerFormat`.
        case document
        /// One JSON object a line.
        case lines
    }

    /// How much work an answer is.
    package enum Cost: Sendable {
        /// Grows with what the ledger holds.
        case open
        /// A look at one thing by its name: nearly always some records, whatever the ledger holds.
        case short
    }

    /// In kebab-case; unique.
    package let name: String
    /// The route, with parameters of the path in braces: `/v1/decisions/{id}`.
    package let path: String
    /// The verb of the command line; empty when none asks this question by itself.
    package let verb: [String]
    /// One line: what it answers.
    package let summary: String
    /// A paragraph: what the figures rest on.
    package let explanation: String
    /// In the order in which answers print them; those of the path first.
    package let parameters: [ParameterSpecification]
    /// Names of parameters of which at most one may be given.
    package let exclusive: [String]
    package let answer: Answer
    package let cost: Cost
    package let examples: [Example]
    /// The route in its pieces.
    let route: QueryPath

    package init(
        name: String, path: String, verb: [String], summary: String, explanation: String,
        parameters: [ParameterSpecification] = [], exclusive: [String] = [], answer: Answer = .document,
        cost: Cost = .open, examples: [Example]
    ) {
        self.name = name
        self.path = path
        self.verb = verb
        self.summary = summary
        self.explanation = explanation
        self.parameters = parameters
        self.exclusive = exclusive
        self.answer = answer
        self.cost = cost
        self.examples = examples
        route = QueryPath(path)
    }

    package func parameter(_ name: String) -> ParameterSpecification? {
        parameters.first { Bytewise.equal($0.name, name) }
    }

    /// The path and query of a URL that asks this with the given texts, percent-encoded. Parameters of the
    /// path that are missing leave their piece empty.
    package func target(_ items: [(name: String, value: String)]) -> String {
        let rest = items.filter { parameter($0.name)?.inPath != true }
        let target = route.text(items)
        return rest.isEmpty ? target : "\(target)?\(PercentEncoding.query(of: rest))"
    }

    /// What asks this with the given texts on a command line of a shell; empty when no verb asks it.
    package func commandLine(_ items: [(name: String, value: String)]) -> String {
        guard !verb.isEmpty else { return "" }
        var words = ["daybook"] + verb
        for (name, value) in items {
            guard let parameter = parameter(name) else { continue }
            if !parameter.inPath { words.append(parameter.flag) }
            words.append(Self.quoted(value))
        }
        return words.joined(separator: " ")
    }

    /// A value as a shell takes it for one word.
    private static func quoted(_ value: String) -> String {
        let plain = value.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: byte >= 0x80 || "_-.,:=/+@%".utf8.contains(byte)
            }
        }
        guard !plain || value.utf8.isEmpty else { return value }
        return "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''")
            + "'"
    }
}
