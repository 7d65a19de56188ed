import ArgumentParser
import Wire

/// Whose statistics a comparison prints, and what counts as a difference.
struct ComparisonOptions: ParsableArguments {
    @Option(help: .shared("definitions")) var definitions: String?
    @Option(parsing: .unconditional, help: .shared("alpha")) var alpha: String?
    @Option(parsing: .unconditional, help: .shared("min_effect")) var minEffect: String?

    var items: [QueryItem] {
        given("definitions", definitions) + given("alpha", alpha) + given("min_effect", minEffect)
    }
}
