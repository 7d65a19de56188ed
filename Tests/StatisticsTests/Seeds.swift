import Foundation

/// The seeds that a seeded test runs with: those in DAYBOOK_SEED (comma-separated) to replay a failure, else
/// the given ones. A failing test names its seed.
func seeds(_ defaults: ClosedRange<UInt64>) -> [UInt64] {
    let text = ProcessInfo.processInfo.environment["DAYBOOK_SEED"] ?? ""
    let given = text.split(separator: ",").compactMap { UInt64($0) }
    return given.isEmpty ? Array(defaults) : given
}

extension SplitMix {
    /// A whole number in 0..<count.
    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

    /// Rows of scores on so many steps, with labels that lean on the score.
    mutating func labelled(_ count: Int, steps: Double) -> (scores: [Double], labels: [Bool]) {
        var (scores, labels): ([Double], [Bool]) = ([], [])
        for _ in 0..<count {
            let score = (uniform() * steps).rounded(.down) / steps
            scores.append(score)
            labels.append(uniform() < 0.15 + 0.6 * score)
        }
        return (scores, labels)
    }
}
