/// What is told of a binary model, by labels or by estimate.
package enum PerformanceMetric: Int, Sendable, Hashable, CaseIterable {
    case auc
    case accuracy
    case precision
    case recall
    case specificity
    case f1
    /// Shares of all rows, as are the next three.
    case truePositives
    case falsePositives
    case falseNegatives
    case trueNegatives
}

/// A value per metric; nil where there is none.
package struct PerformanceValues: Sendable, Hashable {
    private var values = [Double?](repeating: nil, count: PerformanceMetric.allCases.count)

    package init() {}

    package subscript(metric: PerformanceMetric) -> Double? {
        get { values[metric.rawValue] }
        set { values[metric.rawValue] = newValue }
    }

    /// Of labelled scores and the decisions made of them; the area is nil when scores are. Nothing has a
    /// value that would divide by nothing; of NannyML's family, precision, recall and F1 have none either
    /// where all rows have one label or one decision. `Definitions.performanceRealised`.
    package init(
        realised scores: LabelledScores?, _ confusion: Confusion,
        family: PerformanceEstimate.Family = .daybook
    ) {
        self[.auc] = scores.flatMap(RankingQuality.auc)
        self[.accuracy] = confusion.accuracy.rate
        self[.precision] = confusion.precision.rate
        self[.recall] = confusion.recall.rate
        self[.specificity] = confusion.specificity.rate
        self[.f1] = confusion.f1
        let least = min(confusion.positives, confusion.negatives, confusion.called, confusion.notCalled)
        if family == .nannyml, least == 0 {
            for metric in [PerformanceMetric.precision, .recall, .f1] { self[metric] = nil }
        }
        guard confusion.count > 0 else { return }
        let count = Double(confusion.count)
        self[.truePositives] = Double(confusion.truePositives) / count
        self[.falsePositives] = Double(confusion.falsePositives) / count
        self[.falseNegatives] = Double(confusion.falseNegatives) / count
        self[.trueNegatives] = Double(confusion.trueNegatives) / count
    }
}

/// Rows in order, cut into chunks.
package enum Chunks {
    /// Chunks of floor(n / 10) rows, what is over as one more; none below 10 rows, where the source fails.
    /// `Definitions.chunksTen`.
    package static func ten(of count: Int) -> [Range<Int>] {
        sized(count / 10, of: count)
    }

    /// Chunks of so many rows, what is over as one more; none unless `size` is over 0.
    package static func sized(_ size: Int, of count: Int) -> [Range<Int>] {
        guard size > 0, count > 0 else { return [] }
        return stride(from: 0, to: count, by: size).map {
            $0..<min(count, size > count - $0 ? count : $0 + size)
        }
    }
}

/// Where a figure is expected to lie, by its values in the chunks of a reference.
package struct ReferenceBand: Sendable, Hashable {
    package let mean: Double
    /// The population deviation.
    package let deviation: Double
    package let low: Double
    package let high: Double

    /// The mean plus and minus three deviations of the chunks that have a value, cut to what the figure can
    /// be. Nil when none has. The order of chunks does not matter. `Definitions.bandThreeDeviations`.
    package init?(_ chunks: [Double?], limits: ClosedRange<Double> = 0...1) {
        let moments = Moments(chunks.compactMap(\.self).filter(\.isFinite).sorted())
        guard let mean = moments.mean, let deviation = moments.populationDeviation, mean.isFinite,
            deviation.isFinite
        else { return nil }
        self.mean = mean
        self.deviation = deviation
        low = max(limits.lowerBound, mean - 3 * deviation)
        high = min(limits.upperBound, mean + 3 * deviation)
    }

    /// Whether a value is outside.
    package func isAlert(_ value: Double) -> Bool { value < low || value > high }
}

extension Definitions {
    /// Source: nannyml/performance_calculation/metrics/binary_classification.py 0.13.1.
    package static let performanceRealised = Definition(
        id: "performance.realised.nannyml",
        statement:
            "By labels, per chunk; precision, recall and F1 only where both labels and both decisions occur.")

    /// Source: nannyml/chunk.py 0.13.1, `DefaultChunker`.
    package static let chunksTen = Definition(
        id: "chunks.ten",
        statement: "Rows in order in chunks of floor(n/10), what is over as one more chunk.")

    /// Source: nannyml/thresholds.py 0.13.1, `StandardDeviationThreshold`.
    package static let bandThreeDeviations = Definition(
        id: "band.mean-3sd",
        statement: "Mean ± 3 population deviations of the reference's chunks, cut to the figure's limits.")
}
