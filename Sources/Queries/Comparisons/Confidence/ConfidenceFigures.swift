import Model
import Projections
import Statistics

/// What confidence is held against.
struct ConfidenceOptions: Sendable {
    /// How near to its threshold a score is near the boundary, in scores; nil for a twentieth of the scale.
    let delta: Double?
    /// Confidence below it is low.
    let low: Double
    /// The share of the scale from which an interval is wide.
    let wide: Double
}

/// Decisions with what became of them.
struct ConfidenceBucket: Sendable {
    var decisions = 0
    var mature = 0
    var positives = 0
    var negatives = 0
    /// Of the labelled with a threshold: how many, and how many the label confirms.
    var judged = 0
    var right = 0
    /// Outcomes that state money, and how much in all.
    var paid = 0
    private var money = ExactSum()

    var labelled: Int { positives + negatives }
    var conversion: Proportion? { Proportion(hits: Int64(positives), of: Int64(labelled)) }
    var accuracy: Proportion? { Proportion(hits: Int64(right), of: Int64(judged)) }
    var labelRate: Proportion? { Proportion(hits: Int64(labelled), of: Int64(mature)) }
    var sum: Double? { paid > 0 ? money.total : nil }
    var mean: Double? { sum.map { $0 / Double(paid) } }

    mutating func add(_ rows: ScoredRows, _ row: Int) {
        decisions += 1
        guard rows.has(ScoredRows.Mark.mature, row) else { return }
        mature += 1
        let label = rows.label(row)
        guard label == RowClasses.Code.positive || label == RowClasses.Code.negative else { return }
        let isPositive = label == RowClasses.Code.positive
        if isPositive { positives += 1 } else { negatives += 1 }
        if rows.has(ScoredRows.Mark.hasThreshold, row) {
            judged += 1
            if rows.has(ScoredRows.Mark.called, row) == isPositive { right += 1 }
        }
        if !rows.amounts.isEmpty, !rows.amounts[row].isNaN {
            paid += 1
            money.add(rows.amounts[row])
        }
    }
}

/// The confidence of one group.
struct ConfidenceFigures: Sendable {
    let count: Int
    let withoutScore: Int
    /// The confidences, ascending.
    let sorted: [Double]
    let moments: Moments
    let histogram: Histogram?
    /// By tenth of confidence, the last closed.
    let bins: [ConfidenceBucket]
    let low: ConfidenceBucket
    let rest: ConfidenceBucket
    /// Decisions with a score and a threshold: near it, and farther away.
    let near: ConfidenceBucket
    let far: ConfidenceBucket
    /// In scores.
    let delta: Double
    /// The widths of intervals, ascending, and how many are wide.
    let widths: [Double]
    let wide: Int
    /// The scale that widths are held against; nil where there is none.
    let scale: Bins.Scale?

    static let fields: [FieldCode] = [.confidence, .intervalLow, .intervalHigh]

    init(_ rows: ScoredRows, _ scale: Bins.Scale?, _ options: ConfidenceOptions) {
        count = rows.count
        withoutScore = rows.withoutScore
        self.scale = scale
        let confidence = rows.column(0)
        var found: [Double] = []
        var bins = [ConfidenceBucket](repeating: ConfidenceBucket(), count: 10)
        var (low, rest) = (ConfidenceBucket(), ConfidenceBucket())
        for row in confidence.indices where !confidence[row].isNaN {
            found.append(confidence[row])
            bins[Self.bin(confidence[row])].add(rows, row)
            if confidence[row] < options.low { low.add(rows, row) } else { rest.add(rows, row) }
        }
        sorted = RadixSort.sorted(found)
        moments = Moments(sorted)
        var histogram = Histogram(low: 0, high: 1, bins: 20)
        histogram?.add(contentsOf: sorted)
        self.histogram = found.isEmpty ? nil : histogram
        self.bins = bins
        self.low = low
        self.rest = rest
        var (near, far) = (ConfidenceBucket(), ConfidenceBucket())
        let delta = options.delta ?? scale.map { ($0.high - $0.low) / 20 } ?? 0
        self.delta = delta
        for row in rows.margins.indices where !rows.margins[row].isNaN {
            if rows.margins[row] <= delta { near.add(rows, row) } else { far.add(rows, row) }
        }
        self.near = near
        self.far = far
        let (from, to) = (rows.column(1), rows.column(2))
        let limit = scale.map { ($0.high - $0.low) * options.wide } ?? .infinity
        var widths: [Double] = []
        var wide = 0
        for row in 0..<min(from.count, to.count) {
            let width = to[row] - from[row]
            guard width.isFinite else { continue }
            widths.append(width)
            if width > limit { wide += 1 }
        }
        self.widths = RadixSort.sorted(widths)
        self.wide = wide
    }
}

extension ConfidenceFigures {
    /// The tenth [k/10, (k+1)/10) that a confidence lies in; the last is closed.
    static func bin(_ confidence: Double) -> Int {
        let bin = min(9, max(0, Int(confidence * 10)))
        // The product may be rounded over an edge, or not reach it.
        if bin > 0, confidence < Double(bin) / 10 { return bin - 1 }
        return bin < 9 && confidence >= Double(bin + 1) / 10 ? bin + 1 : bin
    }
}

extension ScoredRows {
    /// One of the columns that were asked for; empty when no decision of the group has it.
    func column(_ number: Int) -> [Double] { number < columns.count ? columns[number] : [] }
}
