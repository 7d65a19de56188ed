import Model

/// Which of the labelled decisions become members of a replay set.
///
/// Without a seed the most recent ones (greatest `at`, then greatest position). With one, when there are more
/// than are wanted, a draw: the pool in position order is shuffled from its front by Fisher and Yates with
/// SplitMix64 from the seed, and the front is taken. Stratified by label, half of the set is of each class as
/// far as there are so many; an odd place goes to the class with the larger pool, a tie to the positive one,
/// and what one class lacks the other fills.
struct ReplayDraw: Sendable {
    struct Candidate: Hashable, Sendable {
        let position: Position
        let at: Timestamp
        let isPositive: Bool
    }

    let size: Int
    let isStratified: Bool
    let seed: UInt64

    /// The positions of the members, ascending.
    func members(of pool: [Candidate]) -> [Position] {
        guard isStratified else { return take(size, of: pool).sorted() }
        let positive = pool.filter(\.isPositive)
        let negative = pool.filter { !$0.isPositive }
        let wanted = Self.split(size, positive: positive.count, negative: negative.count)
        return (take(wanted.positive, of: positive) + take(wanted.negative, of: negative)).sorted()
    }

    /// How many of each class.
    static func split(_ size: Int, positive: Int, negative: Int) -> (positive: Int, negative: Int) {
        let size = min(size, positive + negative)
        var first = size / 2
        if size % 2 == 1, positive >= negative { first += 1 }
        first = min(first, positive)
        let second = min(size - first, negative)
        return (size - second, second)
    }

    /// The greatest by `at`, then by position.
    func mostRecent(_ count: Int, of pool: [Candidate]) -> [Candidate] {
        Array(pool.sorted { ($0.at, $0.position) > ($1.at, $1.position) }.prefix(count))
    }

    private func take(_ count: Int, of pool: [Candidate]) -> [Position] {
        guard count < pool.count else { return pool.map(\.position) }
        guard seed != 0 else {
            return mostRecent(count, of: pool).map(\.position)
        }
        var positions = pool.map(\.position).sorted()
        var generator = SplitMix64(state: seed)
        for index in 0..<count {
            positions.swapAt(index, index + Int(generator.below(UInt64(positions.count - index))))
        }
        return Array(positions.prefix(count))
    }
}

/// Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014: the same draw
/// everywhere.
struct SplitMix64: Sendable {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    /// A number below a bound over 0, each as likely: the high half of the product, what would be uneven
    /// drawn again.
    mutating func below(_ bound: UInt64) -> UInt64 {
        let uneven = (0 &- bound) % bound
        while true {
            let product = next().multipliedFullWidth(by: bound)
            if product.low >= uneven { return product.high }
        }
    }
}
