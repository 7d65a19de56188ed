/// What is kept of the values in a bin that holds something wanted.
struct OrderBin: Sendable {
    /// How many values lie before it.
    let base: Int
    let goal: OrderGoal
    /// Where a few cuts are all that is wanted: values less than each; nothing is kept then.
    private var below: [Int]
    /// All of its values; none while they are all the same one, or when there was no room for them.
    private var keys: [OrderKey] = []
    private var count = 0
    private var isComplete = true
    private var low = OrderKey(bits: .max)
    private var high = OrderKey(bits: .min)

    init(base: Int, goal: OrderGoal) {
        self.base = base
        self.goal = goal
        let isCounted = goal.ranks.isEmpty && goal.cuts.count <= 4
        below = [Int](repeating: 0, count: isCounted ? goal.cuts.count : 0)
    }

    /// How many values are kept.
    var held: Int { keys.count }

    /// Takes a value.
    /// - Returns: the change in how many are kept.
    mutating func add(_ key: OrderKey, room: Int) -> Int {
        guard below.isEmpty else {
            for index in below.indices where key < goal.cuts[index] { below[index] += 1 }
            return 0
        }
        if key < low { low = key }
        if key > high { high = key }
        count += 1
        guard isComplete, low != high else { return 0 }
        let before = keys.count
        // Until now all were the same: the other end.
        if before == 0 {
            guard room >= count else { return letGo() }
            keys = [OrderKey](repeating: key == low ? high : low, count: count - 1)
        }
        guard room >= count - before else { return letGo() }
        keys.append(key)
        return keys.count - before
    }

    private mutating func letGo() -> Int {
        let held = keys.count
        keys = []
        isComplete = false
        return -held
    }

    /// Adds what another of the same bin has taken.
    /// - Parameter room: for all values of both.
    mutating func merge(_ other: OrderBin, room: Int) {
        for index in below.indices { below[index] += other.below[index] }
        guard other.count > 0 else { return }
        let (least, greatest) = (min(low, other.low), max(high, other.high))
        let isSame = least == greatest
        isComplete = isComplete && other.isComplete && (isSame || count + other.count <= room)
        keys = isComplete && !isSame ? all + other.all : []
        (low, high) = (least, greatest)
        count += other.count
    }

    private var all: [OrderKey] {
        count > 0 && low == high ? [OrderKey](repeating: low, count: count) : keys
    }

    /// Answers what is wanted, where that can be told.
    /// - Returns: the stretch in which it has to be looked for; nil when all is answered.
    func settle(in found: inout OrderGroup.Found) -> ClosedRange<OrderKey>? {
        if !below.isEmpty {
            for (cut, count) in zip(goal.cuts, below) { found.cuts[cut] = base + count }
        } else if low == high {
            goal.settle(same: low, count: count, base: base, in: &found)
        } else if isComplete {
            goal.settle(keys, base: base, in: &found)
        } else {
            return low...high
        }
        return nil
    }
}
