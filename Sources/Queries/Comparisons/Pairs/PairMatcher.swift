import Digest

/// Pairs the decisions of two sides that have a key in common: each is in one pair at most.
///
/// Of several with one key the two that are nearest in time are a pair, then the nearest two of the rest, and
/// so on; of pairs equally near the one that is earlier, and of decisions at one instant those in order of
/// score, then position. Which side comes first changes nothing.
struct PairMatcher: Sendable {
    /// Which of several decisions with one key count.
    enum Choice: Sendable {
        /// As above, at most so many microseconds apart; nil for however far.
        case nearest(UInt64?)
        /// The one with the greatest (time, score, position) on either side; the rest is repeated.
        case latest
    }

    private enum State {
        static let free: UInt8 = 0
        static let paired: UInt8 = 1
        static let repeated: UInt8 = 2
    }

    let baseline: PairRows
    let current: PairRows
    private(set) var pairs: [(baseline: Int32, current: Int32)] = []
    private var baselineStates: [UInt8]
    private var currentStates: [UInt8]

    init(_ baseline: PairRows, _ current: PairRows) {
        self.baseline = baseline
        self.current = current
        baselineStates = [UInt8](repeating: State.free, count: baseline.count)
        currentStates = [UInt8](repeating: State.free, count: current.count)
    }

    /// Rows that another row of the same key and side stands for.
    var repeated: (baseline: Int, current: Int) {
        (baselineStates.count { $0 == State.repeated }, currentStates.count { $0 == State.repeated })
    }

    func isFree(baseline row: Int) -> Bool { baselineStates[row] == State.free }
    func isFree(current row: Int) -> Bool { currentStates[row] == State.free }

    /// Pairs rows that are free by a key of each row; those without one are left. Cost: about 100 ns a row.
    /// - Parameter unnamed: leaves rows that name another decision.
    mutating func match(_ key: (PairRows) -> [Fingerprint], _ choice: Choice, unnamed: Bool = false) {
        var groups = KeyGroups(capacity: baseline.count)
        let (keys, others) = (key(baseline), key(current))
        for row in keys.indices where baselineStates[row] == State.free && keys[row] != PairRows.none {
            if unnamed, baseline.isNamed[row] { continue }
            groups.add(keys[row], baseline: Int32(row))
        }
        var currentNext = [Int32](repeating: -1, count: current.count)
        var heads = [Int32](repeating: -1, count: groups.count)
        for row in others.indices where currentStates[row] == State.free && others[row] != PairRows.none {
            if unnamed, current.isNamed[row] { continue }
            guard let group = groups.find(others[row]) else { continue }
            currentNext[row] = heads[group]
            heads[group] = Int32(row)
        }
        for group in heads.indices where heads[group] >= 0 {
            let (first, second) = (groups.heads[group], heads[group])
            if groups.next[Int(first)] < 0, currentNext[Int(second)] < 0 {
                if isWithin(choice, first, second) { pair(first, second) }
                continue
            }
            let rows = Self.chain(first) { groups.next[Int($0)] }
            let partners = Self.chain(second) { currentNext[Int($0)] }
            switch choice {
            case .latest: pairLatest(rows, partners)
            case .nearest(let window): pairNearest(rows, partners, window)
            }
        }
    }

    private static func chain(_ head: Int32, _ next: (Int32) -> Int32) -> [Int32] {
        var found: [Int32] = []
        var row = head
        while row >= 0 {
            found.append(row)
            row = next(row)
        }
        return found
    }

    private func isWithin(_ choice: Choice, _ first: Int32, _ second: Int32) -> Bool {
        guard case .nearest(let window?) = choice else { return true }
        return Self.distance(baseline.ats[Int(first)], current.ats[Int(second)]) <= window
    }

    private static func distance(_ one: Int64, _ other: Int64) -> UInt64 {
        one > other ? UInt64(bitPattern: one &- other) : UInt64(bitPattern: other &- one)
    }

    private mutating func pair(_ first: Int32, _ second: Int32) {
        pairs.append((first, second))
        baselineStates[Int(first)] = State.paired
        currentStates[Int(second)] = State.paired
    }

    private mutating func pairLatest(_ rows: [Int32], _ partners: [Int32]) {
        guard let first = rows.max(by: { precedes(baseline, $0, $1) }),
            let second = partners.max(by: { precedes(current, $0, $1) })
        else { return }
        for row in rows { baselineStates[Int(row)] = State.repeated }
        for row in partners { currentStates[Int(row)] = State.repeated }
        pair(first, second)
    }

    private func precedes(_ side: PairRows, _ one: Int32, _ other: Int32) -> Bool {
        let (one, other) = (Int(one), Int(other))
        return (side.ats[one], side.scores[one], side.positions[one])
            < (side.ats[other], side.scores[other], side.positions[other])
    }

    /// The nearest two free rows of either side always are neighbours in time, so only those are looked at.
    private mutating func pairNearest(_ rows: [Int32], _ partners: [Int32], _ window: UInt64?) {
        let first = rows.sorted { precedes(baseline, $0, $1) }
        let second = partners.sorted { precedes(current, $0, $1) }
        var line = TimeLine(window: window)
        var (index, other) = (0, 0)
        while index < first.count || other < second.count {
            let at = index < first.count ? baseline.ats[Int(first[index])] : .max
            let otherAt = other < second.count ? current.ats[Int(second[other])] : .max
            if index < first.count, other < second.count, at == otherAt {
                pair(first[index], second[other])
                index += 1
                other += 1
            } else if other == second.count || (index < first.count && at < otherAt) {
                line.add(first[index], at: at, isBaseline: true)
                index += 1
            } else {
                line.add(second[other], at: otherAt, isBaseline: false)
                other += 1
            }
        }
        line.takeNearest { pair($0, $1) }
    }
}

/// Rows of either side with one key in order of time, of which neighbours are taken, the nearest first.
private struct TimeLine {
    private struct Gap {
        let size: UInt64
        let left: Int
        let right: Int

        func precedes(_ other: Gap) -> Bool { (size, left, right) < (other.size, other.left, other.right) }
    }

    let window: UInt64?
    private var rows: [(row: Int32, at: Int64, isBaseline: Bool)] = []
    /// A heap: the nearest neighbours stand first.
    private var gaps: [Gap] = []

    init(window: UInt64?) { self.window = window }

    mutating func add(_ row: Int32, at: Int64, isBaseline: Bool) { rows.append((row, at, isBaseline)) }

    mutating func takeNearest(_ take: (_ baseline: Int32, _ current: Int32) -> Void) {
        var before = rows.indices.map { $0 - 1 }
        var after = rows.indices.map { $0 + 1 }
        var isTaken = [Bool](repeating: false, count: rows.count)
        for right in rows.indices.dropFirst() { push(right - 1, right) }
        while let gap = pop() {
            guard !isTaken[gap.left], !isTaken[gap.right] else { continue }
            isTaken[gap.left] = true
            isTaken[gap.right] = true
            let isFirst = rows[gap.left].isBaseline
            take(rows[isFirst ? gap.left : gap.right].row, rows[isFirst ? gap.right : gap.left].row)
            let (left, right) = (before[gap.left], after[gap.right])
            if left >= 0 { after[left] = right }
            if right < rows.count { before[right] = left }
            if left >= 0, right < rows.count { push(left, right) }
        }
    }

    private mutating func push(_ left: Int, _ right: Int) {
        guard rows[left].isBaseline != rows[right].isBaseline else { return }
        let size = UInt64(bitPattern: rows[right].at &- rows[left].at)
        if let window, size > window { return }
        gaps.append(Gap(size: size, left: left, right: right))
        var place = gaps.count - 1
        while place > 0, gaps[place].precedes(gaps[(place - 1) / 2]) {
            gaps.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func pop() -> Gap? {
        guard let top = gaps.first else { return nil }
        let last = gaps.removeLast()
        guard !gaps.isEmpty else { return top }
        gaps[0] = last
        var place = 0
        while 2 * place + 1 < gaps.count {
            var child = 2 * place + 1
            if child + 1 < gaps.count, gaps[child + 1].precedes(gaps[child]) { child += 1 }
            guard gaps[child].precedes(gaps[place]) else { break }
            gaps.swapAt(place, child)
            place = child
        }
        return top
    }
}

/// Rows by key: a table of open addresses.
private struct KeyGroups {
    private var slots: [Int32]
    private var keys: [Fingerprint] = []
    private(set) var heads: [Int32] = []
    /// By row: the next of its group, -1 for none.
    private(set) var next: [Int32]
    private let mask: Int

    init(capacity: Int) {
        var size = 16
        while size < 2 * capacity { size *= 2 }
        slots = [Int32](repeating: -1, count: size)
        mask = size - 1
        next = [Int32](repeating: -1, count: capacity)
    }

    var count: Int { heads.count }

    private func slot(_ key: Fingerprint) -> Int {
        var slot = Int(truncatingIfNeeded: key.high) & mask
        while slots[slot] >= 0, keys[Int(slots[slot])] != key { slot = (slot + 1) & mask }
        return slot
    }

    func find(_ key: Fingerprint) -> Int? {
        let group = slots[slot(key)]
        return group >= 0 ? Int(group) : nil
    }

    mutating func add(_ key: Fingerprint, baseline row: Int32) {
        let slot = slot(key)
        let group = slots[slot]
        if group >= 0 {
            next[Int(row)] = heads[Int(group)]
            heads[Int(group)] = row
        } else {
            slots[slot] = Int32(heads.count)
            keys.append(key)
            heads.append(row)
        }
    }
}
