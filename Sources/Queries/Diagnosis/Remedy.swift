import Documents
import Model
import Wire

/// The cheapest thing that mends a cause, and the command that does it or shows where.
struct Remedy: Sendable {
    let words: String
    /// As it is typed; empty where nothing is to be done.
    let command: String

    init(_ diagnosis: Diagnosis) {
        let answers = diagnosis.answers
        let scope = answers.scope
        let model = scope.model.text
        let (before, after) = (scope.before?.text ?? "the version before", scope.after?.text ?? "the version")
        let suspects = diagnosis.suspects(diagnosis.primary)
        let shown = suspects.flatMap(\.figures).first?.commandLine ?? ""
        switch diagnosis.primary {
        case .noChange: (words, command) = ("Nothing is to be done.", "")
        case .contractBreak:
            words =
                "Have \(after) keep its contract, or put \(before) back until it does; \(Self.undone(diagnosis))"
            command =
                scope.versions.map { _ in Self.deployment(model, before) } ?? answers.contract?.commandLine
                ?? ""
        case .policyChange:
            let threshold = answers.workflow?.findings("threshold-changed").first?.fact("threshold_baseline")?
                .number
            words =
                threshold.map { "If nobody meant it, set the threshold back to \(Said.number($0))." }
                ?? "Have the producer use the policy's threshold."
            command = threshold.map { Self.policy(model, $0) } ?? shown
        case .workflow:
            (words, command) = (
                "Ask those who act on the scores why they do not; the model is as it was.", shown
            )
        case .featurePipeline:
            let names = suspects.compactMap { $0.words.split(separator: " ").first.map(String.init) }
            let unique = names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map(
                \.element)
            words = "Mend what delivers \(unique.joined(separator: ", "))."
            command = Self.drift(answers, unique)
        case .labelDefinition:
            (words, command) = (
                "Agree on one definition, and label anew what was labelled by the other.", shown
            )
        case .selectionBias:
            words = "Have a sample of the others labelled, too; until then no figure holds for all."
            command = "daybook selection --model \(model) --sample 200"
        case .labelDelay:
            (words, command) = (
                "Judge decisions only when they are old enough, and find what holds labels up.", shown
            )
        case .labelFeedbackDecay:
            words = "Mend the feed of labels; the model is not shown to be worse."
            command = "daybook feedback --model \(model) --by labeller"
        case .modelRegression:
            words = "Put \(before) back."
            command = scope.versions.map { _ in Self.deployment(model, before) } ?? shown
        case .thresholdDrift:
            let cutoff = answers.sameShareCutoff?.number
            words =
                cutoff.map { "Move the threshold to \(Said.number($0)), where as many are called as before." }
                ?? "Move the threshold to where as many are called as before."
            command = cutoff.map { Self.policy(model, $0) } ?? answers.calibrate?.commandLine ?? ""
        case .labelShift:
            words = "Adjust the scores to the new share of positives, or train anew; cut by cost meanwhile."
            command = answers.calibrate?.commandLine ?? shown
        case .dataDrift:
            words = "Find out whether the new mix of cases is wanted; train anew on it if it stays."
            command = Self.drift(answers, [])
        case .conceptDrift:
            (words, command) = ("Look at what changed outside; train anew on labels since then.", shown)
        case .insufficientData:
            let missing = diagnosis.layers.flatMap(\.missing).first
            words = "Wait for more, or widen the window: \(missing?.what ?? "more decisions") is needed."
            command = missing?.command ?? ""
        }
    }

    private static func undone(_ diagnosis: Diagnosis) -> String {
        let turned = diagnosis.suspects(.contractBreak).contains { $0.words.contains("turned round") }
        return turned
            ? "thresholds mean the opposite meanwhile."
            : "thresholds made for the old scores mean nothing meanwhile."
    }

    /// A policy that sets one threshold for all, as of the moment it is run.
    private static func policy(_ model: String, _ threshold: Double) -> String {
        let number = ValueFormat.number(threshold, significant: 17)
        return event(
            "{\"type\":\"policy\",\"id\":\"threshold-\(stamp)\",\"at\":\"\(stamp)\",\"model\":\(quoted(model)),"
                + "\"threshold\":\(number),\"by\":\"'$USER'\"}")
    }

    private static func deployment(_ model: String, _ version: String) -> String {
        event(
            "{\"type\":\"deployment\",\"id\":\"rollback-\(stamp)\",\"at\":\"\(stamp)\",\"model\":\(quoted(model)),"
                + "\"version\":\(quoted(version)),\"by\":\"'$USER'\"}")
    }

    /// The moment as the shell writes it.
    private static let stamp = "'$(date -u +%Y-%m-%dT%H:%M:%SZ)'"

    private static func event(_ json: String) -> String { "echo '\(json)' | daybook append -" }

    /// A name inside JSON inside single quotes of a shell.
    private static func quoted(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "'": text += "'\\''"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return "\"\(text)\""
    }

    private static func drift(_ answers: DiagnosisAnswers, _ features: [String]) -> String {
        guard let drift = answers.drift else { return "" }
        let items = drift.question.items + features.map { ("feature", $0) }
        return drift.question.specification.commandLine(items + [("as_of", String(drift.position))])
    }
}
