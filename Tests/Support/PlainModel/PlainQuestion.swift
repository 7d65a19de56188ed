/// A question as the plain model knows it: the parameters that it predicts, in the order of the answers.
package struct PlainQuestion: Sendable {
    package struct Parameter: Sendable {
        package let name: String
        /// The kind in words: what texts it takes.
        package let kind: String
        package let isList: Bool
        /// The text that is taken when the parameter is absent; nil when absence has a meaning of its own.
        package let text: String?
        /// What the answer says for an absent parameter without a text; nil for a required one.
        package let words: String?
    }

    package let name: String
    package let parameters: [Parameter]

    func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }

    package static func named(_ name: String) -> PlainQuestion? { all.first { $0.name == name } }

    private init(_ name: String, _ parameters: [Parameter]) {
        self.name = name
        self.parameters = parameters
    }

    private static func one(
        _ name: String, _ kind: String, _ text: String? = nil, absent words: String? = nil, list: Bool = false
    ) -> Parameter {
        Parameter(name: name, kind: kind, isList: list, text: text, words: words)
    }

    private static let model = one("model", "identifier", absent: "all models")
    private static let asOf = one("as_of", "as of", absent: "now, the position that the answer prints")
    private static let labelsBy = one("labels_by", "instant", absent: "no bound")
    private static let overdueAfter = one("overdue_after", "span", absent: "from the delay distribution")
    private static let from = one("from", "time", absent: "the first decision")
    private static let to = one("to", "time", absent: "open")
    private static let limit = one("limit", "integer 1...1000", "100")
    private static let filter = one("where", "filter", absent: "all decisions", list: true)
    private static let groupings = "action,variant,route,group,day,week,month,hour,weekday"
    private static let selection = [
        one("version", "identifier", absent: "all versions", list: true),
        one("role", "choice live,shadow,replay,reference", "live", list: true),
        one("segment", "segment", absent: "all decisions", list: true), filter,
        from, to,
    ]
    private static let calendar = "choice none,day,week,month"
    private static let types =
        "choice decision,outcome,outcome_withdrawn,contract,deployment,policy,replay_set,review,pin"

    /// Every question.
    package static let all: [PlainQuestion] = [
        PlainQuestion("status", []),
        PlainQuestion(
            "events",
            [
                one("after", "integer 0...9223372036854775807", "0"), limit,
                one("type", types, absent: "all types", list: true), model,
                one("from", "time", absent: "the first event"), to, asOf,
            ]),
        PlainQuestion(
            "decision", [one("id", "identifier"), one("pair_window", "span", "1h"), asOf, labelsBy]),
        PlainQuestion("subject", [one("id", "identifier"), limit, asOf, labelsBy]),
        PlainQuestion("models", [model, asOf]),
        PlainQuestion(
            "distribution",
            [model] + selection + [
                one("by", "grouping none,version,role,\(groupings)", "version", list: true),
                one("window", calendar, "none"),
                one("bins", "integer 1...1000", "20"),
                one(
                    "low", "number",
                    absent: "the contract's, else 0 if all scores lie in [0, 1], else the least score"),
                one(
                    "high", "number",
                    absent: "the contract's, else 1 if all scores lie in [0, 1], else the greatest score"),
                one("quantiles", "number 0...1", "0.01,0.05,0.1,0.25,0.5,0.75,0.9,0.95,0.99", list: true),
                asOf,
            ]),
        PlainQuestion(
            "feedback",
            [model] + selection + [
                one("period", calendar, "week"),
                one("by", "grouping none,version,role,labeller,\(groupings)", "none", list: true),
                one("within", "span", "14d"), overdueAfter, asOf, labelsBy,
            ]),
        PlainQuestion("replay-sets", [model, asOf]),
        PlainQuestion("replay-set", [one("name", "identifier"), asOf]),
        PlainQuestion("replay-export", [one("name", "identifier")]),
        PlainQuestion(
            "replay-candidates",
            [one("model", "identifier"), one("size", "integer 1...100000", "200")] + selection + [
                one("stratify", "choice none,label", "none"),
                one("seed", "integer 0...9007199254740992", "0"), asOf, labelsBy,
            ]),
        PlainQuestion(
            "audit",
            [
                one("day", "day", absent: "none"),
                one(
                    "week", "week",
                    absent: "the last whole week before the evaluation time, unless a day is given"),
                model, filter, overdueAfter, asOf, labelsBy,
            ]),
        PlainQuestion("integrity", []),
    ]
}
