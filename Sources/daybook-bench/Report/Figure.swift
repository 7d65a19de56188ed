/// One measured quantity over the runs.
struct Figure: Sendable {
    /// What programs know it by, such as `append.visible`.
    let key: String
    /// What people read.
    let label: String
    let unit: Unit
    /// One value a run.
    var values: [Double]

    /// The unit of a figure, which says how it is printed.
    enum Unit: String, Sendable {
        case perSecond = "events/s"
        case bytes = "B"
        case megabytes = "MB"
        case seconds = "s"
        case milliseconds = "ms"
        case microseconds = "us"
        /// A multiple of the reference that the label names.
        case times = "x"
    }

    /// Spread over that share of the median is called noisy.
    static let noisySpread = 0.2

    var median: Double {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return 0 }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    var least: Double { values.min() ?? 0 }
    var greatest: Double { values.max() ?? 0 }
    /// Greatest less least, as a share of the median; 0 for a single run.
    var spread: Double { median == 0 ? 0 : (greatest - least) / median }
    var isNoisy: Bool { spread > Self.noisySpread }
}

/// The value at a share of sorted figures (nearest rank); 0 of none.
func percentile(_ sorted: [Int64], _ share: Double) -> Int64 {
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}
