import Model
import Statistics

/// How what is done with scores differs between two sides.
struct WorkflowFigures: Sendable {
    /// Whether decisions of a segment's value are acted upon as usual.
    struct Row: Sendable {
        let name: Identifier
        let value: Identifier
        let followed: TwoProportions
        /// For all values of all segments.
        var corrected: Double?
    }

    /// The action that most decisions of the baseline have under the threshold, and at or over it; of equally
    /// frequent ones the first in byte order. `workflow.followed`.
    let usual: (under: Identifier?, over: Identifier?)
    /// Whether the two differ, so that it shows whether actions follow scores.
    var isTold: Bool { usual.under != nil && usual.over != nil && usual.under != usual.over }

    let followed: TwoProportions?
    let segments: [Row]
    let fallbacks: TwoProportions?
    let withoutAction: TwoProportions?
    /// Of decisions that are old enough for it.
    let reviewed: TwoProportions?
    let overridden: TwoProportions?
    /// Of decisions and of those who had none.
    let bypassed: TwoProportions?
    let called: TwoProportions?
    let disagreements: TwoProportions?
    /// Thresholds in force, ascending, with the shares of either side's decisions.
    let thresholds: [(value: Double, baseline: Int, current: Int)]
    /// Of the current decisions with a threshold: those whose threshold none of the baseline has.
    let newThreshold: Proportion?
    let thresholdTest: ChiSquaredTest?
    /// Half the summed differences of the shares of thresholds.
    let thresholdVariation: Double?

    init(_ before: WorkflowTallies, _ now: WorkflowTallies) {
        usual = (Self.usual(before, \.under), Self.usual(before, \.over))
        let isTold = usual.under != nil && usual.over != nil && usual.under != usual.over
        let actions = usual
        func followed(_ calls: [Identifier: WorkflowTallies.Calls]) -> Proportion? {
            var (hits, count) = (0, 0)
            for (action, own) in calls {
                count += own.under + own.over
                if action == actions.under { hits += own.under }
                if action == actions.over { hits += own.over }
            }
            return Proportion(hits: Int64(hits), of: Int64(count))
        }
        func both(_ first: Proportion?, _ second: Proportion?) -> TwoProportions? {
            guard let first, let second, first.count > 0, second.count > 0 else { return nil }
            return TwoProportions(baseline: first, current: second)
        }
        func share(_ hits: KeyPath<WorkflowTallies, Int>, _ of: KeyPath<WorkflowTallies, Int>)
            -> TwoProportions?
        {
            both(
                Proportion(hits: Int64(before[keyPath: hits]), of: Int64(before[keyPath: of])),
                Proportion(hits: Int64(now[keyPath: hits]), of: Int64(now[keyPath: of])))
        }
        self.followed = isTold ? both(followed(before.actions), followed(now.actions)) : nil
        var rows: [Row] = []
        for name in isTold ? Set(before.segments.keys).intersection(now.segments.keys).sorted() : [] {
            let (one, other) = (before.segments[name] ?? [:], now.segments[name] ?? [:])
            let values = Set(one.keys).intersection(other.keys)
            guard values.count <= LabelTallies.valuesMax else { continue }
            for value in values.sorted() {
                guard let rates = both(followed(one[value] ?? [:]), followed(other[value] ?? [:])) else {
                    continue
                }
                rows.append(Row(name: name, value: value, followed: rates))
            }
        }
        let corrected = MultipleTests.bonferroni(rows.map(\.followed.pValue))
        for place in rows.indices { rows[place].corrected = corrected[place] }
        segments = rows
        fallbacks = share(\.fallbacks, \.decisions)
        withoutAction = share(\.withoutAction, \.decisions)
        reviewed = share(\.reviews.reviewed, \.reviews.settled)
        overridden = share(\.reviews.overridden, \.reviews.settled)
        bypassed = both(
            before.bypass.flatMap { Proportion(hits: Int64($0.bypassed), of: Int64($0.cases)) },
            now.bypass.flatMap { Proportion(hits: Int64($0.bypassed), of: Int64($0.cases)) })
        called = both(before.called, now.called)
        disagreements = share(\.disagreements, \.twice)
        let bits = Set(before.thresholds.keys).union(now.thresholds.keys)
        thresholds = bits.map { bits in
            (Double(bitPattern: bits), before.thresholds[bits] ?? 0, now.thresholds[bits] ?? 0)
        }.sorted { $0.value < $1.value }
        let total = thresholds.reduce(0) { $0 + $1.current }
        let new = thresholds.reduce(0) { $0 + ($1.baseline == 0 ? $1.current : 0) }
        let isThereBefore = thresholds.contains { $0.baseline > 0 }
        newThreshold = isThereBefore && total > 0 ? Proportion(hits: Int64(new), of: Int64(total)) : nil
        let mix = CountPair(baseline: thresholds.map(\.baseline), current: thresholds.map(\.current))
        thresholdTest = mix.flatMap { ChiSquaredTest.pooled($0) }
        thresholdVariation = mix?.shares.map { shares in
            zip(shares.baseline, shares.current).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / 2
        }
    }

    private static func usual(
        _ tallies: WorkflowTallies, _ side: KeyPath<WorkflowTallies.Calls, Int>
    ) -> Identifier? {
        var most: (action: Identifier, count: Int)?
        for action in tallies.actions.keys.sorted() {
            let count = tallies.actions[action]?[keyPath: side] ?? 0
            if count > most?.count ?? 0 { most = (action, count) }
        }
        return most?.action
    }

    /// The threshold that most decisions of a side have, the least of equally frequent ones.
    func mostFrequent(_ side: KeyPath<(value: Double, baseline: Int, current: Int), Int>) -> Double? {
        var most: (value: Double, count: Int)?
        for row in thresholds where row[keyPath: side] > most?.count ?? 0 {
            most = (row.value, row[keyPath: side])
        }
        return most?.value
    }
}
