import Model
import Projections
import Statistics
import Wire

/// What one choice of whom to call came to, or would have.
struct WhatIfFigures: Sendable {
    private(set) var tally: CallTally
    /// Nil until all decisions are there.
    private(set) var volume: Volume?
    /// Calls at or over the threshold for which the day had no place.
    private(set) var turnedAway = 0
    /// Money that the outcomes of mature decisions state, of the called and of the others.
    private(set) var valueCalled = MoneySum()
    private(set) var valueNotCalled = MoneySum()

    /// Calls by day.
    struct Volume: Sendable {
        /// Days with decisions.
        let days: Int
        let most: Int
        /// Days with more and with fewer calls than can be acted upon; nil where that is not known for any.
        let over: Int?
        let under: Int?
    }

    struct MoneySum: Sendable {
        private(set) var sum = ExactSum()
        private(set) var count = 0

        mutating func add(_ value: Double) {
            sum.add(value)
            count += 1
        }

        mutating func merge(_ other: MoneySum) {
            sum.merge(other.sum)
            count += other.count
        }
    }

    init(days: Int, stretches: Int) {
        tally = CallTally(days: days, stretches: stretches)
    }

    mutating func add(
        _ rows: ScoredRows, _ calls: [UInt8], days: [Int32], stretches: [Int32], turnedAway: Int
    ) {
        tally.add(rows, calls, days: days, stretches: stretches)
        self.turnedAway += turnedAway
        guard !rows.amounts.isEmpty else { return }
        for row in calls.indices where calls[row] != Call.undecided {
            let label = rows.label(row)
            guard !rows.amounts[row].isNaN, rows.has(ScoredRows.Mark.mature, row),
                label == RowClasses.Code.positive || label == RowClasses.Code.negative
            else { continue }
            if calls[row] == Call.yes {
                valueCalled.add(rows.amounts[row])
            } else {
                valueNotCalled.add(rows.amounts[row])
            }
        }
    }

    mutating func merge(_ other: WhatIfFigures) {
        tally.merge(other.tally)
        turnedAway += other.turnedAway
        valueCalled.merge(other.valueCalled)
        valueNotCalled.merge(other.valueNotCalled)
    }

    /// - Parameter capacities: by day, NaN for none.
    fileprivate mutating func finish(_ days: [Bool], _ capacities: [Double]) {
        var (count, over, under) = (0, 0, 0)
        for day in days.indices where days[day] {
            count += 1
            if Double(tally.byDay[day]) > capacities[day] { over += 1 }
            if Double(tally.byDay[day]) < capacities[day] { under += 1 }
        }
        let isKnown = capacities.contains { !$0.isNaN }
        volume = Volume(
            days: count, most: tally.byDay.max() ?? 0, over: isKnown ? over : nil,
            under: isKnown ? under : nil)
    }

    fileprivate mutating func dropDays() { tally.dropDays() }

    /// The decisions that are called another way than by the thresholds in force.
    func flips(_ stretch: Int? = nil) -> FlippedOutcomes? {
        func counts(_ change: CallTally.Change) -> FlippedOutcomes.Counts? {
            FlippedOutcomes.Counts(
                positives: tally.count(change, label: RowClasses.Code.positive, stretch: stretch),
                negatives: tally.count(change, label: RowClasses.Code.negative, stretch: stretch),
                unknown: tally.count(change, label: RowClasses.Code.pending, stretch: stretch))
        }
        guard let newly = counts(.newly), let noLonger = counts(.noLonger) else { return nil }
        return FlippedOutcomes(newly: newly, noLonger: noLonger)
    }
}

/// The decisions of a group under each choice.
struct WhatIfGroup: Sendable {
    /// A value for each grouping; nil for all groups together.
    let values: [GroupValue?]?
    /// In the order of the page.
    private(set) var choices: [(choice: WhatIfChoice, figures: WhatIfFigures)]
    /// By day: whether it has decisions.
    private(set) var days: [Bool]

    init(_ values: [GroupValue?]?, _ choices: [WhatIfChoice], days: Int, stretches: Int) {
        self.values = values
        self.choices = choices.map { ($0, WhatIfFigures(days: days, stretches: stretches)) }
        self.days = [Bool](repeating: false, count: days)
    }

    func figures(_ choice: WhatIfChoice) -> WhatIfFigures? {
        choices.first { $0.choice == choice }?.figures
    }

    fileprivate mutating func add(days dayOfRow: [Int32]) {
        for day in dayOfRow { days[Int(day)] = true }
    }

    fileprivate mutating func add(_ place: Int, _ figures: WhatIfFigures) {
        choices[place].figures.merge(figures)
    }

    fileprivate mutating func finish(_ capacities: [Double], keepsDays: Bool) {
        for place in choices.indices {
            choices[place].figures.finish(days, capacities)
            if !keepsDays { choices[place].figures.dropDays() }
        }
        if !keepsDays { days = [] }
    }

    fileprivate mutating func merge(_ other: WhatIfGroup) {
        for place in choices.indices { choices[place].figures.merge(other.choices[place].figures) }
        for day in days.indices where other.days[day] { days[day] = true }
    }
}

/// Calls the decisions of a reading again.
struct WhatIfMaker {
    let policy: WhatIfPolicy
    let costs: CostTimeline
    /// How many decisions can be acted upon on the day that ends at a time; nil when that is not stated.
    let capacity: @Sendable (Timestamp) -> Double?
    /// Actions that stand for a call.
    let acted: [Identifier]

    struct Made {
        let groups: [WhatIfGroup]
        let all: WhatIfGroup
        /// By action taken, in order; nil for those without one.
        let actions: [(action: GroupValue?, group: WhatIfGroup)]
        let days: DecisionDays
        let cutoff: Double?
        let curve: CutoffCurve?
    }

    var choices: [WhatIfChoice] { WhatIfChoice.allCases.filter { $0 != .asActed || !acted.isEmpty } }

    /// - Parameter reading: grouped by what the question says and, last, by the action taken.
    func made(_ reading: ScoredReading, scale: Bins.Scale?, _ deadline: Deadline) throws -> Made {
        let order = reading.groups.indices.filter { reading.groups[$0].count > 0 }
            .sorted { reading.book.keys[$0] < reading.book.keys[$1] }
        let rows = order.map { reading.groups[$0] }
        let keys = order.map { reading.book.keys[$0].values }
        let days = DecisionDays(rows)
        let dayOfRow = rows.map { days.places(of: $0) }
        let calls = WhatIfCalls(policy, rows, days, dayOfRow)
        func empty(_ values: [GroupValue?]?, days: Int) -> WhatIfGroup {
            WhatIfGroup(values, choices, days: days, stretches: costs.costs.count)
        }
        let capacities = (0..<days.count).map { day in
            capacity(Timestamp(microseconds: days.end(of: day))) ?? .nan
        }
        var groups: [WhatIfGroup] = []
        var all = empty(nil, days: days.count)
        var actions: [GroupValue?: WhatIfGroup] = [:]
        for (number, part) in rows.enumerated() {
            try deadline.check()
            let values = Array(keys[number].dropLast())
            let action = keys[number].last ?? nil
            let stretches = costs.places(of: part)
            var found = empty(values, days: days.count)
            found.add(days: dayOfRow[number])
            for (place, choice) in choices.enumerated() {
                var figures = WhatIfFigures(days: days.count, stretches: costs.costs.count)
                figures.add(
                    part, self.calls(choice, part, action, calls.calls[number]), days: dayOfRow[number],
                    stretches: stretches, turnedAway: choice == .policy ? calls.turnedAway[number] : 0)
                found.add(place, figures)
            }
            // Without days, which nobody asks for by action.
            actions[action, default: empty(nil, days: 0)].merge(found)
            all.merge(found)
            if groups.last?.values == values {
                groups[groups.count - 1].merge(found)
            } else {
                if !groups.isEmpty { groups[groups.count - 1].finish(capacities, keepsDays: false) }
                groups.append(found)
            }
        }
        if !groups.isEmpty { groups[groups.count - 1].finish(capacities, keepsDays: false) }
        all.finish(capacities, keepsDays: true)
        return Made(
            groups: groups, all: all,
            actions: actions.keys.sorted(by: Self.precedes).compactMap { key in
                actions[key].map { (key, $0) }
            },
            days: days, cutoff: calls.cutoff,
            curve: scale.flatMap { CutoffCurve(rows, low: $0.low, high: $0.high, costs: costs) })
    }

    private static func precedes(_ one: GroupValue?, _ other: GroupValue?) -> Bool {
        guard let other else { return false }
        guard let one else { return true }
        return one < other
    }

    private func calls(
        _ choice: WhatIfChoice, _ rows: ScoredRows, _ action: GroupValue?, _ stated: [UInt8]
    ) -> [UInt8] {
        switch choice {
        case .asItWas: rows.marks.map { Call.inForce($0) }
        case .policy: stated
        case .all: [UInt8](repeating: Call.yes, count: rows.count)
        case .none: [UInt8](repeating: Call.no, count: rows.count)
        case .asActed: [UInt8](repeating: self.call(action), count: rows.count)
        }
    }

    private func call(_ action: GroupValue?) -> UInt8 {
        guard case .text(let name)? = action else { return Call.undecided }
        return acted.contains(name) ? Call.yes : Call.no
    }
}
