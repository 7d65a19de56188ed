/// Parameters of questions that compare two selections.
extension QueryParameters {
    static let baseline = ParameterSpecification(
        "baseline", .selection, default: .absent("what versions, week or the newest versions say"),
        help:
            "What is compared with: items such as version=v1, role=reference, segment=region=emea, from=2026-10-01, "
            + "to=2026-11-01, day=2026-10-05, week=2026-W40, month=2026-10, set=NAME of a replay set, parted by commas, and "
            + "last where=CONDITION; or all. What it does not say is as for the whole question. Or pin=NAME, the decisions "
            + "of a pinned answer as they were known then, with segment and where at most.")

    static let current = ParameterSpecification(
        "current", .selection, default: .absent("what versions, week or the newest versions say"),
        help: "What is looked at, in the same words as baseline.")

    static let versions = ParameterSpecification(
        "versions", .identifier, isList: true, default: .absent("none"),
        help: "Two versions, the baseline first: short for baseline and current.")

    static let week = ParameterSpecification(
        "week", .week, default: .absent("none"),
        help: "Looks at the decisions of an ISO week; with against, short for baseline and current.")

    static let against = ParameterSpecification(
        "against", .against, default: .text("previous"),
        help: "What the week is compared with: previous, the week before it, or another day, week or month.")

    /// What every comparison takes, before its own parameters.
    static let sides = [
        requiredModel, baseline, current, versions, week, against, version, role, segment, filter, from, to,
    ]
}
