import Documents
import Model

/// Whether features arrive as they did, how labels come, and whether the inputs are others.
struct InputLayers {
    let answers: DiagnosisAnswers

    /// Words for a value that is not known, in small letters.
    private static let unknownWords: Set<String> = [
        "unknown", "other", "others", "none", "null", "nil", "missing", "n/a", "na", "nan", "?", "",
        "default",
        "unspecified", "undefined", "not available", "-",
    ]

    var parity: LayerResult {
        guard let drift = answers.drift, EarlyLayers(answers: answers).isEnough else {
            return LayerResult(.parity, .notJudged, "Features cannot be compared.")
        }
        let suspects = broken(drift).map(\.suspect)
        var result = LayerResult(
            .parity, suspects,
            clear: "Every feature arrives as it did: none goes missing, is filled in or changes its unit.",
            figures: [])
        if suspects.isEmpty, let most = mostMissing(drift) { result.figures.append(most) }
        for finding in answers.leakage?.document.findings ?? [] where finding.severity != .notice {
            result.remarks.append("Leak: \(finding.text)")
        }
        return result
    }

    private func mostMissing(_ drift: Answer) -> CitedFigure? {
        (0..<drift.rows("missing")).compactMap { drift.cell("missing", row: $0, "change") }
            .max { ($0.number ?? 0) < ($1.number ?? 0) }
    }

    /// The features that the pipeline changed.
    private func broken(_ drift: Answer) -> [(feature: String, suspect: Suspect)] {
        var found: [(feature: String, suspect: Suspect)] = []
        func add(_ feature: String, _ words: String, _ figures: [CitedFigure?]) {
            found.append((feature, Suspect(.featurePipeline, .parity, words, figures)))
        }
        for row in 0..<drift.rows("units") {
            guard let name = drift.cell("units", row: row, "feature")?.text else { continue }
            let factor = drift.cell("units", row: row, "factor")
            let share = drift.cell("units", row: row, "share")
            let part = (share?.number ?? 1) < 1 ? " in \(EarlyLayers.percent(share)) of the decisions" : ""
            add(
                name,
                "\(name) is \(factor?.number.map { Said.number($0) } ?? "?") times what it was\(part): another unit.",
                [factor, share])
        }
        for row in 0..<drift.rows("missing") {
            guard let name = drift.cell("missing", row: row, "feature")?.text,
                let change = drift.cell("missing", row: row, "change"),
                change.number ?? 0 >= DiagnosisRule.missingMin,
                let p = drift.cell("missing", row: row, "p_corrected"), p.number ?? 1 < DiagnosisRule.level
            else { continue }
            let rates = (
                drift.cell("missing", row: row, "rate_baseline"),
                drift.cell("missing", row: row, "rate_current")
            )
            add(
                name,
                "\(name) is missing in \(EarlyLayers.percent(rates.1)) of the decisions, before in "
                    + "\(EarlyLayers.percent(rates.0)).", [rates.0, rates.1, p])
        }
        for row in 0..<drift.rows("defaults") where drift.cell("defaults", row: row, "by")?.text == "contract"
        {
            guard let name = drift.cell("defaults", row: row, "feature")?.text,
                let now = drift.cell("defaults", row: row, "share_current"),
                let before = drift.cell("defaults", row: row, "share_baseline"),
                (now.number ?? 0) - (before.number ?? 0) >= DiagnosisRule.fillMin
            else { continue }
            add(
                name,
                "\(name) has its default in \(EarlyLayers.percent(now)) of the decisions, before in "
                    + "\(EarlyLayers.percent(before)).", [now, before])
        }
        return found + filled(drift) + categories(drift)
    }

    /// Features whose one value has become frequent beside others that are as they were. Where hardly any had
    /// it before it is what fills in. A value that many had may as well have grown by itself: then it has to
    /// grow much more, or to be the only feature that is another.
    private func filled(_ drift: Answer) -> [(feature: String, suspect: Suspect)] {
        let drifted = (0..<drift.rows("features")).compactMap { row in
            drift.cell("features", row: row, "verdict")?.text == "drift"
                ? drift.cell("features", row: row, "feature")?.text : nil
        }
        return (0..<drift.rows("point_masses")).compactMap { row in
            func cell(_ column: String) -> CitedFigure? { drift.cell("point_masses", row: row, column) }
            guard let name = cell("feature")?.text, let rise = cell("rise")?.number,
                let value = cell("value"),
                let p = cell("p"), p.number ?? 1 < DiagnosisRule.level, let rest = cell("rest"),
                cell("others")?.number ?? 0 >= DiagnosisRule.othersMin
            else { return nil }
            let (before, now) = (cell("share_baseline"), cell("share_current"))
            let isNew = before?.number ?? 1 <= DiagnosisRule.fillHadMax
            let isAlone = drifted.allSatisfy { $0 == name } && rest.number ?? 1 < DiagnosisRule.restAloneMax
            let least =
                isNew
                ? DiagnosisRule.fillMin : isAlone ? DiagnosisRule.fillAloneMin : DiagnosisRule.fillHighMin
            guard rise >= least, rest.number ?? 1 < DiagnosisRule.restMax else { return nil }
            let words =
                "\(name) is \(value.number.map { Said.number($0) } ?? "?") in \(EarlyLayers.percent(now)) of the "
                + "decisions, before in \(EarlyLayers.percent(before)), and else as it was: it is filled in."
            return (name, Suspect(.featurePipeline, .parity, words, [value, before, now, rest]))
        }
    }

    /// Categories that stand for what is not known, and those that took the place of another.
    private func categories(_ drift: Answer) -> [(feature: String, suspect: Suspect)] {
        var byFeature: [String: [(name: String, before: Double, now: Double, row: Int)]] = [:]
        var order: [String] = []
        for row in 0..<drift.rows("categories") {
            guard let feature = drift.cell("categories", row: row, "feature")?.text,
                let name = drift.cell("categories", row: row, "category")?.text,
                let before = drift.cell("categories", row: row, "share_baseline")?.number,
                let now = drift.cell("categories", row: row, "share_current")?.number
            else { continue }
            if byFeature[feature] == nil { order.append(feature) }
            byFeature[feature, default: []].append((name, before, now, row))
        }
        var found: [(feature: String, suspect: Suspect)] = []
        for feature in order {
            let cells = byFeature[feature] ?? []
            for cell in cells where cell.now - cell.before >= DiagnosisRule.categoryMin {
                let figures = [
                    drift.cell("categories", row: cell.row, "share_baseline"),
                    drift.cell("categories", row: cell.row, "share_current"),
                ]
                if Self.unknownWords.contains(cell.name.lowercased()) {
                    found.append(
                        (
                            feature,
                            Suspect(
                                .featurePipeline, .parity,
                                "\(feature) is '\(cell.name)' in \(Said.percent(cell.now)) of the decisions, before in "
                                    + "\(Said.percent(cell.before)): categories are not recognised.", figures)
                        ))
                } else if cell.before < 0.001,
                    let old = cells.min(by: { $0.now - $0.before < $1.now - $1.before }),
                    old.before - old.now >= 0.7 * cell.now, old.now <= 0.5 * old.before,
                    // Where none stays, as with months, it is the calendar that went on.
                    cells.contains(where: {
                        $0.row != cell.row && $0.row != old.row
                            && min($0.before, $0.now) >= DiagnosisRule.categoryMin
                    }),
                    cells.allSatisfy({
                        $0.row == cell.row || $0.row == old.row
                            || ($0.now - $0.before).magnitude < 0.3 * cell.now
                    })
                {
                    found.append(
                        (
                            feature,
                            Suspect(
                                .featurePipeline, .parity,
                                "\(feature) is '\(cell.name)' where it was '\(old.name)': a category was renamed.",
                                figures + [drift.cell("categories", row: old.row, "share_current")])
                        ))
                }
            }
        }
        return found
    }

    var labels: LayerResult {
        guard answers.scope.isLive else {
            return LayerResult(
                .labels, .notJudged,
                "Reference and replay rows come with their labels: how labels come is not compared.")
        }
        guard let labels = answers.labels, EarlyLayers(answers: answers).isEnough else {
            return LayerResult(.labels, .notJudged, "There are too few decisions for a verdict on labels.")
        }
        var suspects: [Suspect] = []
        let definition = labels.findings("definition-changed")
        suspects += labels.findings("labeller-differs").map { Suspect(.labelDefinition, .labels, $0) }
        if !definition.isEmpty, hasOtherMeaning(labels) || !suspects.isEmpty {
            suspects += definition.map { Suspect(.labelDefinition, .labels, $0) }
        }
        let later = labels.findings("labels-later").map { Suspect(.labelDelay, .labels, $0) }
        let byScore = labels.findings("labels-follow-score")
        let effects = (
            max(
                labels.fact("meaning", "by_rank_effect")?.number ?? 0,
                labels.fact("meaning", "by_call_effect")?.number ?? 0),
            labels.fact("meaning", "by_segment_effect")?.number ?? 0
        )
        // What a segment does may look as if the score did it.
        let isByScore = !byScore.isEmpty && effects.0 > effects.1
        let selection = isByScore ? byScore.map { Suspect(.selectionBias, .labels, $0) } : []
        let fewer = (labels.findings("labels-fewer") + labels.findings("labels-fewer-in"))
            .map { Suspect(.labelFeedbackDecay, .labels, $0) }
        suspects += isByScore && later.isEmpty ? selection + fewer : later + fewer + selection
        var result = LayerResult(
            .labels, suspects,
            clear: "Labels come as before, for the same decisions, and mean the same.",
            figures: [
                labels.fact("labels", "rate_baseline"), labels.fact("labels", "rate_current"),
                labels.fact("labels", "rate_p"), labels.fact("labels", "wait_median_baseline"),
                labels.fact("labels", "wait_median_current"), labels.fact("meaning", "by_rank_effect"),
                labels.fact("meaning", "by_labeller_effect"),
            ])
        if !definition.isEmpty, suspects.allSatisfy({ $0.cause != .labelDefinition }) {
            result.remarks += definition.map(\.text)
        }
        return result
    }

    /// Whether labels say another thing than before: where their definition is known to be another, less will
    /// do to show it than where nothing is known.
    private func hasOtherMeaning(_ labels: Answer) -> Bool {
        func isMoved(_ difference: Double?, _ p: Double?) -> Bool {
            difference?.magnitude ?? 0 >= LabelFindings.rateMin && p ?? 1 < DiagnosisRule.knownLevel
        }
        let rates = ["baseline", "current"].map { labels.fact("meaning", "base_rate_\($0)")?.number }
        let moved = rates[0].flatMap { before in rates[1].map { $0 - before } }
        if isMoved(moved, labels.fact("meaning", "base_rate_p")?.number)
            || isMoved(
                labels.fact("meaning", "same_score_difference")?.number,
                labels.fact("meaning", "same_score_p")?.number)
        {
            return true
        }
        return (0..<labels.rows("labeller_meaning")).contains { row in
            isMoved(
                labels.cell("labeller_meaning", row: row, "beyond")?.number,
                labels.cell("labeller_meaning", row: row, "p_corrected")?.number)
        }
    }

    var inputs: LayerResult {
        guard let drift = answers.drift, EarlyLayers(answers: answers).isEnough else {
            return LayerResult(.inputs, .notJudged, "There are too few decisions for a verdict on inputs.")
        }
        let pipeline = Set(broken(drift).map(\.feature))
        var suspects: [Suspect] = []
        for row in 0..<drift.rows("features")
        where drift.cell("features", row: row, "verdict")?.text == "drift" {
            guard let name = drift.cell("features", row: row, "feature")?.text, !pipeline.contains(name)
            else {
                continue
            }
            let effect = drift.cell("features", row: row, "effect")
            let p = drift.cell("features", row: row, "p_bonferroni")
            guard p?.number ?? 1 < DiagnosisRule.level else { continue }
            suspects.append(
                Suspect(
                    .dataDrift, .inputs,
                    "\(name) drifted (effect \(effect?.number.map { Said.number($0) } ?? "?")).", [effect, p])
            )
        }
        let largest = (0..<drift.rows("features")).compactMap { drift.cell("features", row: $0, "effect") }
            .max { ($0.number ?? 0) < ($1.number ?? 0) }
        return LayerResult(
            .inputs, suspects, clear: "No feature drifted that arrives as it did.",
            figures: suspects.isEmpty ? [largest] : [])
    }
}
