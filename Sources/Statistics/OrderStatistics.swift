/// Values of given ranks, and how many lie below given cuts, in groups of values that are handed over piece
/// by piece: exactly, and in bounded memory.
///
/// As long as all values fit, one pass is enough. When they do not, the largest groups are let go, and their
/// values have to be handed over again. While a group is looked at, its values are counted in some thousand
/// bins; then those of the bins that hold what is wanted are kept and put in order. Where the bins were laid
/// by a guess at the values' range that is done in two passes, else in three; should a bin hold too many
/// values, the same again inside it. Values have to be finite; both zeros count as one. Order and cuts
/// between pieces do not matter.
package struct OrderStatistics: Sendable {
    /// What is wanted of a group once its values have been there for the first time.
    package struct Wanted: Sendable {
        package var minimum: Double
        package var maximum: Double
        /// Each below the number of values; 0 is the least value's.
        package var ranks: [Int]
        /// How many values are less than each of these is wanted.
        package var cuts: [Double]

        package init(minimum: Double, maximum: Double, ranks: [Int] = [], cuts: [Double] = []) {
            self.minimum = minimum
            self.maximum = maximum
            self.ranks = ranks
            self.cuts = cuts
        }
    }

    /// Groups up to this size are put in order as a whole.
    static let small = 1_024
    /// Bins of all groups together, about; 4 bytes each.
    private static let binsInAll = 1 << 20
    static let binsMax = 1 << 12

    private var groups: [OrderGroup] = []
    private let keepMax: Int
    private let keepFirst: Int
    private var kept = 0
    private var isFirst = true

    /// - Parameters:
    ///   - keepMax: values kept at a time, 8 bytes each.
    ///   - keepFirst: the same in the first pass, where it is clear that they do not all fit.
    package init(keepMax: Int, keepFirst: Int? = nil) {
        self.keepMax = keepMax
        self.keepFirst = keepFirst ?? keepMax
    }

    /// Takes some values of a group. Groups are numbered from 0.
    /// - Parameter guess: the range in which the group's values may lie, the same with every piece, also in
    ///   copies that are merged later; nil for no guess.
    package mutating func add(
        _ values: ArraySlice<Double>, group: Int, guess: ClosedRange<Double>? = nil
    ) {
        while groups.count <= group { groups.append(OrderGroup()) }
        guard isFirst else {
            kept += groups[group].take(values, room: keepMax - kept)
            return
        }
        let bins = max(16, min(Self.binsMax, Self.binsInAll / (group + 1)))
        kept += groups[group].keep(values, guess: guess, bins: bins)
        if kept > keepFirst { letGo() }
    }

    /// Makes room for as many values again, so that it is not looked for with every piece.
    private mutating func letGo() {
        for index in groups.indices.sorted(by: { groups[$0].held > groups[$1].held }) {
            guard kept > keepFirst / 2 else { return }
            kept -= groups[index].letGo()
        }
    }

    /// Adds what another has taken in this pass: one that was a copy of this one when the pass began.
    package mutating func merge(_ other: OrderStatistics) {
        while groups.count < other.groups.count { groups.append(OrderGroup()) }
        for (index, group) in other.groups.enumerated() {
            if isFirst { groups[index].mergeFirst(group) } else { groups[index].merge(group, room: keepMax) }
        }
        kept = groups.reduce(0) { $0 + $1.held }
        if isFirst, kept > keepFirst { letGo() }
    }

    /// How many values of a group the first pass had.
    package func count(group: Int) -> Int { group < groups.count ? groups[group].count : 0 }

    /// All values of a group in their order, if they are still here: then they need not be handed over again.
    package func values(group: Int) -> [Double]? {
        group < groups.count && !groups[group].isLetGo ? groups[group].values : nil
    }

    /// Ends a pass.
    /// - Parameter wanted: asked after the first pass, for each group that has values.
    /// - Returns: whether all values have to be handed over once more. Those of groups that need none are
    ///   ignored.
    package mutating func close(_ wanted: (_ group: Int) -> Wanted) -> Bool {
        let wasFirst = isFirst
        isFirst = false
        var wantsMore = false
        for index in groups.indices {
            if wasFirst {
                if groups[index].count > 0 { groups[index].closeFirst(wanted(index)) }
            } else {
                kept -= groups[index].close()
            }
            if groups[index].wantsMore { wantsMore = true }
        }
        if wasFirst { kept = 0 }
        return wantsMore
    }

    /// The value of a wanted rank, once no pass is wanted any more.
    package func value(group: Int, rank: Int) -> Double {
        group < groups.count ? groups[group].found.ranks[rank] ?? 0 : 0
    }

    /// How many values are less than a wanted cut.
    package func count(group: Int, below cut: Double) -> Int {
        group < groups.count ? groups[group].found.cuts[OrderKey(cut)] ?? 0 : 0
    }
}

/// A number that orders as a finite double does; both zeros have the same.
struct OrderKey: Hashable, Comparable, Sendable {
    let bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    init(_ value: Double) {
        let bits = (value + 0).bitPattern
        self.bits = bits & (1 << 63) == 0 ? bits | (1 << 63) : ~bits
    }

    var value: Double { Double(bitPattern: bits & (1 << 63) == 0 ? ~bits : bits & ~(1 << 63)) }

    static func < (left: OrderKey, right: OrderKey) -> Bool { left.bits < right.bits }
}
