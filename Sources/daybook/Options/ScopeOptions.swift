import ArgumentParser
import Wire

/// What a diagnosis compares.
struct ScopeOptions: ParsableArguments {
    static var question: QuerySpecification { QuerySpecifications.diagnosis }

    @OptionGroup var model: ModelOptions
    @Option(parsing: .upToNextOption, help: .parameter("versions", of: question)) var versions: [String] = []
    @Option(name: .customLong("switch"), parsing: .unconditional, help: .parameter("switch", of: question))
    var switchTime: String?
    @Option(help: .parameter("window", of: question)) var window: String?
    @Option(parsing: .unconditional, help: .parameter("baseline", of: question)) var baseline: String?
    @Option(parsing: .unconditional, help: .parameter("current", of: question)) var current: String?

    var items: [QueryItem] {
        model.items + given("versions", versions) + given("switch", switchTime) + given("window", window)
            + given("baseline", baseline) + given("current", current)
    }
}
