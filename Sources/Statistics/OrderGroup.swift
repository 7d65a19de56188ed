/// What `OrderStatistics` holds of one group.
struct OrderGroup: Sendable {
    /// What was found.
    struct Found: Sendable {
        var ranks: [Int: Double] = [:]
        var cuts: [OrderKey: Int] = [:]
    }

    private(set) var count = 0
    /// All values, until there is no room.
    private(set) var values: [Double] = []
    private(set) var isLetGo = false
    /// The bins that values are counted in from the first on, where there is a guess at their range.
    private var guessed: OrderNode?
    private var nodes: [OrderNode] = []
    private(set) var found = Found()

    /// How many values are kept.
    var held: Int { nodes.reduce(values.count) { $0 + $1.gathered.reduce(0) { $0 + $1.held } } }
    var wantsMore: Bool { !nodes.isEmpty }

    /// - Returns: how many values are kept.
    mutating func keep(_ new: ArraySlice<Double>, guess: ClosedRange<Double>?, bins: Int) -> Int {
        count += new.count
        if guessed != nil {
            guessed?.count(new)
        } else if let guess, count > OrderStatistics.small || isLetGo {
            var node = OrderNode(guess, bins: bins)
            node.count(values[...])
            node.count(new)
            guessed = node
        }
        guard !isLetGo else { return 0 }
        values.append(contentsOf: new)
        return new.count
    }

    mutating func letGo() -> Int {
        let held = values.count
        // Few values are not worth a second pass over everything.
        guard held > OrderStatistics.small else { return 0 }
        values = []
        isLetGo = true
        return held
    }

    mutating func closeFirst(_ wanted: OrderStatistics.Wanted) {
        let goal = OrderGoal(wanted)
        guard isLetGo else {
            if count <= OrderStatistics.small {
                goal.settle(values.map { OrderKey($0) }, base: 0, in: &found)
            } else {
                // The same bins, so that only what lies in a few of them is put in order.
                var node = guessed ?? root(wanted, goal)
                if guessed == nil { node.count(values[...]) }
                start(node, wanted, goal)
                while !nodes.isEmpty {
                    for index in nodes.indices { _ = nodes[index].take(values[...], room: .max) }
                    _ = close()
                }
            }
            values = []
            guessed = nil
            return
        }
        if let guessed {
            start(guessed, wanted, goal)
        } else {
            nodes = [root(wanted, goal)]
        }
        guessed = nil
    }

    private func root(_ wanted: OrderStatistics.Wanted, _ goal: OrderGoal) -> OrderNode {
        // By distance first, which suits most values; what lies too close together is cut by keys then.
        OrderNode(wanted.minimum...wanted.maximum, bins: OrderStatistics.binsMax, goal: goal)
    }

    /// Goes on with bins that are filled.
    private mutating func start(_ node: OrderNode, _ wanted: OrderStatistics.Wanted, _ goal: OrderGoal) {
        var node = node
        let extremes = OrderKey(wanted.minimum)...OrderKey(wanted.maximum)
        nodes = node.startGathering(goal, extremes: extremes, total: count, in: &found)
        nodes.append(node)
    }

    /// Adds what another has taken in the first pass.
    mutating func mergeFirst(_ other: OrderGroup) {
        count += other.count
        switch (guessed, other.guessed) {
        case (nil, nil): break
        case (nil, var theirs?):
            // Without bins, all are still here.
            theirs.count(values[...])
            guessed = theirs
        case (var mine?, nil):
            guessed = nil
            mine.count(other.values[...])
            guessed = mine
        case (var mine?, let theirs?):
            guessed = nil
            if mine.hasSameBins(as: theirs) {
                mine.merge(theirs, room: 0)
                guessed = mine
            }
        }
        isLetGo = isLetGo || other.isLetGo
        if isLetGo { values = [] } else { values.append(contentsOf: other.values) }
    }

    /// Adds what another has taken in a later pass: one that was a copy of this one when the pass began.
    mutating func merge(_ other: OrderGroup, room: Int) {
        for index in nodes.indices { nodes[index].merge(other.nodes[index], room: room) }
    }

    /// - Returns: how many values are kept.
    mutating func take(_ new: ArraySlice<Double>, room: Int) -> Int {
        var taken = 0
        for index in nodes.indices { taken += nodes[index].take(new, room: room - taken) }
        return taken
    }

    /// - Returns: how many values are kept no more.
    mutating func close() -> Int {
        let closing = nodes
        nodes = []
        var released = 0
        for var node in closing {
            guard node.isGathering else {
                nodes += node.startGathering(node.goal, extremes: nil, total: node.total, in: &found)
                if node.isGathering { nodes.append(node) }
                continue
            }
            for bin in node.gathered {
                released += bin.held
                if let rest = bin.settle(in: &found) {
                    nodes.append(OrderNode(rest, base: bin.base, goal: bin.goal))
                }
            }
        }
        return released
    }
}

/// Ranks and cuts that are wanted, ascending.
struct OrderGoal: Sendable {
    var ranks: [Int] = []
    var cuts: [OrderKey] = []

    init() {}

    init(_ wanted: OrderStatistics.Wanted) {
        ranks = Set(wanted.ranks).sorted()
        cuts = Set(wanted.cuts.map { OrderKey($0) }).sorted()
    }

    var isEmpty: Bool { ranks.isEmpty && cuts.isEmpty }

    /// Answers from all values of a stretch, in any order, before which so many lie.
    func settle(_ keys: [OrderKey], base: Int, in found: inout OrderGroup.Found) {
        let sorted = keys.sorted()
        for rank in ranks where sorted.indices.contains(rank - base) {
            found.ranks[rank] = sorted[rank - base].value
        }
        for cut in cuts {
            var (low, high) = (0, sorted.count)
            while low < high {
                let middle = (low + high) / 2
                if sorted[middle] < cut { low = middle + 1 } else { high = middle }
            }
            found.cuts[cut] = base + low
        }
    }

    /// Answers for a stretch of equal values.
    func settle(same value: OrderKey, count: Int, base: Int, in found: inout OrderGroup.Found) {
        for rank in ranks { found.ranks[rank] = value.value }
        for cut in cuts { found.cuts[cut] = value < cut ? base + count : base }
    }
}
