extension AnswerDefinitions {
    static let diagnosis: [Meaning] = [
        Meaning(
            id: "diagnosis.1",
            statement:
                "The first cause that the layers show, in the order contract, policy, workflow, pipeline, labels, scores on "
                + "the same inputs, label shift, inputs, concept; those it brings about are left out. p under 0.001; 100 "
                + "decisions and 50 labels on either side; rules broken by 5 points; missing by 5, categories by "
                + "5; a number by 10 that 5 % had at most, others by 30, or 12 where no other feature drifted; a "
                + "stated definition with p under 0.01; rank correlation under 0.9; a fifth of pairs over the "
                + "tolerance or a twentieth flipped; AUC lower by 0.03; scores of a class by D of 0.1."),
        Meaning(
            id: "diagnosis.gates",
            statement:
                "Measurement: labels; replay: scores on the same inputs and accuracy; parity: contract and pipeline; "
                + "decisioning: thresholds; adoption: at least 80 % usual actions. Unknown where nothing can be judged."
        ),
        Meaning(
            id: "diagnosis.retrain",
            statement:
                "Only where accuracy fell by over 10 points where as many are called as before, where inputs or the base "
                + "rate shifted, or where the label loop was broken for two weeks."),
    ]
}
