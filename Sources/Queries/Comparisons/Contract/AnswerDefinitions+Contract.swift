extension AnswerDefinitions {
    /// Of questions about contracts and policies.
    static let contracts: [Meaning] = [
        Meaning(
            id: "contract-verdict.1",
            statement:
                "Any violation of a contract; of what was only observed, more than one decision in a hundred by a rule "
                + "of a column whose unit has not jumped; any jump of a unit or scale."),
        Meaning(
            id: "contract.observed",
            statement:
                "Of columns with 20 values at least: types that occur; from the 0.001 to the 0.999 quantile, apart by "
                + "half their distance more on either side; texts, if at most 100 that occur 10 times each on average; "
                + "required where no decision lacks it. Every feature that occurs is known."),
        Meaning(
            id: "contract.version-before",
            statement:
                "The version that the deployment with the greatest (at, position) says it replaces, if it has live "
                + "decisions; else the live version whose first decision is the last before this one's; its live "
                + "decisions. Without one, the reference rows of the version itself."),
        Meaning(
            id: "contract.violation",
            statement:
                "A required feature that is absent or null; a feature that the rules do not name, if they name any; a "
                + "cell that breaks the first of type, range and categories; a score out of its range; a jump of a unit "
                + "that the contract states, or of the score's scale, against reference rows of the version, else the "
                + "version before; two samples of scores within 0 to 1 are on one scale."),
        Meaning(
            id: "policy.in-force",
            statement:
                "Of what it states - thresholds, costs, capacity, budgets, rules - the policy with the greatest (at, "
                + "position) not after the time; of deployments likewise."),
    ]
}
