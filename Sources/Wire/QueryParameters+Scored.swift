/// Parameters of questions that hold scores against labels.
extension QueryParameters {
    static let maturity = ParameterSpecification(
        "maturity", .spanOr("any"), default: .absent("the 0.95 quantile of the model's label delays"),
        unit: "s, m, h, d or w",
        help:
            "Judges decisions only from this age on, as before it only fast labels are there; any takes all.")

    private static let cost = 0...1e100

    static let costFalsePositive = ParameterSpecification(
        "cost_fp", .number(cost), default: .absent("the policy's"), unit: "money",
        help: "What a decision costs that was called and turned out negative; with cost_fn.")

    static let costFalseNegative = ParameterSpecification(
        "cost_fn", .number(cost), default: .absent("the policy's"), unit: "money",
        help: "What a decision costs that was not called and turned out positive; with cost_fp.")

    static let window = calendar(
        "window", ["none", "day", "week", "month"], default: "none",
        help: "One row for each calendar stretch of the decision's time in UTC; weeks are ISO weeks.")

    /// Groupings by what a decision itself has.
    static let ofDecisions = GroupingArgument.names.filter { $0 != "labeller" }

    /// What the usual selection takes.
    static let selection = [model, version, role, segment, filter, from, to]
}
