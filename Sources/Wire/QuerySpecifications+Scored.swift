import Model

extension QuerySpecifications {
    package static let performance = QuerySpecification(
        name: "performance", path: "/v1/performance", verb: ["performance"],
        summary: "How good the decisions were, by their labels: ranking, cutoffs, calibration, money.",
        explanation:
            "Of the decisions that are old enough to be judged: AUC, average precision, confusion and its rates at the "
            + "thresholds in force and at others, Brier score, log loss and calibration errors with the reliability "
            + "curve; and what is estimated for those without a label (confidence-based, which does not see that the "
            + "meaning of a score has changed).",
        parameters: QueryParameters.selection + [
            QueryParameters.grouping(QueryParameters.ofDecisions, default: "version"),
            QueryParameters.window,
            ParameterSpecification(
                "band", .choice(["score", "value"]), isList: true, default: .absent("no bands"),
                help:
                    "Cuts each row once more: by tenths of the scale of scores, or by money at stake (0 to 10K, 50K, "
                    + "100K and over; that of the decision, else of its outcome)."),
            ParameterSpecification(
                "threshold", .number(QueryParameters.anyNumber), default: .absent("only those in force"),
                unit: "score", help: "Also judges the decisions as if this had been the threshold of all."),
            ParameterSpecification(
                "percentile", .number(0...1), default: .absent("none"), unit: "shares of 1",
                help:
                    "Also judges them at this quantile of all scores, labelled or not, as the threshold of each row."
            ),
            QueryParameters.maturity, QueryParameters.costFalsePositive, QueryParameters.costFalseNegative,
            ParameterSpecification(
                "definitions", .choice(["daybook", "nannyml"]), default: .text("daybook"),
                help:
                    "Whose estimate of decisions without a label: ours, or that of NannyML 0.13.1, which takes the "
                    + "labelled decisions in the order of time. All else is the same."),
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Which version was better?", [("model", "lead-score")]),
            .init(
                "Month by month in one region, at the top 20 %",
                [
                    ("model", "lead-score"), ("segment", "region=emea"), ("window", "month"),
                    ("percentile", "0.8"),
                ]),
            .init(
                "Large deals beside small ones, with what mistakes cost",
                [("model", "lead-score"), ("band", "value"), ("cost_fp", "40"), ("cost_fn", "900")]),
        ])

    package static let calibrate = QuerySpecification(
        name: "calibrate", path: "/v1/calibrate", verb: ["calibrate"],
        summary: "Where to cut a new version's scores, and what each cutoff would have done.",
        explanation:
            "Finds the cutoff that calls the share of decisions that the baseline called, that costs least, that fits "
            + "into a day and that has the best F1, and replays the current side's stored decisions through each. What "
            + "decisions without an outcome would have come to is not guessed: the lowest and the highest are given.",
        parameters: QueryParameters.sides + [
            QueryParameters.grouping(QueryParameters.ofDecisions, default: "none"),
            ParameterSpecification(
                "percentile", .number(0...1), default: .absent("none"), unit: "shares of 1",
                help: "Also looks at this quantile of the current scores as a cutoff."),
            ParameterSpecification(
                "capacity", .integer(0...Limits.exactInteger), default: .absent("the policy's"),
                unit: "decisions a day", help: "How many decisions can be acted upon in a day."),
            QueryParameters.costFalsePositive, QueryParameters.costFalseNegative, QueryParameters.maturity,
            QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Where does the old threshold lie on the new scale?", [("model", "lead-score")]),
            .init(
                "Per region, with what mistakes cost and 50 calls a day",
                [
                    ("model", "lead-score"), ("versions", "v1,v2"), ("by", "segment:region"),
                    ("cost_fp", "40"),
                    ("cost_fn", "900"), ("capacity", "50"),
                ]),
        ])

    package static let confidence = QuerySpecification(
        name: "confidence", path: "/v1/confidence", verb: ["confidence"],
        summary: "How sure the model was, how near to the boundary, and what came of it.",
        explanation:
            "The distribution of the confidence that decisions state, apart from their scores; how many scores lie near "
            + "their threshold; what share turned out positive and was decided right by confidence; the decisions of low "
            + "confidence beside the rest; and how wide the stated intervals are.",
        parameters: QueryParameters.selection + [
            QueryParameters.grouping(QueryParameters.ofDecisions, default: "version"),
            QueryParameters.window,
            ParameterSpecification(
                "delta", .number(0...Double.greatestFiniteMagnitude),
                default: .absent("a twentieth of the scale of scores"), unit: "score",
                help: "A score at most this far from its threshold is near the boundary."),
            ParameterSpecification(
                "low", .number(0...1), default: .text("0.7"), unit: "confidence",
                help: "Confidence under this is low."),
            ParameterSpecification(
                "wide", .number(0...1), default: .text("0.3"), unit: "shares of 1",
                help: "An interval over this share of the scale is wide; 0.3 is 30 points of 100."),
            QueryParameters.maturity, QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Is low confidence worth a second look?", [("model", "lead-score")]),
            .init(
                "Which segment is uncertain and yet good?",
                [("model", "lead-score"), ("by", "segment:tier"), ("low", "0.65")]),
        ])

    package static let selection = QuerySpecification(
        name: "selection", path: "/v1/selection", verb: ["selection"],
        summary: "Who gets a label at all: by score and action, by segment, and where nothing is ever seen.",
        explanation:
            "What labels say holds for those who are labelled. Of the mature decisions in each band of scores and with "
            + "each action: how many have a label and how many of these are positive; where none ever has one; whether the "
            + "labelled have the segments that the others have; and a seeded sample of decisions that would tell most.",
        parameters: [QueryParameters.requiredModel] + QueryParameters.selection.dropFirst() + [
            QueryParameters.grouping(QueryParameters.ofDecisions, default: "none"),
            ParameterSpecification(
                "sample", .integer(0...1_000), default: .text("50"), unit: "decisions",
                help: "How many decisions to propose for a label."),
            ParameterSpecification(
                "seed", .integer(0...Limits.exactInteger), default: .text("1"),
                help: "Draws the sample; the same one for the same seed and position."),
            QueryParameters.maturity, QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Where do we never learn what would have been?", [("model", "lead-score")]),
            .init(
                "A sample of 200 to look at in one region",
                [("model", "lead-score"), ("segment", "region=emea"), ("sample", "200"), ("seed", "7")]),
        ])

    package static let concept = QuerySpecification(
        name: "concept", path: "/v1/concept", verb: ["concept"],
        summary: "Whether the same inputs still mean the same outcome: calibration, errors, features.",
        explanation:
            "Concept drift by labels. In subgroups whose share hardly moved: how far scores are from what happened and how "
            + "many decisions were wrong, then and now; and what each feature alone says about the outcome, then and "
            + "now. A change counts with a p under 0.01, corrected by Bonferroni for all tests of the answer, and an effect "
            + "of at least 0.05.",
        parameters: QueryParameters.sides + [
            ParameterSpecification(
                "stable", .number(0...1), default: .text("0.05"), unit: "shares of 1",
                help: "A subgroup is stable when its share of the decisions moved by less than this."),
            QueryParameters.window, QueryParameters.maturity, QueryParameters.asOf, QueryParameters.labelsBy,
        ],
        examples: [
            .init("Does the new version face another world?", [("model", "lead-score")]),
            .init(
                "One quarter against another, month by month",
                [
                    ("model", "lead-score"), ("baseline", "from=2009-01-01,to=2009-04-01"),
                    ("current", "from=2009-07-01,to=2009-10-01"), ("window", "month"),
                ]),
        ])
}
