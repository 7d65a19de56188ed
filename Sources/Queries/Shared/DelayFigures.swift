import Documents
import Statistics

/// How long labels took: of the decisions with an outcome, from the decision to the first, in seconds.
struct DelayFigures: Sendable {
    let count: Int
    let mean: Double?
    private let maximum: Double?
    /// The delays of the ranks that the quantiles at `points` rest on.
    private let ranks: [Int: Double]

    /// The quantiles that there are.
    static let points = [0.5, 0.9, MaturityAge.point, 0.99]

    /// Of no delays.
    init() { self.init(count: 0, mean: nil, maximum: nil, ranks: [:]) }

    init(count: Int, mean: Double?, maximum: Double?, ranks: [Int: Double]) {
        self.count = count
        self.mean = mean
        self.maximum = maximum
        self.ranks = ranks
    }

    /// One of the quantiles at `points`.
    func quantile(_ point: Double) -> Double? {
        Quantile.linear(count: count, at: point) { ranks[$0] ?? .nan }
    }

    static let columns: [Table.Column] = [
        Table.Column("n", "n"), Table.Column("p50", "median"), Table.Column("p90", "90 %"),
        Table.Column("p99", "99 %"), Table.Column("max", "longest"), Table.Column("mean", "mean"),
    ]

    static let definitions = [Definitions.quantileLinear.id, Definitions.momentsMean.id]

    /// The cells of `columns`.
    var cells: [Value] {
        let reason = "no labelled decisions"
        let figures: [Double?] = [quantile(0.5), quantile(0.9), quantile(0.99), maximum, mean]
        return [.count(count)] + figures.map { $0.map(Value.duration) ?? .none(reason) }
    }
}

/// The age from which a decision without a label is overdue.
enum MaturityAge: Sendable {
    /// The caller's.
    case given(Double)
    /// The 0.95 quantile of the delays of so many labelled decisions.
    case derived(Double, from: Int)
    /// Too few labelled decisions to tell.
    case unknown(labelled: Int)

    /// The fewest delays that a quantile is taken from.
    static let delaysMin = 30
    static let point = 0.95
    static let definition = "maturity.delay-quantile-0.95"

    init(overdueAfter given: Double?, delays: DelayFigures) {
        if let given {
            self = .given(given)
        } else if delays.count >= Self.delaysMin, let age = delays.quantile(Self.point) {
            self = .derived(age, from: delays.count)
        } else {
            self = .unknown(labelled: delays.count)
        }
    }

    /// In seconds; nil when it is not known.
    var seconds: Double? {
        switch self {
        case .given(let age), .derived(let age, _): age
        case .unknown: nil
        }
    }

    var value: Value {
        seconds.map(Value.duration) ?? .none(reason)
    }

    /// Where it comes from, in words.
    var reason: String {
        switch self {
        case .given: "given"
        case .derived(_, let count): "the 0.95 quantile of the delays of \(count) labelled decisions"
        case .unknown(let count):
            "\(count) labelled decisions are too few for a delay quantile, \(Self.delaysMin) are needed"
        }
    }
}
