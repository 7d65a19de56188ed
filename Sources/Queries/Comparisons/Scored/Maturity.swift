import Documents
import Model
import Statistics
import Wire

/// From which age on a decision counts for a question about labels: before it, only those whose label came
/// fast would be there.
enum Maturity: Sendable {
    /// From the moment it was made.
    case any
    /// The caller's, in seconds.
    case given(Double)
    /// The 0.95 quantile of the model's delays.
    case derived

    init(_ arguments: QueryArguments) {
        if arguments.choice("maturity") != nil {
            self = .any
        } else if let span = arguments.span("maturity") {
            self = .given(span.seconds)
        } else {
            self = .derived
        }
    }

    /// The age of a model with these delays, in any order; nil when every age will do.
    func age(delays: [Double]) -> MaturityAge? {
        switch self {
        case .any: return nil
        case .given(let seconds): return .given(seconds)
        case .derived:
            let sorted = RadixSort.sorted(delays)
            var ranks: [Int: Double] = [:]
            for rank in Quantile.ranks(count: sorted.count, at: MaturityAge.point) ?? 0...0
            where rank < sorted.count { ranks[rank] = sorted[rank] }
            return MaturityAge(
                overdueAfter: nil,
                delays: DelayFigures(count: sorted.count, mean: nil, maximum: nil, ranks: ranks))
        }
    }

    /// The rows that say which age was used for each model.
    static func table(_ models: [Identifier], _ ages: [Identifier: MaturityAge]) -> Table {
        Table(
            key: "maturity", title: "Mature is what is older than",
            columns: [
                Table.Column("model", "model"), Table.Column("mature_after", "age"),
                Table.Column("source", "taken from"),
            ],
            rows: models.map { model in
                guard let age = ages[model] else {
                    return [.text(model), .none("every age counts"), .text("given: any age")]
                }
                let words = age.seconds == nil ? "; every age counts" : ""
                return [.text(model), age.value, .text(age.reason + words)]
            }, empty: "no decisions")
    }
}
