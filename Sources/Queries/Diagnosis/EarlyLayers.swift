import Documents
import Model
import Wire

/// Whether there is enough to say anything, the contract, and what is done with scores.
struct EarlyLayers {
    let answers: DiagnosisAnswers

    var data: LayerResult {
        let before = answers.labels?.fact("labels", "decisions_baseline")
        let now = answers.labels?.fact("labels", "decisions_current")
        let labelled = (
            answers.labels?.fact("labels", "labelled_baseline"),
            answers.labels?.fact("labels", "labelled_current")
        )
        var result = LayerResult(
            .data, [],
            clear:
                "\(Self.count(before)) decisions before and \(Self.count(now)) since, of them labelled by the same age "
                + "\(Self.count(labelled.0)) and \(Self.count(labelled.1)).",
            figures: [before, now, labelled.0, labelled.1])
        if let unanswered = answers.unanswered {
            let name = unanswered.question.specification.name
            result.suspects = [
                Suspect(.insufficientData, .data, "\(name) has no answer: \(unanswered.why)")
            ]
        } else if !isEnough {
            result.suspects = [
                Suspect(
                    .insufficientData, .data,
                    "There are \(Self.count(before)) decisions before and \(Self.count(now)) since; a verdict takes "
                        + "\(Int(DiagnosisRule.decisionsMin)) on either side.", [before, now])
            ]
        } else if !hasLabels {
            result.suspects = [
                Suspect(
                    .insufficientData, .data,
                    "\(Self.count(labelled.0)) of the decisions before and \(Self.count(labelled.1)) of those since are "
                        + "labelled by the same age; a verdict on labels takes \(Int(DiagnosisRule.labelsMin)) on either "
                        + "side.", [labelled.0, labelled.1])
            ]
        }
        if let suspect = result.suspects.first {
            result.verdict = .found
            result.words = suspect.words
            if let unanswered = answers.unanswered {
                result.missing.append(
                    Missing(
                        what: "an answer to \(unanswered.question.specification.name)",
                        command: unanswered.question.specification.commandLine(unanswered.question.items)))
            } else if !isEnough {
                result.missing.append(
                    Missing(
                        what: "more decisions on either side, or a longer window",
                        command:
                            "daybook diagnose --model \(answers.scope.model.text) --window 26w"))
            } else {
                result.missing.append(
                    Missing(
                        what: "labels of mature decisions on both sides",
                        command: answers.labels?.commandLine ?? ""))
            }
        }
        return result
    }

    static func count(_ figure: CitedFigure?) -> String { figure?.number.map { "\(Int($0))" } ?? "no" }

    private func over(_ key: String, _ least: Double) -> Bool {
        ["baseline", "current"].allSatisfy { side in
            answers.labels?.fact("labels", "\(key)_\(side)")?.number ?? 0 >= least
        }
    }
    /// Whether either side has decisions enough.
    var isEnough: Bool { over("decisions", DiagnosisRule.decisionsMin) }
    /// Whether either side has labels enough.
    var hasLabels: Bool { over("labelled", DiagnosisRule.labelsMin) }

    var contract: LayerResult {
        guard let contract = answers.contract else {
            return LayerResult(.contract, .notJudged, "The current side cannot be held against a contract.")
        }
        let share = contract.fact("decisions", "share")
        // Of a handful of decisions one alone is a large share.
        let now = answers.labels?.fact("labels", "decisions_current")
        let canTell = now?.number ?? 0 >= DiagnosisRule.decisionsMin
        var result = LayerResult(
            .contract, (canTell ? score(contract) + features(contract) : []) + turned,
            clear: "The version answers and is fed as its contract says.", figures: [share])
        if !canTell, result.verdict == .clear {
            result.verdict = .notJudged
            result.words = "There are too few decisions since to hold against the contract."
        }
        let isUnruled = (0..<contract.rows("versions")).contains {
            contract.cell("versions", row: $0, "position")?.number == nil
        }
        if isUnruled, let after = answers.scope.after {
            result.missing.append(
                Missing(
                    what: "a contract of \(after.text): now it is held against what was observed before it",
                    command: "daybook contract register CONTRACT.json"))
        }
        return result
    }

    /// The share of decisions that break a rule, now and before.
    private func share(
        _ answer: Answer, _ feature: String, _ kind: String
    ) -> (now: CitedFigure?, before: Double) {
        (
            answer.cell("violations", [("feature", feature), ("kind", kind)], "share"),
            answers.contractBefore?.cell("violations", [("feature", feature), ("kind", kind)], "share")?
                .number
                ?? 0
        )
    }

    private func isBroken(_ share: (now: CitedFigure?, before: Double)) -> Bool {
        guard let now = share.now?.number else { return false }
        return now - share.before >= DiagnosisRule.brokenMin && now >= 2 * share.before
    }

    private func score(_ contract: Answer) -> [Suspect] {
        ["scale", "score_range", "type"].compactMap { kind in
            let share = share(contract, "score", kind)
            guard isBroken(share), kind == "scale" || hasContract(contract, "score", kind) else { return nil }
            let factor = contract.cell("violations", [("feature", "score"), ("kind", kind)], "factor")
            let expected = contract.cell("violations", [("feature", "score"), ("kind", kind)], "expected")
            let words =
                kind == "scale"
                ? "The score is on another scale, \(factor?.number.map { Said.number($0) } ?? "?") times what it was."
                : "\(Self.percent(share.now)) of the scores break the contract (\(expected?.text ?? kind))."
            return Suspect(.contractBreak, .contract, words, [share.now, factor, expected])
        }
    }

    /// Whether the rule that is broken is one of a contract, and not only what was observed before.
    private func hasContract(_ answer: Answer, _ feature: String, _ kind: String) -> Bool {
        guard
            let version = answer.cell("violations", [("feature", feature), ("kind", kind)], "version")?.text
        else { return false }
        return answer.cell("versions", [("version", version)], "position")?.number != nil
    }

    static func percent(_ figure: CitedFigure?) -> String { figure?.number.map(Said.percent) ?? "none" }

    /// Declared features that are in no decision, and values of another type.
    private func features(_ contract: Answer) -> [Suspect] {
        var suspects: [Suspect] = []
        let unknown = (0..<contract.rows("violations")).filter { row in
            contract.cell("violations", row: row, "kind")?.text == "unknown"
                && contract.cell("violations", row: row, "share")?.number ?? 0 >= 0.5
        }.compactMap { contract.cell("violations", row: $0, "feature") }
        var told: Set<String> = []
        for row in 0..<contract.rows("violations") {
            guard let name = contract.cell("violations", row: row, "feature")?.text,
                let kind = contract.cell("violations", row: row, "kind")?.text, name != "score"
            else { continue }
            let share = share(contract, name, kind)
            guard isBroken(share) else { continue }
            if kind == "type", hasContract(contract, name, kind) {
                suspects.append(
                    Suspect(
                        .contractBreak, .contract,
                        "\(name) has another type than its contract says in \(Self.percent(share.now)) of the decisions.",
                        [share.now]))
            } else if kind == "missing", share.now?.number ?? 0 >= DiagnosisRule.goneMin {
                told.insert(name)
                suspects.append(gone(name, [share.now], unknown))
            }
        }
        guard let drift = answers.drift else { return suspects }
        for row in 0..<drift.rows("came_or_went")
        where drift.cell("came_or_went", row: row, "standing")?.text == "gone" {
            guard let name = drift.cell("came_or_went", row: row, "feature")?.text, !told.contains(name)
            else {
                continue
            }
            // A version that does not take a feature any more need not be sent it.
            let declared = answers.rules?.cell("features", [("feature", name)], "type")
            guard declared != nil || answers.rules?.rows("features") ?? 0 == 0 else { continue }
            suspects.append(
                gone(name, [drift.cell("came_or_went", row: row, "count_current"), declared], unknown))
        }
        return suspects
    }

    private func gone(_ name: String, _ figures: [CitedFigure?], _ unknown: [CitedFigure]) -> Suspect {
        let others = unknown.compactMap(\.text)
        let renamed =
            others.isEmpty ? "" : " \(others.joined(separator: ", ")) came, which the contract does not know."
        return Suspect(
            .contractBreak, .contract, "\(name), which the contract names, is not sent any more.\(renamed)",
            figures + unknown)
    }

    /// Scores that are turned round, by pairs or by labels.
    private var turned: [Suspect] {
        for pairs in [answers.shadow, answers.replay].compactMap(\.self) {
            guard let count = pairs.fact("pairs", "pairs"), count.number ?? 0 >= Double(PairFindings.least),
                let order = pairs.cell("overall", row: 0, "spearman"),
                order.number ?? 1 <= DiagnosisRule.turnedMax
            else { continue }
            return [
                Suspect(
                    .contractBreak, .contract,
                    "The scores are turned round: on the same inputs their rank correlation with those before is "
                        + "\(Said.number(order.number ?? 0)).", [order, count])
            ]
        }
        guard let now = answers.performance?.cell("ranking", row: 0, "auc"), let area = now.number,
            let high = answers.performance?.cell("ranking", row: 0, "auc_high"), high.number ?? 1 < 0.5,
            let before = answers.performanceBefore?.cell("ranking", row: 0, "auc"),
            let first = before.number, first > 0.5, area <= 1 - first + DiagnosisRule.turnedMargin
        else { return [] }
        return [
            Suspect(
                .contractBreak, .contract,
                "The scores are turned round: AUC was \(Said.number(first)) and is \(Said.number(area)).",
                [before, now])
        ]
    }

    var policy: LayerResult {
        guard let workflow = answers.workflow else {
            return LayerResult(.policy, .notJudged, "What is done with scores cannot be told.")
        }
        var suspects: [Suspect] = []
        if !isRecalibrated {
            for code in ["threshold-changed", "policy-ignored"] {
                suspects += workflow.findings(code).map { Suspect(.policyChange, .policy, $0) }
            }
        }
        for code in [
            "actions-leave-scores", "actions-leave-scores-in", "overrides-rose", "bypass-rose",
            "fallbacks-rose",
            "actions-missing",
        ] {
            suspects += workflow.findings(code).map { Suspect(.workflow, .policy, $0) }
        }
        var result = LayerResult(
            .policy, suspects,
            clear: "Thresholds, actions, overrides, bypasses and fallbacks are as they were.",
            figures: [
                workflow.cell("shares", [("share", "called")], "share_baseline"),
                workflow.cell("shares", [("share", "called")], "share_current"),
                workflow.cell("shares", [("share", "followed")], "share_baseline"),
                workflow.cell("shares", [("share", "followed")], "share_current"),
                workflow.cell("shares", [("share", "overridden")], "share_current"),
            ])
        if isRecalibrated {
            result.remarks.append(
                "The threshold moved with the level of the scores: as many are called as before.")
        }
        return result
    }

    /// Whether the threshold was moved so that as many are called as before, because the scores moved.
    private var isRecalibrated: Bool {
        guard let workflow = answers.workflow, !workflow.findings("threshold-changed").isEmpty,
            let pairs = answers.shadow ?? answers.replay,
            pairs.cell("overall", row: 0, "over_tolerance")?.number ?? 0 >= DiagnosisRule.levelMin,
            let difference = workflow.cell("shares", [("share", "called")], "difference")?.number
        else { return false }
        return difference.magnitude < 0.03
    }
}
