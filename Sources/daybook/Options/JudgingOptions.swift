import ArgumentParser
import Wire

/// From which age on decisions are judged, and what mistakes cost.
struct JudgingOptions: ParsableArguments {
    @OptionGroup var maturity: MaturityOptions
    @Option(parsing: .unconditional, help: .parameter("cost_fp", of: QuerySpecifications.performance))
    var costFp: String?
    @Option(parsing: .unconditional, help: .parameter("cost_fn", of: QuerySpecifications.performance))
    var costFn: String?

    var items: [QueryItem] { maturity.items + given("cost_fp", costFp) + given("cost_fn", costFn) }
}

/// From which age on decisions are judged.
struct MaturityOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: .parameter("maturity", of: QuerySpecifications.performance))
    var maturity: String?

    var items: [QueryItem] { given("maturity", maturity) }
}
