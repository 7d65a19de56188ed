extension AnswerDefinitions {
    static let reports: [Meaning] = [
        Meaning(
            id: "time-to-detect.1",
            statement:
                "From the switch to the first step whose diagnosis, of what was known then, has another primary cause than "
                + "no_change and insufficient_data, or the one asked for; by the recorded clock to the first position "
                + "after the step before at which it has, found by halving, so taken to have it from there up to the step."
        )
    ]
}
