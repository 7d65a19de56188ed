import Documents
import Statistics

/// The tables of text features.
struct DriftTexts {
    let page: DriftPage

    private static let tokensMax = 20

    private var found: [(feature: DriftFeature, text: TextComparison)] {
        page.features.compactMap { feature in feature.text.map { (feature, $0) } }
    }

    var texts: Table {
        Table(
            key: "texts", title: "Texts",
            columns: [
                Table.Column("feature", "feature"), Table.Column("length_baseline", "mean length before"),
                Table.Column("length_current", "mean length now"), Table.Column("distance", "D of lengths"),
                Table.Column("p_length", "p of lengths"), Table.Column("token", "token that changed most"),
                Table.Column("token_baseline", "texts with it before"),
                Table.Column("token_current", "texts with it now"), Table.Column("p_token", "its p"),
                Table.Column("tested", "tokens tested"), Table.Column("unseen", "unseen tokens"),
                Table.Column("unseen_share", "share of all tokens", bar: true),
                Table.Column("js_distance", "Jensen-Shannon of tokens"),
            ],
            rows: found.map { feature, text in
                let reason = DriftPage.reason(feature)
                let rates = text.token?.rates
                let distance = text.tokens?.counts.shares.flatMap {
                    Divergence.jensenShannonDistance($0.baseline, $0.current, base: .two)
                }
                return [
                    .text(feature.name), .number(text.lengths.moments.baseline.mean, else: reason),
                    .number(text.lengths.moments.current.mean, else: reason),
                    .number(text.lengths.gap?.distance, else: reason),
                    .number(text.lengths.probabilities.map { Printed.rounded($0.p) }, else: reason),
                    text.token.map { .text($0.token) } ?? .none("no tokens"),
                    rates?.baseline.rate.map(Value.share) ?? .none("no tokens"),
                    rates?.current.rate.map(Value.share) ?? .none("no tokens"),
                    .number(text.token.map { Printed.rounded($0.p) }, else: "no tokens"),
                    .count(text.tested),
                    text.tokens.map { .count($0.unseenCount) } ?? .none("no tokens on a side"),
                    text.tokens.map { .share($0.unseenShare) } ?? .none("no tokens on a side"),
                    .number(distance.map(Printed.rounded), else: "no tokens on a side"),
                ]
            }, empty: "no text features")
    }

    var tokens: Table {
        let rows = found.flatMap { feature, text -> [[Value]] in
            guard let tokens = text.tokens else { return [] }
            func row(_ list: String, _ token: String, _ before: Value, _ after: Value, _ change: Value)
                -> [Value]
            { [.text(feature.name), .text(list), .text(token), before, after, change] }
            let none = Value.none("see the changes")
            return tokens.changes.map {
                row(
                    "changed", $0.token, .count($0.baselineCount), .count($0.currentCount),
                    .number($0.difference))
            }
                + tokens.unseen.prefix(Self.tokensMax).map {
                    row("unseen", $0.token, .count(0), .count($0.count), none)
                }
                + tokens.baselineTop.map { row("baseline", $0.token, .count($0.count), none, none) }
                + tokens.currentTop.map { row("current", $0.token, none, .count($0.count), none) }
        }
        return Table(
            key: "tokens",
            title: "Tokens: largest changes, unseen ones, and the most frequent of either side",
            columns: [
                Table.Column("feature", "feature"), Table.Column("list", "list"),
                Table.Column("token", "token"), Table.Column("baseline", "baseline"),
                Table.Column("current", "current"), Table.Column("change", "change of share"),
            ], rows: rows, empty: "no text features")
    }
}
