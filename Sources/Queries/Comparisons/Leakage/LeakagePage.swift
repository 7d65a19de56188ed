import Documents
import Statistics

/// Lays out what features know.
struct LeakagePage {
    let classes: ClassBook
    let score: LabelledScores
    let features: [FeatureKnowledge]
    let margin: Double
    let significance: Double

    /// Rates of missing values that differ by less are not worth a word, however sure the difference is.
    private static let missingDifference = 0.05

    static let definitions = [
        "label.current", "feature.known-after-decision", Definitions.aucMannWhitney.id,
        Definitions.aucDeLong.id, Definitions.aucHanleyMcNeil.id, Definitions.featureNumeric.id,
        Definitions.featureCategorical.id,
        Definitions.proportionsPooledZ.id, "leakage.rules", "where.two-valued",
    ]

    /// The corrected p of each feature.
    private let corrected: [Double?]

    init(
        classes: ClassBook, score: LabelledScores, features: [FeatureKnowledge], margin: Double,
        significance: Double
    ) {
        self.classes = classes
        self.score = score
        self.features = features
        self.margin = margin
        self.significance = significance
        corrected = MultipleTests.bonferroni(
            features.map { $0.missing.all > 0 && $0.present.all > 0 ? $0.missingRates?.pValue : nil })
    }

    private var scoreArea: Double? { RankingQuality.auc(score) }

    /// The upper bound of how well the score ranks.
    private var scoreReach: Double? {
        guard let area = scoreArea else { return nil }
        let interval = RankingQuality.interval(
            auc: area, error: RankingQuality.deLongError(score), z: FeatureKnowledge.z)
        return max(interval?.high ?? area, 0.5) - 0.5
    }

    private func isTooGood(_ feature: FeatureKnowledge) -> Bool {
        guard let surely = feature.surely, let reach = scoreReach else { return false }
        return surely > reach + margin
    }

    /// By Bonferroni over the features whose missing values can be told from those that are there.
    private func correctedP(_ feature: FeatureKnowledge) -> Double? {
        let place = features.firstIndex { $0.name.utf8.elementsEqual(feature.name.utf8) }
        return place.flatMap { corrected[$0] }
    }

    private func followsOutcome(_ feature: FeatureKnowledge) -> Bool {
        guard let p = correctedP(feature), let difference = feature.missingRates?.difference else {
            return false
        }
        return p < significance && difference.magnitude > Self.missingDifference
    }

    var findings: [Finding] {
        var found: [Finding] = []
        for feature in features where feature.lateness.late > 0 {
            let lateness = feature.lateness
            found.append(
                Finding(
                    .alert, code: "feature-known-later",
                    text:
                        "\(feature.name) became known after the decision in \(lateness.late) of \(lateness.timed) decisions "
                        + "that say when: it cannot have been an input then, and a model trained on it does not work live.",
                    evidence: [
                        Fact("feature", "feature", .text(feature.name)),
                        Fact("late", "decisions with it later", .count(lateness.late)),
                        Fact("timed", "decisions that say when", .count(lateness.timed)),
                        Fact(
                            "median_lateness", "median lateness",
                            lateness.median.map(Value.duration) ?? .none("none is late")),
                    ]))
        }
        for feature in features where isTooGood(feature) {
            let area = feature.power.map { Printed.rounded($0.auc) } ?? 0.5
            found.append(
                Finding(
                    .alert, code: "feature-predicts-too-well",
                    text:
                        "\(feature.name) alone ranks the outcomes better than the model's score does: look whether it is "
                        + "written after the outcome is known.",
                    evidence: [
                        Fact("feature", "feature", .text(feature.name)),
                        Fact("auc", "AUC of the feature alone", .number(area)),
                        Fact("score_auc", "AUC of the score", .number(scoreArea, else: "one class")),
                        Fact("margin", "margin", .number(margin)),
                    ]))
        }
        for feature in features where followsOutcome(feature) {
            let rates = feature.missingRates
            found.append(
                Finding(
                    .warning, code: "missing-follows-outcome",
                    text:
                        "\(feature.name) is missing more often with one outcome than with the other: it may be filled in "
                        + "because of the outcome.",
                    evidence: [
                        Fact("feature", "feature", .text(feature.name)),
                        Fact("missing_negative", "missing among negatives", Self.rate(rates?.baseline)),
                        Fact("missing_positive", "missing among positives", Self.rate(rates?.current)),
                        Fact(
                            "p_corrected", "corrected p",
                            .number(correctedP(feature).map(Printed.rounded), else: "no test")),
                    ]))
        }
        return found
    }

    private static func rate(_ proportion: Proportion?) -> Value {
        proportion?.rate.map(Value.share) ?? .none("no labelled decisions")
    }

    func sections(_ leftOut: LeftOut, empty: String?) -> [Section] {
        var sections: [Section] = []
        if let empty { sections.append(.note(key: "no_data", text: empty)) }
        sections += leftOut.notes
        sections.append(.facts(counts))
        sections.append(.table(late))
        sections.append(.table(power))
        sections.append(.table(missing))
        sections += leftOut.list
        return sections
    }

    private var counts: FactList {
        let z = FeatureKnowledge.z
        let interval = RankingQuality.interval(
            auc: scoreArea, error: RankingQuality.deLongError(score), z: z)
        let none = classes.labelled == 0 ? "no labelled decisions" : "labels of one class"
        return FactList(
            key: "decisions", title: "Decisions",
            facts: [
                Fact("decisions", "decisions", .count(classes.rows)),
                Fact("labelled", "labelled", .count(classes.labelled)),
                Fact("positives", "positives", .count(classes.positives)),
                Fact("features", "features", .count(features.count)),
                Fact("score_auc", "AUC of the score", .number(scoreArea, else: none)),
                Fact("score_auc_low", "its lower bound", .number(interval?.low, else: none)),
                Fact("score_auc_high", "its upper bound", .number(interval?.high, else: none)),
                Fact("z", "z of the bounds", .number(z)),
            ])
    }

    private var late: Table {
        Table(
            key: "times", title: "When features became known",
            columns: [
                Table.Column("feature", "feature"), Table.Column("timed", "decisions that say when"),
                Table.Column("late", "after the decision"), Table.Column("share_late", "share", bar: true),
                Table.Column("median_lateness", "median lateness"),
                Table.Column("max_lateness", "greatest lateness"),
            ],
            rows: features.filter { $0.lateness.timed > 0 }.map { feature in
                let lateness = feature.lateness
                return [
                    .text(feature.name), .count(lateness.timed), .count(lateness.late),
                    .share(Int64(lateness.late), of: Int64(lateness.timed), else: "no times"),
                    lateness.median.map(Value.duration) ?? .none("none is late"),
                    lateness.greatest.map(Value.duration) ?? .none("none is late"),
                ]
            }, empty: "no decision says when its features became known")
    }

    private var power: Table {
        let none = classes.labelled == 0 ? "no labelled decisions" : "cannot be told"
        let ordered = features.sorted {
            let (one, other) = ($0.power?.strength ?? -1, $1.power?.strength ?? -1)
            return one != other ? one > other : $0.name.utf8.lexicographicallyPrecedes($1.name.utf8)
        }
        return Table(
            key: "power", title: "What each feature says alone",
            columns: [
                Table.Column("feature", "feature"), Table.Column("kind", "kind"),
                Table.Column("labelled", "labelled with a value"), Table.Column("auc", "AUC"),
                Table.Column("strength", "distance from 0.5", bar: true), Table.Column("low", "low"),
                Table.Column("high", "high"), Table.Column("too_good", "too good"),
            ],
            rows: ordered.map { feature in
                [
                    .text(feature.name), .text(feature.isNumeric ? "number" : "category"),
                    .count(feature.present.all), .number(feature.power?.auc, else: none),
                    .number(feature.power?.strength, else: none),
                    .number(feature.interval?.low, else: none), .number(feature.interval?.high, else: none),
                    .flag(isTooGood(feature)),
                ]
            }, empty: "no features")
    }

    private var missing: Table {
        Table(
            key: "missing", title: "Missing values and the outcome",
            columns: [
                Table.Column("feature", "feature"),
                Table.Column("missing_negative", "missing among negatives", bar: true),
                Table.Column("missing_positive", "missing among positives", bar: true),
                Table.Column("difference", "difference"), Table.Column("p", "p"),
                Table.Column("p_corrected", "corrected p"), Table.Column("follows", "follows the outcome"),
            ],
            rows: features.filter { $0.missing.all > 0 }.map { feature in
                let rates = feature.missingRates
                let none = feature.present.all == 0 ? "never there" : "labels of one class"
                return [
                    .text(feature.name), Self.rate(rates?.baseline), Self.rate(rates?.current),
                    .number(rates?.difference, else: none),
                    .number(rates?.pValue.map(Printed.rounded), else: none),
                    .number(correctedP(feature).map(Printed.rounded), else: none),
                    .flag(followsOutcome(feature)),
                ]
            }, empty: "no feature of a labelled decision is missing")
    }
}
