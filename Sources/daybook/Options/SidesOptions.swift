import ArgumentParser
import Wire

/// The two selections of a comparison, in full or in short.
struct SidesOptions: ParsableArguments {
    static var question: QuerySpecification { QuerySpecifications.slices }

    @OptionGroup var model: ModelOptions
    @Option(parsing: .unconditional, help: .parameter("baseline", of: question)) var baseline: String?
    @Option(parsing: .unconditional, help: .parameter("current", of: question)) var current: String?
    @Option(parsing: .upToNextOption, help: .parameter("versions", of: question)) var versions: [String] = []
    @Option(help: .parameter("week", of: question)) var week: String?
    @Option(help: .parameter("against", of: question)) var against: String?
    @OptionGroup var selection: SelectionOptions

    var items: [QueryItem] {
        model.items + given("baseline", baseline) + given("current", current) + given("versions", versions)
            + given("week", week) + given("against", against) + selection.items
    }
}
