/// A stretch of values in which ranks and cuts are looked for by `OrderStatistics`: cut into bins in which
/// values are first counted, and then kept where something wanted lies.
struct OrderNode: Sendable {
    /// How values are put into bins: any way that never puts a greater value before a lesser one.
    private enum Binning: Equatable, Sendable {
        /// By distance from the least, times a factor, rounded.
        case linear(low: Double, high: Double, factor: Double)
        /// By the leading bits of the distance between keys.
        case keys(low: UInt64, high: UInt64, shift: UInt64)
    }

    private let binning: Binning
    private let base: Int
    /// What is looked for, where that was known before the values were counted.
    let goal: OrderGoal
    /// The number of the last bin.
    private let last: Int
    /// By bin; then of values below the stretch and above it, which only a guess has.
    private var counts: [UInt32]
    /// By bin, with two more that are 0: 0, or the number of its entry in `gathered` and one.
    private var marks: [UInt16] = []
    private(set) var gathered: [OrderBin] = []

    var isGathering: Bool { !marks.isEmpty }

    /// Values counted inside the stretch.
    var total: Int { counts.dropLast(2).reduce(0) { $0 + Int($1) } }
    private var below: Int { Int(counts[last + 1]) }
    private var above: Int { Int(counts[last + 2]) }

    /// Bins over all of a stretch that is known.
    init(_ range: ClosedRange<OrderKey>, base: Int, goal: OrderGoal) {
        let (low, high) = (range.lowerBound.bits, range.upperBound.bits)
        var shift: UInt64 = 0
        while (high - low) >> shift >= UInt64(OrderStatistics.binsMax) { shift += 1 }
        binning = .keys(low: low, high: high, shift: shift)
        last = Int((high - low) >> shift)
        counts = [UInt32](repeating: 0, count: last + 3)
        self.base = base
        self.goal = goal
    }

    /// Equal bins over a range that the values may or may not keep to. Not more than `binsMax`.
    init(_ guess: ClosedRange<Double>, bins: Int, goal: OrderGoal = OrderGoal()) {
        let width = guess.upperBound - guess.lowerBound
        let factor = Double(bins) / width
        if width > 0, width.isFinite, factor.isFinite {
            binning = .linear(low: guess.lowerBound, high: guess.upperBound, factor: factor)
            last = bins
        } else {
            // One bin for all: what is wanted is looked for inside it.
            binning = .linear(low: guess.lowerBound, high: guess.upperBound, factor: 0)
            last = 0
        }
        counts = [UInt32](repeating: 0, count: last + 3)
        base = 0
        self.goal = goal
    }

    /// 2^52: added to a number from 0 up to it, it leaves the number, rounded, in the low bits.
    private static let rounding = 4_503_599_627_370_496.0

    /// The bin of a value inside the stretch: the same that `Kernels` finds.
    private func bin(_ key: OrderKey) -> Int {
        switch binning {
        case .linear(let low, _, let factor):
            let place = (key.value - low) * factor + Self.rounding
            return place < Self.rounding + Double(last) ? Int(place.bitPattern & 0xffff_ffff) : last
        case .keys(let low, _, let shift): return Int((key.bits &- low) &>> shift)
        }
    }

    /// Counts values in the bins.
    mutating func count(_ values: ArraySlice<Double>) {
        switch binning {
        case .linear(let low, let high, let factor):
            Kernels.count(values, low: low, high: high, factor: factor, in: &counts)
        case .keys(let low, let high, let shift):
            let values = values.span
            var bins = counts.mutableSpan
            for index in values.indices {
                let key = OrderKey(values[index]).bits
                if key >= low, key <= high { bins[Int((key &- low) &>> shift)] &+= 1 }
            }
        }
    }

    /// Takes the next values: counts them or, later, keeps what lies in the marked bins.
    /// - Returns: the change in how many are kept.
    mutating func take(_ values: ArraySlice<Double>, room: Int) -> Int {
        guard isGathering else {
            count(values)
            return 0
        }
        var taken = 0
        switch binning {
        case .linear(let low, let high, let factor):
            var found = [Double](repeating: 0, count: min(values.count, 4_096))
            var start = values.startIndex
            while start < values.endIndex {
                let end = min(start + found.count, values.endIndex)
                let count = Kernels.gather(
                    values[start..<end], low: low, high: high, factor: factor, marks: marks, into: &found)
                for value in found[..<count] {
                    let key = OrderKey(value)
                    taken += gathered[Int(marks[bin(key)]) - 1].add(key, room: room - taken)
                }
                start = end
            }
        case .keys(let low, let high, let shift):
            let values = values.span
            for index in values.indices {
                let key = OrderKey(values[index])
                guard key.bits >= low, key.bits <= high else { continue }
                let mark = Int(marks[Int((key.bits &- low) &>> shift)])
                if mark > 0 { taken += gathered[mark - 1].add(key, room: room - taken) }
            }
        }
        return taken
    }

    /// Whether values are put into the same bins by both.
    func hasSameBins(as other: OrderNode) -> Bool { binning == other.binning && last == other.last }

    /// Adds what another with the same bins, begun in the same state, has taken.
    /// - Parameter room: for what both keep.
    mutating func merge(_ other: OrderNode, room: Int) {
        for index in counts.indices { counts[index] += other.counts[index] }
        for index in gathered.indices { gathered[index].merge(other.gathered[index], room: room) }
    }

    /// Marks the bins that hold what is wanted, and settles what needs no look inside a bin.
    ///
    /// - Parameter extremes: of all values, where some may lie outside the bins; nil where none does.
    /// - Parameter total: all values, those outside among them.
    /// - Returns: what has to be looked for outside the bins.
    mutating func startGathering(
        _ goal: OrderGoal, extremes: ClosedRange<OrderKey>?, total: Int, in found: inout OrderGroup.Found
    ) -> [OrderNode] {
        let (low, high) = range
        var outside: [OrderNode] = []
        var before = OrderGoal()
        var behind = OrderGoal()
        var inside = OrderGoal()
        let first = base + below
        let end = base + total - above
        for rank in goal.ranks {
            if rank < first {
                before.ranks.append(rank)
            } else if rank < end {
                inside.ranks.append(rank)
            } else {
                behind.ranks.append(rank)
            }
        }
        for cut in goal.cuts {
            // What is less than the least value inside lies before it.
            if cut <= low {
                if cut == low || below == 0 { found.cuts[cut] = first } else { before.cuts.append(cut) }
            } else if cut > high {
                if above == 0 || cut.bits == high.bits + 1 {
                    found.cuts[cut] = end
                } else {
                    behind.cuts.append(cut)
                }
            } else {
                inside.cuts.append(cut)
            }
        }
        if let extremes {
            if !before.isEmpty {
                outside.append(
                    OrderNode(extremes.lowerBound...OrderKey(bits: low.bits - 1), base: base, goal: before))
            }
            if !behind.isEmpty {
                outside.append(
                    OrderNode(OrderKey(bits: high.bits + 1)...extremes.upperBound, base: end, goal: behind))
            }
        }
        mark(inside, from: first, in: &found)
        return outside
    }

    private var range: (low: OrderKey, high: OrderKey) {
        switch binning {
        case .linear(let low, let high, _): (OrderKey(low), OrderKey(high))
        case .keys(let low, let high, _): (OrderKey(bits: low), OrderKey(bits: high))
        }
    }

    private mutating func mark(_ goal: OrderGoal, from first: Int, in found: inout OrderGroup.Found) {
        marks = [UInt16](repeating: 0, count: last + 3)
        let cutBins = goal.cuts.map { bin($0) }
        var before = first
        var (nextRank, nextCut) = (0, 0)
        for index in 0...last {
            let end = before + Int(counts[index])
            var inside = OrderGoal()
            while nextRank < goal.ranks.count, goal.ranks[nextRank] < end {
                inside.ranks.append(goal.ranks[nextRank])
                nextRank += 1
            }
            while nextCut < goal.cuts.count, cutBins[nextCut] == index {
                if counts[index] == 0 {
                    found.cuts[goal.cuts[nextCut]] = before
                } else {
                    inside.cuts.append(goal.cuts[nextCut])
                }
                nextCut += 1
            }
            if !inside.isEmpty {
                gathered.append(OrderBin(base: before, goal: inside))
                marks[index] = UInt16(truncatingIfNeeded: gathered.count)
            }
            before = end
        }
        counts = []
    }
}
