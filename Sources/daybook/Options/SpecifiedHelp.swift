import ArgumentParser
import Wire

extension ArgumentHelp {
    /// The help of a parameter as the question's specification has it.
    static func parameter(_ name: String, of question: QuerySpecification) -> ArgumentHelp {
        guard let parameter = question.parameter(name) else { return ArgumentHelp("") }
        let more = RelativeTimes.forms(of: parameter.kind).map { " Also \($0)." } ?? ""
        return ArgumentHelp(stringLiteral: parameter.fullHelp + more).named(parameter.placeholder)
    }

    /// The help of a parameter that means the same in every question that has it.
    static func shared(_ name: String) -> ArgumentHelp {
        // Events have times of their own; the words of the questions about decisions are the shared ones.
        let questions = [
            QuerySpecifications.feedback, QuerySpecifications.audit, QuerySpecifications.models,
            QuerySpecifications.compare,
        ]
        guard let question = questions.first(where: { $0.parameter(name) != nil }) else {
            return ArgumentHelp("")
        }
        return parameter(name, of: question)
    }

    private func named(_ valueName: String) -> ArgumentHelp {
        var help = self
        help.valueName = valueName
        return help
    }
}

extension CommandConfiguration {
    /// The help of a verb, from the specification of its question.
    static func asking(_ question: QuerySpecification, more: String = "") -> CommandConfiguration {
        let examples = question.examples.map { example in
            "  \(question.commandLine(example.items))\n      \(example.says)"
        }
        return CommandConfiguration(
            commandName: question.verb.last ?? question.name,
            abstract: question.summary,
            discussion: "\(question.explanation)\n\(more.isEmpty ? "" : "\n\(more)\n")\nEXAMPLES\n"
                + examples.joined(separator: "\n"))
    }
}
