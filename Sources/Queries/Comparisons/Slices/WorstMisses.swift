import Model
import Projections

/// The decisions that were wrong with the most conviction: negatives with the highest scores, or positives
/// with the lowest.
struct WorstMisses: Sendable {
    struct Miss: Sendable {
        let score: Double
        let position: Position
    }

    private let wantsHighest: Bool
    private let limit: Int
    /// Worst first.
    private(set) var misses: [Miss] = []
    /// Misses beyond the bound: the confident ones.
    private(set) var confident = 0
    /// What they were worth, of those that state it; and how many state it.
    private(set) var values: [Double] = []
    private let bound: Double?

    /// - Parameter bound: from where on a miss is a confident one, in the score's units.
    init(highest: Bool, bound: Double?, limit: Int) {
        wantsHighest = highest
        self.bound = bound
        self.limit = limit
    }

    mutating func add(_ score: Double, _ position: Position, value: Double) {
        if let bound, wantsHighest ? score > bound : score < bound {
            confident += 1
            if !value.isNaN { values.append(value) }
        }
        let miss = Miss(score: score, position: position)
        if misses.count == limit {
            guard let last = misses.last, precedes(miss, last) else { return }
            misses.removeLast()
        }
        let place = misses.firstIndex { precedes(miss, $0) } ?? misses.count
        misses.insert(miss, at: place)
    }

    private func precedes(_ one: Miss, _ other: Miss) -> Bool {
        if one.score != other.score {
            return wantsHighest ? one.score > other.score : one.score < other.score
        }
        return one.position < other.position
    }
}
