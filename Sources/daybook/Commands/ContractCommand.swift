import ArgumentParser
import Wire

struct ContractCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract: "What versions of a model promise, and whether decisions keep to it.",
        discussion: """
            A contract names the features of a version with types, units, ranges and categories, \
            the range of its score, and what its labels mean.

            EXAMPLES
              daybook contract register lead-score-v3.json
              daybook contract diff --model lead-score --versions v2 v3
              daybook contract violations --model lead-score --version v3
            """,
        subcommands: [
            ContractRegisterCommand.self, ContractShowCommand.self, ContractDiffCommand.self,
            ContractViolationsCommand.self,
        ])
}

struct ContractShowCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.contract }

    @OptionGroup var model: ModelOptions
    @Option(help: .parameter("version", of: question)) var version: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + given("version", version) + asOf.items }
}

struct ContractDiffCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.contractDiff }

    @OptionGroup var model: ModelOptions
    @Option(parsing: .upToNextOption, help: .parameter("versions", of: question)) var versions: [String] = []
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + given("versions", versions) + asOf.items }
}

struct ContractViolationsCommand: QueryCommand {
    static var question: QuerySpecification { QuerySpecifications.contractViolations }

    @OptionGroup var model: ModelOptions
    @OptionGroup var selection: SelectionOptions
    @Option(parsing: .unconditional, help: .parameter("examples", of: question)) var examples: String?
    @OptionGroup var asOf: AsOfOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var sockets: SocketOptions

    var items: [QueryItem] { model.items + selection.items + given("examples", examples) + asOf.items }
}
