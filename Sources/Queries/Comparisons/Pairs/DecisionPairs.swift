import Digest
import Model
import Projections

/// The pairs of two sides as columns: an element a pair in each array, in no order that means anything.
struct DecisionPairs: Sendable {
    /// How partners are found.
    enum Rule: Sendable {
        /// By the decision that `of` names; else by subject, the nearest in time at most so many microseconds
        /// apart, of decisions that name none.
        case beside(window: UInt64)
        /// By the decision that `of` names, else by subject: of several the latest.
        case sameSet
        /// By the decision that `of` names alone.
        case originals
    }

    static let definition = "pairing.one-to-one.1"

    let baseline: PairRows
    let current: PairRows
    let texts: PairTexts
    /// Rows of either side, by pair.
    let baselineRows: [Int32]
    let currentRows: [Int32]
    /// Pairs that `of` names.
    let named: Int
    /// Without a partner, though within the time that the other side spans, and outside of it.
    private(set) var unpairedBaseline = (beside: 0, outside: 0)
    private(set) var unpairedCurrent = (beside: 0, outside: 0)
    let repeated: (baseline: Int, current: Int)
    /// The class of what became of each pair, a `RowClasses.Code`: of either's own label.
    private(set) var classes: [UInt8]
    /// Pairs whose two labels are of different classes; they count as without one.
    let contradicted: Int

    /// Cost: about 300 ns a decision.
    init(_ baseline: PairRows, _ current: PairRows, _ rule: Rule, texts: PairTexts) {
        self.baseline = baseline
        self.current = current
        self.texts = texts
        var matcher = PairMatcher(baseline, current)
        var slack: UInt64 = 0
        switch rule {
        case .beside(let window):
            matcher.match({ $0.originals }, .nearest(nil))
            named = matcher.pairs.count
            matcher.match({ $0.subjects }, .nearest(window), unnamed: true)
            slack = window
        case .sameSet:
            matcher.match({ $0.originals }, .latest)
            named = matcher.pairs.count
            matcher.match({ $0.subjects }, .latest)
        case .originals:
            matcher.match({ $0.originals }, .latest)
            named = matcher.pairs.count
        }
        baselineRows = matcher.pairs.map(\.baseline)
        currentRows = matcher.pairs.map(\.current)
        repeated = matcher.repeated
        var contradicted = 0
        classes = matcher.pairs.map { first, second in
            let (own, other) = (baseline.classes[Int(first)], current.classes[Int(second)])
            let known = [own, other].map { code in
                code == RowClasses.Code.positive || code == RowClasses.Code.negative
            }
            if known[0], known[1] {
                if own == other { return own }
                contradicted += 1
                return RowClasses.Code.other
            }
            return known[0] ? own : known[1] ? other : max(own, other)
        }
        self.contradicted = contradicted
        // Members of a set need not lie beside each other in time.
        var isTimed = false
        if case .beside = rule { isTimed = true }
        unpairedBaseline = Self.unpaired(
            baseline, isTimed ? current.span : nil, slack
        ) { matcher.isFree(baseline: $0) }
        unpairedCurrent = Self.unpaired(
            current, isTimed ? baseline.span : nil, slack
        ) { matcher.isFree(current: $0) }
    }

    private static func unpaired(
        _ rows: PairRows, _ span: ClosedRange<Int64>?, _ slack: UInt64, _ isFree: (Int) -> Bool
    ) -> (beside: Int, outside: Int) {
        var found = (beside: 0, outside: 0)
        let slack = Int64(clamping: slack)
        for row in rows.ats.indices where isFree(row) {
            guard let span else {
                found.beside += 1
                continue
            }
            let at = rows.ats[row]
            if at >= span.lowerBound.less(slack), at <= span.upperBound.more(slack) {
                found.beside += 1
            } else {
                found.outside += 1
            }
        }
        return found
    }

    var count: Int { baselineRows.count }

    /// Takes what became of other decisions for pairs that have no label of their own.
    mutating func fillLabels(originals: [Fingerprint: UInt8], subjects: [Fingerprint: UInt8]) {
        for pair in classes.indices where classes[pair] == RowClasses.Code.pending {
            let (first, second) = (Int(baselineRows[pair]), Int(currentRows[pair]))
            let found =
                originals[baseline.originals[first]] ?? originals[current.originals[second]]
                ?? subjects[current.subjects[second]]
            if let found { classes[pair] = found }
        }
    }

    func baselineScore(_ pair: Int) -> Double { baseline.scores[Int(baselineRows[pair])] }
    func currentScore(_ pair: Int) -> Double { current.scores[Int(currentRows[pair])] }
    func baselineThreshold(_ pair: Int) -> Double { baseline.thresholds[Int(baselineRows[pair])] }
    func currentThreshold(_ pair: Int) -> Double { current.thresholds[Int(currentRows[pair])] }

    /// Whether a pair has a label that is positive or negative.
    func isLabelled(_ pair: Int) -> Bool {
        classes[pair] == RowClasses.Code.positive || classes[pair] == RowClasses.Code.negative
    }

    /// The UTC day of the baseline's decision, counted from 1970.
    func day(_ pair: Int) -> Int {
        Int(baseline.ats[Int(baselineRows[pair])].flooredDivided(by: 86_400_000_000))
    }

    /// The number of a segment's value: that of the baseline's decision, else of the current one; -1 for
    /// none.
    func segment(_ place: Int, _ pair: Int) -> Int32 {
        let own = baseline.segment(place, Int(baselineRows[pair]))
        return own >= 0 ? own : current.segment(place, Int(currentRows[pair]))
    }
}

extension Int64 {
    /// Sum and difference that stop at the ends.
    func more(_ other: Int64) -> Int64 {
        let (sum, isOver) = addingReportingOverflow(other)
        return isOver ? (other > 0 ? .max : .min) : sum
    }

    func less(_ other: Int64) -> Int64 {
        let (difference, isOver) = subtractingReportingOverflow(other)
        return isOver ? (other > 0 ? .min : .max) : difference
    }
}
