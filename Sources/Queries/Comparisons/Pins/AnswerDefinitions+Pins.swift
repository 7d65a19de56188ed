extension AnswerDefinitions {
    static let pins: [Meaning] = [
        Meaning(
            id: DocumentDifference.definition,
            statement:
                "Facts and parameters are matched by their keys; rows of a table by as many of their leading texts and "
                + "times as tell them apart, else by their number; a figure has changed when it is not the same in every "
                + "digit. Findings are matched by code and the texts of their evidence."),
        Meaning(
            id: PinnedQuestion.definition,
            statement: "SHA-256 of the answer's JSON form, every byte of it, the newline at its end included."
        ),
    ]
}
