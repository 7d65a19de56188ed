import Documents
import Wire

/// The rules of a promotion, each held against what was answered.
///
/// A figure of fewer than 30 pairs, or of fewer than 30 labelled ones, tells nothing. Where pairs of the
/// shadow and of a replay set both tell, the worse of the two counts.
struct PromotionRules: Sendable {
    /// The rules in the order of the answer.
    enum Rule: String, CaseIterable, Sendable {
        case days, pairs, flips, order, accuracy
        case notWorse = "not_worse"
        case scale, contract

        var words: String {
            switch self {
            case .days: "days with pairs, at least"
            case .pairs: "pairs with the version in use, at least"
            case .flips: "pairs decided otherwise, at most"
            case .order: "Spearman's correlation of the scores, at least"
            case .accuracy: "accuracy lost where as many are called, at most"
            case .notWorse: "ranks and decides no worse, by p under 0.01"
            case .scale: "no other scale"
            case .contract: "nothing grave against the contract"
            }
        }

        /// Whether it only says how much was seen: short of it, nothing is said against the version.
        var isAmount: Bool { self == .days || self == .pairs }
    }

    enum Outcome: String, Sendable {
        case yes, no
        case untold = "cannot tell"
    }

    /// A rule as it was judged.
    struct Judged: Sendable {
        let rule: Rule
        let outcome: Outcome
        /// None for rules that have no bound.
        let bound: Value
        let source: String
        /// What was judged; nil where nothing is known.
        let figure: CitedFigure?
        let why: String
    }

    enum Verdict: String, Sendable {
        case promote
        case decline = "do not promote"
        case open = "not enough to say"
    }

    let judged: [Judged]

    init(_ answers: PromotionAnswers) {
        let reader = PromotionReader(answers)
        judged = Rule.allCases.map { reader.judged($0) }
    }

    func with(_ outcome: Outcome) -> [Judged] { judged.filter { $0.outcome == outcome } }

    /// Promote when every rule is kept; do not when one is broken that speaks of the version and not only of
    /// how much was seen of it.
    var verdict: Verdict {
        if judged.contains(where: { $0.outcome == .no && !$0.rule.isAmount }) { return .decline }
        return judged.allSatisfy { $0.outcome == .yes } ? .promote : .open
    }
}

/// Takes the figure of each rule from the answers.
private struct PromotionReader {
    typealias Judged = PromotionRules.Judged
    typealias Rule = PromotionRules.Rule

    let answers: PromotionAnswers

    init(_ answers: PromotionAnswers) { self.answers = answers }

    private static let least = Double(PairFindings.least)

    func judged(_ rule: Rule) -> Judged {
        switch rule {
        case .days: amount(rule, .daysMin, days)
        case .pairs: amount(rule, .pairsMin, answers.shadow?.fact("pairs", "pairs"))
        case .flips: flips
        case .order: order
        case .accuracy: accuracy
        case .notWorse: notWorse
        case .scale: scale
        case .contract: contract
        }
    }

    /// How many days have a pair: the rows of the shadow's table of days.
    private var days: CitedFigure? {
        answers.shadow.map {
            CitedFigure(
                $0, pointer: "/tables/days", label: "days with pairs", value: .count($0.rows("days")))
        }
    }

    /// Why there is nothing to judge.
    private var nothing: String {
        guard answers.beside != nil else {
            return "no other version is live, so there is nothing to be beside"
        }
        return answers.shadow == nil ? "the shadow question has no answer" : "there are no pairs"
    }

    private func shown(_ name: PromotionBounds.Name, _ bound: Double) -> Value {
        switch name {
        case .daysMin, .pairsMin: .integer(Int64(bound))
        case .flipsMax, .accuracyDropMax: .share(bound)
        case .orderMin: .number(bound)
        }
    }

    private func bounded(
        _ rule: Rule, _ name: PromotionBounds.Name, _ figure: CitedFigure?, isKept: (Double, Double) -> Bool,
        untold: String?
    ) -> Judged {
        let bound = answers.bounds[name]
        guard let limit = bound.value else {
            return Judged(
                rule: rule, outcome: .untold, bound: .none("it cannot be read"), source: bound.source,
                figure: figure, why: "the policy states no bound that can be read")
        }
        let value = shown(name, limit)
        guard let number = figure?.number, untold == nil else {
            return Judged(
                rule: rule, outcome: .untold, bound: value, source: bound.source, figure: figure,
                why: untold ?? nothing)
        }
        let isKept = isKept(number, limit)
        let said = figure.map { ValueFormat.people($0.value) } ?? ""
        return Judged(
            rule: rule, outcome: isKept ? .yes : .no, bound: value, source: bound.source, figure: figure,
            why: "\(said) where the bound is \(ValueFormat.people(value))")
    }

    private func amount(_ rule: Rule, _ name: PromotionBounds.Name, _ figure: CitedFigure?) -> Judged {
        bounded(rule, name, figure, isKept: { $0 >= $1 }, untold: nil)
    }

    /// Nil when so many tell; else why they do not.
    private func few(_ count: CitedFigure?, _ what: String) -> String? {
        let number = count?.number ?? 0
        guard number < Self.least else { return nil }
        return number == 0 && what.isEmpty
            ? nothing : "\(Int(number)) pairs\(what): a verdict takes \(PairFindings.least)"
    }

    private var flips: Judged {
        let decided = answers.shadow?.cell("overall", row: 0, "decided")
        return bounded(
            .flips, .flipsMax, answers.shadow?.cell("overall", row: 0, "flip_share"), isKept: { $0 <= $1 },
            untold: answers.shadow == nil ? nothing : few(decided, " with both thresholds"))
    }

    private var order: Judged {
        let figure = answers.shadow?.cell("overall", row: 0, "spearman")
        var why = few(answers.shadow?.fact("pairs", "pairs"), "")
        if why == nil, figure?.number == nil { why = "a side has one score only" }
        return bounded(.order, .orderMin, figure, isKept: { $0 >= $1 }, untold: why)
    }

    private var sides: [Answer] { [answers.shadow, answers.replay].compactMap(\.self) }

    private static func labelled(_ answer: Answer) -> Double {
        answer.fact("labels", "labelled")?.number ?? 0
    }

    /// Of either answer with labels enough; the worse one.
    private var accuracy: Judged {
        let figures = sides.filter { answer in
            (answer.cell("outcomes", [("side", "baseline")], "labelled")?.number ?? 0) >= Self.least
        }.compactMap { $0.fact("labels", "accuracy_drop_same_share") }.filter { $0.number != nil }
        let worst = figures.max { $0.number ?? 0 < $1.number ?? 0 }
        return bounded(
            .accuracy, .accuracyDropMax, worst.map(Self.asShare), isKept: { $0 <= $1 },
            untold: worst == nil ? fewLabels : nil)
    }

    private var fewLabels: String {
        guard !sides.isEmpty else { return nothing }
        let counts = sides.map { "\(Int(Self.labelled($0))) pairs of \($0.question.specification.name)" }
        return "\(counts.joined(separator: " and ")) have a label: a verdict takes \(PairFindings.least)"
    }

    /// People read points of accuracy as they read its bound.
    private static func asShare(_ figure: CitedFigure) -> CitedFigure {
        guard let number = figure.number else { return figure }
        return CitedFigure(figure, value: .share(number))
    }

    private var notWorse: Judged {
        let worse = sides.flatMap { $0.findings("ranks-worse") + $0.findings("decides-worse") }
        let told = sides.first { Self.labelled($0) >= Self.least }
        func judged(_ outcome: PromotionRules.Outcome, _ figure: CitedFigure?, _ why: String) -> Judged {
            Judged(
                rule: .notWorse, outcome: outcome, bound: .number(PairFindings.significance),
                source: PairFindings.definition, figure: figure, why: why)
        }
        if let worst = worse.first { return judged(.no, worst.fact("p"), worst.text) }
        guard let told else { return judged(.untold, nil, fewLabels) }
        let figure = [told.fact("labels", "auc_p"), told.fact("labels", "mcnemar_p")].compactMap(\.self)
            .first { $0.number != nil }
        return judged(.yes, figure, "neither the AUC nor right decisions are significantly fewer")
    }

    private var scale: Judged {
        let jump = sides.flatMap { $0.findings("scale-jump") }.first
        let none = Value.none("a scale has no bound")
        func judged(_ outcome: PromotionRules.Outcome, _ figure: CitedFigure?, _ why: String) -> Judged {
            Judged(
                rule: .scale, outcome: outcome, bound: none, source: PairFindings.definition, figure: figure,
                why: why)
        }
        if let jump { return judged(.no, jump.fact("factor"), jump.text) }
        if let why = few(answers.shadow?.fact("pairs", "pairs"), "") { return judged(.untold, nil, why) }
        return judged(
            .yes, answers.shadow?.cell("distribution", row: 0, "factor"), "the same unit as before")
    }

    private var contract: Judged {
        func judged(_ outcome: PromotionRules.Outcome, _ figure: CitedFigure?, _ why: String) -> Judged {
            Judged(
                rule: .contract, outcome: outcome, bound: .none("nothing grave"),
                source: "contract-verdict.1",
                figure: figure, why: why)
        }
        guard let answer = answers.contract, let decisions = answer.fact("decisions", "decisions"),
            decisions.number ?? 0 > 0
        else { return judged(.untold, nil, "there are no shadow decisions of the version") }
        let share = answer.fact("decisions", "share")
        if let alert = answer.document.findings.first(where: { $0.severity == .alert }) {
            return judged(.no, share, alert.text)
        }
        if let held = answer.findings("no-rules").first { return judged(.untold, nil, held.text) }
        return judged(.yes, share, "none of \(Int(decisions.number ?? 0)) decisions breaks it gravely")
    }
}
