import Model
import Statistics

/// Whom decisions were or would have been called by.
enum WhatIfChoice: String, Sendable, CaseIterable {
    /// The thresholds in force at each decision.
    case asItWas = "as_it_was"
    /// The policy that is asked about.
    case policy
    /// The actions taken.
    case asActed = "as_acted"
    case all = "act_on_all"
    case none = "act_on_none"
}

/// Whether the stated policy calls each decision.
struct WhatIfCalls: Sendable {
    /// By group and row, a `Call`.
    let calls: [[UInt8]]
    /// By group: decisions at or over their threshold for which no place was left on their day.
    let turnedAway: [Int]
    /// What the percentile came to; nil without one, and where nobody is to be called.
    let cutoff: Double?

    /// - Parameter dayOfRow: by group and row, the place of its day.
    init(_ policy: WhatIfPolicy, _ groups: [ScoredRows], _ days: DecisionDays, _ dayOfRow: [[Int32]]) {
        var rest = policy.threshold
        if let percentile = policy.percentile {
            let sorted = RadixSort.sorted(groups.flatMap(\.scores))
            cutoff = Cutoff.percentile(at: percentile, of: sorted)?.score
            rest = cutoff ?? .infinity
        } else {
            cutoff = nil
            if policy.isByRank { rest = -.infinity }
        }
        var calls = groups.map { Self.byThreshold($0, rest) }
        var turnedAway = [Int](repeating: 0, count: groups.count)
        if let capacity = policy.capacity {
            let limits = Self.limits(capacity, groups, calls, days, dayOfRow)
            for (group, rows) in groups.enumerated() {
                for row in calls[group].indices
                where calls[group][row] == Call.yes && rows.scores[row] < limits[Int(dayOfRow[group][row])] {
                    calls[group][row] = Call.no
                    turnedAway[group] += 1
                }
            }
        }
        self.calls = calls
        self.turnedAway = turnedAway
    }

    /// - Parameter rest: the threshold of those that have none by segment; nil for what was in force.
    private static func byThreshold(_ rows: ScoredRows, _ rest: Double?) -> [UInt8] {
        rows.scores.indices.map { row in
            var threshold = rows.proposed.isEmpty ? Double.nan : rows.proposed[row]
            if threshold.isNaN {
                guard let rest else { return Call.inForce(rows.marks[row]) }
                threshold = rest
            }
            return rows.scores[row] >= threshold ? Call.yes : Call.no
        }
    }

    /// By day: the least score for which there is a place.
    private static func limits(
        _ capacity: Int, _ groups: [ScoredRows], _ calls: [[UInt8]], _ days: DecisionDays,
        _ dayOfRow: [[Int32]]
    ) -> [Double] {
        var scores = [[Double]](repeating: [], count: days.count)
        for (group, rows) in groups.enumerated() {
            for row in calls[group].indices where calls[group][row] == Call.yes {
                scores[Int(dayOfRow[group][row])].append(rows.scores[row])
            }
        }
        return scores.map { scores in
            Cutoff.count(atMost: capacity, of: RadixSort.sorted(scores))?.score ?? .infinity
        }
    }
}
