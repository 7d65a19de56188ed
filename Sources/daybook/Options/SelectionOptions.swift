import ArgumentParser
import Wire

/// A parameter as it was given, by its name on the wire.
typealias QueryItem = (name: String, value: String)

/// The state of the ledger that a question is about.
struct AsOfOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: .shared("as_of")) var asOf: String?

    var items: [QueryItem] { given("as_of", asOf) }
}

/// The outcomes that count.
struct LabelsByOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: .shared("labels_by")) var labelsBy: String?

    var items: [QueryItem] { given("labels_by", labelsBy) }
}

struct ModelOptions: ParsableArguments {
    @Option(help: .shared("model")) var model: String?

    var items: [QueryItem] { given("model", model) }
}

/// Which decisions of a model a question takes.
struct SelectionOptions: ParsableArguments {
    @Option(help: .shared("version")) var version: [String] = []
    @Option(help: .shared("role")) var role: [String] = []
    @Option(help: .shared("segment")) var segment: [String] = []
    @OptionGroup var filter: FilterOptions
    @Option(parsing: .unconditional, help: .shared("from")) var from: String?
    @Option(parsing: .unconditional, help: .shared("to")) var to: String?

    var items: [QueryItem] {
        given("version", version) + given("role", role) + given("segment", segment) + filter.items
            + given("from", from) + given("to", to)
    }
}

/// The condition that decisions have to meet.
struct FilterOptions: ParsableArguments {
    @Option(name: .customLong("where"), parsing: .unconditionalSingleValue, help: .shared("where"))
    var conditions: [String] = []

    var items: [QueryItem] { given("where", conditions) }
}

/// The item of an option, if it was given.
func given(_ name: String, _ value: String?) -> [QueryItem] { value.map { [(name, $0)] } ?? [] }

/// The items of an option that may be repeated.
func given(_ name: String, _ values: [String]) -> [QueryItem] { values.map { (name, $0) } }
