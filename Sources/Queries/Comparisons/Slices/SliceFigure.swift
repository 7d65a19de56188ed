/// A figure whose change is explained: hits of those that count for it.
enum SliceFigure: String, CaseIterable, Sendable {
    case errorRate = "error_rate"
    case falseDiscovery = "false_discovery"
    case missRate = "miss_rate"
    case positiveRate = "positive_rate"
    case shareOver = "share_over"
    case labelRate = "label_rate"

    var words: String {
        switch self {
        case .errorRate: "share of wrong ones among the labelled"
        case .falseDiscovery: "share of negatives among the labelled at or over the threshold"
        case .missRate: "share of positives below the threshold"
        case .positiveRate: "share of positives among the labelled"
        case .shareOver: "share at or over the threshold"
        case .labelRate: "share that is labelled"
        }
    }

    /// Whether a decision counts, and whether it is a hit: 0 for not, 1 for counted, 2 for a hit.
    /// - Parameters:
    ///   - isOver: nil without a score or threshold.
    ///   - isPositive: nil without a label of either class.
    @inline(__always)
    func state(isOver: Bool?, isPositive: Bool?) -> UInt8 {
        switch self {
        case .errorRate:
            guard let isOver, let isPositive else { return 0 }
            return isOver == isPositive ? 1 : 2
        case .falseDiscovery:
            guard let isPositive, isOver == true else { return 0 }
            return isPositive ? 1 : 2
        case .missRate:
            guard let isOver, isPositive == true else { return 0 }
            return isOver ? 1 : 2
        case .positiveRate:
            guard let isPositive else { return 0 }
            return isPositive ? 2 : 1
        case .shareOver:
            guard let isOver else { return 0 }
            return isOver ? 2 : 1
        case .labelRate: return isPositive == nil ? 1 : 2
        }
    }
}
