import Documents
import Model
import Wire

/// Scores on the same inputs, the threshold, accuracy after calibration, and the concept.
struct ScoreLayers {
    let answers: DiagnosisAnswers

    /// What pairs say about the two versions.
    struct Pairs {
        let answer: Answer

        init?(_ answer: Answer?) {
            guard let answer, answer.fact("pairs", "pairs")?.number ?? 0 >= Double(PairFindings.least) else {
                return nil
            }
            self.answer = answer
        }

        func overall(_ column: String) -> CitedFigure? { answer.cell("overall", row: 0, column) }
        var spearman: Double { overall("spearman")?.number ?? 1 }
        var overTolerance: Double { overall("over_tolerance")?.number ?? 0 }
        var flips: Double { overall("flip_share")?.number ?? 0 }
        var drop: CitedFigure? { answer.fact("labels", "accuracy_drop_same_share") }
        var labelled: Double { answer.fact("labels", "labelled")?.number ?? 0 }

        /// Whether the version since is worse by labels, however it is cut.
        var isWorse: Bool {
            guard labelled >= Double(PairFindings.least) else { return false }
            let ranks =
                answer.fact("labels", "auc_p")?.number ?? 1 < 0.01
                && answer.fact("labels", "auc_difference")?.number ?? 0 < 0
            return ranks || drop?.number ?? 0 > DiagnosisRule.accuracyDrop
        }
        /// Whether it orders and levels the same inputs as before.
        var isSame: Bool { spearman >= DiagnosisRule.orderMin && overTolerance < DiagnosisRule.levelMin }
    }

    var pairs: [Pairs] { [Pairs(answers.replay), Pairs(answers.shadow)].compactMap(\.self) }

    /// Whether the same inputs have the same scores; nil without pairs.
    var isSameModel: Bool? {
        guard answers.scope.versions != nil else {
            return answers.scope.before != nil && answers.scope.before == answers.scope.after ? true : nil
        }
        return pairs.isEmpty ? nil : pairs.allSatisfy(\.isSame)
    }

    /// The fall of the area under the curve from before, if it is one that counts.
    var areaFall: (before: CitedFigure, now: CitedFigure, fall: Double)? {
        guard let before = answers.performanceBefore?.cell("ranking", row: 0, "auc"),
            let now = answers.performance?.cell("ranking", row: 0, "auc"),
            let first = before.number, let second = now.number,
            let error = answers.performanceBefore?.cell("ranking", row: 0, "auc_error")?.number,
            let other = answers.performance?.cell("ranking", row: 0, "auc_error")?.number
        else { return nil }
        let spread = (error * error + other * other).squareRoot()
        guard spread > 0, first - second >= DiagnosisRule.aucDrop, (first - second) / spread > 3.3 else {
            return nil
        }
        return (before, now, first - second)
    }

    var scores: LayerResult {
        guard let versions = answers.scope.versions else {
            return answers.scope.before != nil && answers.scope.before == answers.scope.after
                ? LayerResult(.scores, .clear, "Both sides have the same version.")
                : LayerResult(.scores, .notJudged, "The sides are not two versions.")
        }
        guard !pairs.isEmpty else {
            var result = LayerResult(
                .scores, .notJudged,
                "No input was scored by both versions: neither a shadow nor a replay set is there.")
            result.missing.append(
                Missing(
                    what: "the same inputs scored by \(versions.before.text) and \(versions.after.text)",
                    command:
                        "daybook replay freeze NAME --model \(answers.scope.model.text) --version \(versions.before.text) "
                        + "&& daybook replay export NAME"))
            result.suspects = unpaired
            if !result.suspects.isEmpty {
                result.verdict = .found
                result.words += " " + result.suspects.map(\.words).joined(separator: " ")
                result.figures = result.suspects.flatMap(\.figures)
            }
            return result
        }
        var suspects: [Suspect] = []
        for pairs in pairs where pairs.spearman < DiagnosisRule.orderMin && pairs.isWorse {
            suspects.append(
                Suspect(
                    .modelRegression, .scores,
                    "On the same inputs \(versions.after.text) ranks otherwise than \(versions.before.text) (rank "
                        + "correlation \(Said.number(pairs.spearman))) and is worse by their labels.",
                    [
                        pairs.overall("spearman"), pairs.drop, pairs.answer.fact("labels", "auc_difference"),
                        pairs.answer.fact("labels", "auc_p"),
                    ]))
        }
        if suspects.isEmpty, pairs.contains(where: { $0.spearman < DiagnosisRule.orderMin }),
            let fall = areaFall
        {
            suspects.append(
                Suspect(
                    .modelRegression, .scores,
                    "On the same inputs \(versions.after.text) ranks otherwise than \(versions.before.text), and AUC fell "
                        + "by \(Said.number(fall.fall)).", [fall.before, fall.now]))
        }
        for pairs in pairs
        where pairs.spearman >= DiagnosisRule.orderMin && pairs.overTolerance >= DiagnosisRule.levelMin
            || pairs.spearman >= DiagnosisRule.orderMin && pairs.flips >= DiagnosisRule.flipsMin
        {
            suspects.append(
                Suspect(
                    .thresholdDrift, .scores,
                    "On the same inputs \(versions.after.text) ranks as \(versions.before.text) but on another level: mean "
                        + "difference \(pairs.overall("mean_diff")?.number.map { Said.number($0) } ?? "?"), "
                        + "\(Said.percent(pairs.flips)) decided otherwise.",
                    [
                        pairs.overall("spearman"), pairs.overall("mean_diff"),
                        pairs.overall("over_tolerance"),
                        pairs.overall("flip_share"),
                    ]))
        }
        var result = LayerResult(
            .scores, suspects, clear: "On the same inputs both versions say the same.",
            figures: pairs.flatMap {
                [
                    $0.overall("pairs"), $0.overall("spearman"), $0.overall("mean_diff"),
                    $0.overall("flip_share"),
                ]
            })
        if suspects.isEmpty, let odd = pairs.first(where: { $0.spearman < DiagnosisRule.orderMin }) {
            result.words =
                "The versions rank the same inputs otherwise (rank correlation \(Said.number(odd.spearman))), but neither "
                + "is shown to be worse."
        }
        return result
    }

    /// What live decisions alone say of another version, when no input was scored by both.
    private var unpaired: [Suspect] {
        guard let compare = answers.compare, let drift = answers.drift,
            drift.document.findings.allSatisfy({ $0.code != "feature-drift" })
        else { return [] }
        let moved = compare.cell("shift", row: 0, "verdict")?.text == "drift"
        if let fall = areaFall, !relationChanged {
            return [
                Suspect(
                    .modelRegression, .scores,
                    "AUC fell by \(Said.number(fall.fall)) with the version, while inputs and their relation to the outcome "
                        + "are as they were.", [fall.before, fall.now])
            ]
        }
        guard moved else { return [] }
        return [
            Suspect(
                .thresholdDrift, .scores,
                "The scores moved with the version while the inputs did not.",
                [compare.cell("shift", row: 0, "effect"), compare.cell("shift", row: 0, "mean_shift")])
        ]
    }

    var threshold: LayerResult {
        guard let workflow = answers.workflow else {
            return LayerResult(.threshold, .notJudged, "No threshold is known.")
        }
        let before = workflow.cell("shares", [("share", "called")], "share_baseline")
        let now = workflow.cell("shares", [("share", "called")], "share_current")
        let cutoff = answers.sameShareCutoff
        guard before?.number != nil, now?.number != nil else {
            var result = LayerResult(
                .threshold, .notJudged, "No decision has a score, a threshold and an action.")
            result.missing.append(
                Missing(
                    what: "the threshold in force",
                    command:
                        "echo '{\"type\":\"policy\",\"id\":\"ID\",\"at\":\"TIME\",\"model\":\"\(answers.scope.model.text)\","
                        + "\"threshold\":0.5,\"by\":\"YOU\"}' | daybook append"))
            return result
        }
        let moved = workflow.findings("called-moved")
        var result = LayerResult(
            .threshold, [],
            clear:
                "\(EarlyLayers.percent(now)) are at or over the threshold, before \(EarlyLayers.percent(before))."
                + (moved.isEmpty
                    ? ""
                    : " As many as before would be at \(cutoff?.number.map { Said.number($0) } ?? "?")."),
            figures: [before, now, cutoff])
        if !moved.isEmpty { result.remarks += moved.map(\.text) }
        return result
    }

    var accuracy: LayerResult {
        let drops = pairs.compactMap { pairs -> CitedFigure? in
            pairs.labelled >= Double(PairFindings.least) ? pairs.drop : nil
        }
        let live = (
            answers.performanceBefore?.cell("rates", [("at", "percentile")], "accuracy"),
            answers.performance?.cell("rates", [("at", "percentile")], "accuracy")
        )
        guard !drops.isEmpty || live.0?.number != nil && live.1?.number != nil else {
            return LayerResult(
                .accuracy, .notJudged, "No labelled decisions are there to judge accuracy by.")
        }
        let worst = drops.compactMap(\.number).max()
        let liveDrop = live.0?.number.flatMap { before in live.1?.number.map { before - $0 } }
        var words: [String] = []
        if let worst {
            words.append(
                "On the same inputs accuracy fell by \(Said.number(worst * 100)) points where as many are called as before"
            )
        }
        if let liveDrop {
            words.append(
                "\(words.isEmpty ? "Live" : "live") it is \(EarlyLayers.percent(live.1)), before "
                    + "\(EarlyLayers.percent(live.0)) (\(Said.number(liveDrop * 100)) points lost)")
        }
        var result = LayerResult(
            .accuracy, .clear,
            words.joined(separator: "; ") + ". The bound is \(Int(DiagnosisRule.accuracyDrop * 100)) points.")
        result.figures = drops + [live.0, live.1].compactMap(\.self)
        if max(worst ?? 0, drops.isEmpty ? liveDrop ?? 0 : 0) > DiagnosisRule.accuracyDrop {
            result.verdict = .found
        }
        return result
    }

    /// Features whose relation to the outcome is another.
    private var changedRelations: [(name: String, figures: [CitedFigure?])] {
        guard let concept = answers.concept else { return [] }
        return (0..<concept.rows("features")).compactMap { row in
            guard let p = concept.cell("features", row: row, "p_bonferroni"),
                p.number ?? 1 < DiagnosisRule.level,
                let effect = concept.cell("features", row: row, "effect"),
                effect.number ?? 0 >= DiagnosisRule.relationMin,
                let name = concept.cell("features", row: row, "feature")?.text
            else { return nil }
            return (
                name,
                [
                    effect, p, concept.cell("features", row: row, "auc_then"),
                    concept.cell("features", row: row, "auc_now"),
                ]
            )
        }
    }

    var relationChanged: Bool { !changedRelations.isEmpty }

    var concept: LayerResult {
        guard let labels = answers.labels, EarlyLayers(answers: answers).hasLabels else {
            var result = LayerResult(
                .concept, .notJudged, "Too few labels are there to say what inputs mean now.")
            result.missing.append(
                Missing(
                    what: "labels of mature decisions since the switch",
                    command: answers.labels?.commandLine ?? ""))
            return result
        }
        let relations = changedRelations
        let base = labels.findings("base-rate-moved")
        let atScore = labels.findings("other-labels-at-score")
        let distances = (
            labels.fact("meaning", "positives_distance"), labels.fact("meaning", "negatives_distance")
        )
        func isMoved(_ key: String) -> Bool {
            labels.fact("meaning", "\(key)_distance")?.number ?? 0 >= DiagnosisRule.classDistance
                && labels.fact("meaning", "\(key)_p")?.number ?? 1 < DiagnosisRule.level
        }
        let classMoved = isMoved("positives") || isMoved("negatives")
        var suspects: [Suspect] = []
        // Where no input moved, more positives are not the inputs' doing, even if no band shows it by itself.
        let isUnmoved = InputLayers(answers: answers).inputs.verdict == .clear
        if !base.isEmpty, !atScore.isEmpty || isUnmoved, relations.isEmpty, !classMoved, areaFall == nil {
            suspects += base.map { Suspect(.labelShift, .concept, $0) }
            suspects += atScore.map { Suspect(.labelShift, .concept, $0) }
        } else {
            suspects += relations.map { name, figures in
                Suspect(
                    .conceptDrift, .concept, "\(name) says another thing about the outcome than before.",
                    figures)
            }
            if isSameModel == true {
                if let fall = areaFall {
                    suspects.append(
                        Suspect(
                            .conceptDrift, .concept,
                            "The same scores tell outcomes apart less: AUC fell by \(Said.number(fall.fall)).",
                            [fall.before, fall.now]))
                } else if classMoved, !atScore.isEmpty {
                    suspects += atScore.map { Suspect(.conceptDrift, .concept, $0) }
                }
            }
        }
        return LayerResult(
            .concept, suspects, clear: "The same inputs mean the same outcome as before.",
            figures: [
                labels.fact("meaning", "same_score_difference"), labels.fact("meaning", "same_score_p"),
                distances.0, distances.1,
            ])
    }
}

extension DiagnosisAnswers {
    /// The cutoff of the current scores that calls the share that was called before.
    var sameShareCutoff: CitedFigure? { calibrate?.cell("volumes", [("method", "same_share")], "cutoff") }
}
