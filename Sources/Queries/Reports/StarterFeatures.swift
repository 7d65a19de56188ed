import Documents
import Model
import Wire

/// The features that matter most, each in a row, from the answers about drift and leakage.
struct StarterFeatures {
    let drift: Answer?
    let leakage: Answer?
    /// How many are shown.
    let most: Int

    /// Whether features are ranked by the outcome, and not by how much they moved.
    var isByOutcome: Bool {
        leakage?.fact("decisions", "labelled")?.number ?? 0 >= DiagnosisRule.labelsMin
            && leakage?.cell("power", row: 0, "strength")?.number != nil
    }

    var rule: String {
        isByOutcome
            ? "ranked by how well each alone tells the outcome (the distance of its AUC from 0.5)"
            : "ranked by how much each moved, as under \(Int(DiagnosisRule.labelsMin)) of the decisions are labelled or one "
                + "class is missing"
    }

    /// Names, the one that matters most first.
    var ranked: [String] {
        let source = isByOutcome ? (leakage, "power", "strength") : (drift, "features", "effect")
        guard let answer = source.0 else { return [] }
        let rows = (0..<answer.rows(source.1)).compactMap { row -> (name: String, value: Double)? in
            guard let name = answer.cell(source.1, row: row, "feature")?.text,
                !isByOutcome || drift?.cell("features", [("feature", name)], "kind") != nil,
                // Segments are looked at by drift as if they were features.
                drift?.cell("features", [("feature", name)], "kind") == nil || !name.hasPrefix("segment:")
            else { return nil }
            return (name, answer.cell(source.1, row: row, source.2)?.number ?? -1)
        }
        let order = rows.enumerated().sorted {
            ($1.element.value, $0.offset) < ($0.element.value, $1.offset)
        }
        return order.prefix(most).map(\.element.name)
    }

    /// The share of values that the baseline never had, of the categories that are listed.
    private func unseen(_ name: String) -> Value {
        guard let table = drift?.document.tables.first(where: { $0.key == "categories" }) else {
            return .none("no categories")
        }
        let rows = table.rows.map { table.named($0) }.filter { row in
            guard case .text(let text)? = row["feature"] else { return false }
            return text.utf8.elementsEqual(name.utf8)
        }
        guard !rows.isEmpty else { return .none("no categories") }
        return .share(
            rows.reduce(0) { sum, row in
                guard case .text("new")? = row["standing"], case .share(let share)? = row["share_current"]
                else { return sum }
                return sum + share
            })
    }

    var table: Table {
        let none = Value.none("not on both sides")
        func cell(_ table: String, _ name: String, _ column: String, else reason: Value) -> Value {
            drift?.cell(table, [("feature", name)], column)?.value ?? reason
        }
        return Table(
            key: "features", title: "Features, \(rule)",
            columns: [
                Table.Column("rank", "rank"), Table.Column("feature", "feature"),
                Table.Column("kind", "kind"), Table.Column("strength", "distance of AUC from 0.5", bar: true),
                Table.Column("verdict", "verdict"), Table.Column("effect", "moved by"),
                Table.Column("missing_baseline", "missing before"),
                Table.Column("missing_current", "missing now", bar: true),
                Table.Column("default", "most frequent before"),
                Table.Column("default_baseline", "its share"), Table.Column("default_current", "now"),
                Table.Column("unseen", "never seen before"), Table.Column("factor", "unit factor"),
            ],
            rows: ranked.enumerated().map { rank, name in
                [
                    .count(rank + 1), .text(name), cell("features", name, "kind", else: none),
                    leakage?.cell("power", [("feature", name)], "strength")?.value ?? .none("no labels"),
                    cell("features", name, "verdict", else: none),
                    cell("features", name, "effect", else: none),
                    cell("missing", name, "rate_baseline", else: none),
                    cell("missing", name, "rate_current", else: none),
                    cell("defaults", name, "value", else: .none("every value is as frequent")),
                    cell("defaults", name, "share_baseline", else: none),
                    cell("defaults", name, "share_current", else: none), unseen(name),
                    cell("units", name, "factor", else: .none("the same unit")),
                ]
            }, empty: "no features")
    }
}
