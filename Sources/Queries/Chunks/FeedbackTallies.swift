import Model
import Projections
import Wire

/// Counts the feedback of a selection by group, chunk by chunk.
struct FeedbackTallies: Mergeable {
    /// What a pass over the chunks is for.
    enum Pass {
        /// Everything.
        case all
        /// The delays once more, as there were too many to hold.
        case delays
        /// How many pending decisions are not after an instant.
        case pending(notAfter: Int64)
    }

    /// The groupings and, last, the stretch of time.
    let parts: [GroupingArgument]
    /// Where the labeller stands among them.
    private let labellerIndex: Int?
    /// How many of the parts make a group.
    private let groupParts: Int
    private let knowledge: Knowledge
    private let within: Model.Span
    /// The age from which all pending decisions are overdue, as an instant; nil when it is not known yet.
    private let cutoff: Int64?

    /// By row. Grouped by labeller: of all labellers together, and those who wait.
    let book = GroupBook()
    private(set) var tallies: [FeedbackTally] = []
    /// Grouped by labeller: by row and who gave the label.
    let labelledBook = GroupBook()
    private(set) var labelled: [FeedbackTally] = []
    /// Delays by group, and by model where all groups are together.
    private let delayBook = GroupBook()
    private(set) var delays = DelayTallies()
    /// Decisions after the evaluation time.
    private(set) var later = 0
    /// By row: how many wait for their label, by day. Nil when they are not counted, or there are too many
    /// days.
    private(set) var pendingDays: [[Int64: Int64]]?
    private var pendingDayCount = 0
    private var isFirst = true

    /// Days and rows over which they are counted in a pass of their own.
    private static let pendingDaysMax = 1 << 20

    /// - Parameter cutoff: the last instant whose decisions are overdue without a label, if it is known.
    init(
        _ grouping: Grouping, period: CalendarUnit?, knowledge: Knowledge, within: Model.Span, cutoff: Int64?
    ) {
        parts = grouping.parts + (period.map { [.calendar($0)] } ?? [])
        labellerIndex = grouping.labellerIndex
        groupParts = grouping.parts.count
        self.knowledge = knowledge
        self.within = within
        self.cutoff = cutoff
        pendingDays = cutoff == nil ? [] : nil
    }

    var needs: ChunkNeeds {
        var needs = ChunkGroups.needs(parts)
        needs.ats = true
        needs.labels = knowledge
        return needs
    }

    /// Takes the chosen rows of a chunk.
    /// - Throws: `QueryFailure` when there are more rows than an answer may have.
    mutating func add(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ meaning: LabelMeaning, _ pass: Pass = .all
    ) throws {
        guard let labels = rows.labels else { return }
        let groups = ChunkGroups(rows, parts)
        switch pass {
        case .all: try count(rows, chosen, labels, groups, meaning)
        case .delays:
            var lists = DelayLists(groups, groupParts)
            chosen.forEach { row in
                guard let summary = labels.summary(row), summary.standing > 0 else { return }
                guard meaning.labelClass(summary.current) != .excluded else { return }
                lists.add(
                    Double(summary.first.at - rows.ats[row]) / 1_000_000, groups.code(row),
                    labellerIndex.map { _ in summary.current.by })
            }
            hand(over: lists, rows.series, meaning)
        case .pending(let last):
            chosen.forEach { row in
                guard rows.ats[row] <= last, (labels.summary(row)?.standing ?? 0) == 0 else { return }
                let key = GroupKey(model: rows.series.model, values: groups.values[groups.code(row)])
                let number = number(key)
                // Excluded labels stand, so what does not have one is pending.
                tallies[number].overdue += 1
            }
        }
    }

    private mutating func count(
        _ rows: ChunkColumns, _ chosen: ChosenRows, _ labels: ChunkLabels, _ groups: ChunkGroups,
        _ meaning: LabelMeaning
    ) throws {
        var local = [FeedbackTally](repeating: FeedbackTally(), count: groups.values.count)
        var byLabeller: [UInt64: FeedbackTally] = [:]
        var lists = DelayLists(groups, groupParts)
        var pending = PendingCounts(rows.span, codes: groups.values.count, isWanted: pendingDays != nil)
        let evaluated = knowledge.evaluated.microseconds
        let cutoff = cutoff ?? .min
        let mask: RowMask? = if case .some(let mask) = chosen { mask } else { nil }
        // Held here alone for the loop, so that no count asks for every row whether an array is shared.
        var later = 0
        let (ats, slots) = (rows.ats.span, labels.slots.span)
        for row in 0..<rows.count {
            if let mask, !mask[row] { continue }
            let code = groups.code(row)
            let at = ats[row]
            if at > evaluated { later += 1 }
            let slot = Int(slots[row])
            if slot < 0 {
                local[code].addPending(at: at, isOverdue: at <= cutoff)
                pending.add(code, at)
                continue
            }
            let feedback = Feedback(at: at, labels.summaries[slot], meaning, within: within)
            local[code].add(feedback, isOverdue: at <= cutoff)
            guard let labelClass = feedback.labelClass else {
                pending.add(code, at)
                continue
            }
            var labeller: UInt32?
            if labellerIndex != nil {
                let by = labels.summaries[slot].current.by
                labeller = by
                byLabeller[UInt64(code) << 32 | UInt64(by), default: FeedbackTally()].add(
                    feedback, isOverdue: false)
            }
            if labelClass != .excluded { lists.add(feedback.delay, code, labeller) }
        }
        self.later += later
        var numbers = [Int](repeating: -1, count: local.count)
        for code in local.indices where local[code].decisions > 0 || local[code].excluded > 0 {
            numbers[code] = number(GroupKey(model: rows.series.model, values: groups.values[code]))
            tallies[numbers[code]].add(local[code])
        }
        for (place, tally) in byLabeller.sorted(by: { $0.key < $1.key }) {
            var key = GroupKey(model: rows.series.model, values: groups.values[Int(place >> 32)])
            if let labellerIndex {
                key.values[labellerIndex] = .text(meaning.labeller(UInt32(truncatingIfNeeded: place)))
            }
            let number = labelledBook.number(key)
            while labelled.count <= number { labelled.append(FeedbackTally()) }
            labelled[number].add(tally)
        }
        try Grouping.check(rows: max(tallies.count, labelled.count))
        take(pending, numbers)
        hand(over: lists, rows.series, meaning)
    }

    private mutating func number(_ key: GroupKey) -> Int {
        let number = book.number(key)
        while tallies.count <= number { tallies.append(FeedbackTally()) }
        return number
    }

    private mutating func take(_ pending: PendingCounts, _ numbers: [Int]) {
        guard var days = pendingDays else { return }
        // Held here alone while it grows.
        pendingDays = nil
        pending.forEach { code, day, count in
            while days.count <= numbers[code] { days.append([:]) }
            let before = days[numbers[code]][day] ?? 0
            if before == 0 { pendingDayCount += 1 }
            days[numbers[code]][day] = before + count
        }
        if pendingDayCount <= Self.pendingDaysMax { pendingDays = days }
    }

    private mutating func hand(over lists: DelayLists, _ series: Series, _ meaning: LabelMeaning) {
        delays.add(lists.all, group: delayBook.number(Self.modelKey(series.model)))
        guard groupParts > 0 else { return }
        for (group, list) in lists.byGroup {
            var key = GroupKey(model: series.model, values: Array(group.values.prefix(groupParts)))
            if let labellerIndex, let by = group.labeller {
                key.values[labellerIndex] = .text(meaning.labeller(by))
            }
            delays.add(list, group: delayBook.number(key))
        }
    }

    /// Under which the delays of all groups of a model stand: a key with more values than any group has.
    static func modelKey(_ model: Identifier) -> GroupKey {
        GroupKey(model: model, values: [GroupValue?](repeating: nil, count: 9))
    }

    /// Ends a pass over the delays.
    /// - Returns: whether one more is wanted.
    mutating func closeDelays() -> Bool {
        isFirst = false
        return delays.close()
    }

    /// Not of passes that are for pending ones.
    mutating func merge(_ other: FeedbackTallies) throws {
        delays.merge(other.delays)
        guard isFirst else { return }
        Self.add(other.tallies, to: &tallies)
        Self.add(other.labelled, to: &labelled)
        later += other.later
        add(other.pendingDays)
        try Grouping.check(rows: max(tallies.count, labelled.count))
    }

    private static func add(_ others: [FeedbackTally], to tallies: inout [FeedbackTally]) {
        while tallies.count < others.count { tallies.append(FeedbackTally()) }
        for (number, tally) in others.enumerated() { tallies[number].add(tally) }
    }

    private mutating func add(_ others: [[Int64: Int64]]?) {
        guard var days = pendingDays else { return }
        pendingDays = nil
        guard let others else { return }
        while days.count < others.count { days.append([:]) }
        // Sums of whole numbers, so that the order of the days does not matter.
        for (number, counts) in others.enumerated() { days[number].merge(counts, uniquingKeysWith: +) }
        pendingDayCount = days.reduce(0) { $0 + $1.count }
        if pendingDayCount <= Self.pendingDaysMax { pendingDays = days }
    }

    /// The figures of a group, or of a model.
    func delayFigures(_ key: GroupKey) -> DelayFigures {
        delayBook.find(key).map { delays.figures(group: $0) } ?? DelayFigures()
    }

    /// Counts as overdue what was pending on days before one.
    mutating func addOverdue(before day: Int64, model: Identifier) {
        for (number, key) in book.keys.enumerated() where key.model == model {
            guard let days = pendingDays, number < days.count else { continue }
            // A sum of whole numbers, so that the order of the days does not matter.
            for (other, count) in days[number] where other < day { tallies[number].overdue += count }
        }
    }
}

/// The delays of a chunk by group, in the order of its rows.
private struct DelayLists {
    struct Group: Hashable {
        let values: [GroupValue?]
        let labeller: UInt32?
    }

    private(set) var all: [Double] = []
    /// In the order in which groups are met.
    private(set) var byGroup: [(group: Group, delays: [Double])] = []
    private let groups: ChunkGroups
    private let groupParts: Int
    private var known: [Group: Int] = [:]
    /// By code and labeller: where its group is, so that no key is made for every row.
    private var places: [UInt64: Int] = [:]
    /// By code: the same where there are no labellers; -1 for what was not met yet.
    private var placeOfCode: [Int32] = []

    init(_ groups: ChunkGroups, _ groupParts: Int) {
        self.groups = groups
        self.groupParts = groupParts
        placeOfCode = [Int32](repeating: -1, count: groupParts > 0 ? groups.values.count : 0)
    }

    mutating func add(_ delay: Double, _ code: Int, _ labeller: UInt32?) {
        all.append(delay)
        guard groupParts > 0 else { return }
        let place: Int
        if let labeller {
            let key = UInt64(code) << 32 | UInt64(labeller)
            place = places[key] ?? self.place(code, labeller)
            places[key] = place
        } else {
            place = placeOfCode[code] >= 0 ? Int(placeOfCode[code]) : self.place(code, nil)
            placeOfCode[code] = Int32(truncatingIfNeeded: place)
        }
        byGroup[place].delays.append(delay)
    }

    private mutating func place(_ code: Int, _ labeller: UInt32?) -> Int {
        let group = Group(values: Array(groups.values[code].prefix(groupParts)), labeller: labeller)
        if let found = known[group] { return found }
        known[group] = byGroup.count
        byGroup.append((group, []))
        return byGroup.count - 1
    }
}

/// How many of a chunk's decisions wait, by code and day.
private struct PendingCounts {
    private static let width: Int64 = 86_400_000_000
    private static let flatMax: Int64 = 1 << 18

    private let isWanted: Bool
    private let firstDay: Int64
    private let days: Int64
    /// Where there are not too many codes and days: by code, then day.
    private var flat: [Int32]
    private var sparse: [UInt64: Int64] = [:]

    init(_ span: ClosedRange<Int64>, codes: Int, isWanted: Bool) {
        self.isWanted = isWanted
        firstDay = span.lowerBound.flooredDivided(by: Self.width)
        days = span.upperBound.flooredDivided(by: Self.width) - firstDay + 1
        let cells = days.multipliedReportingOverflow(by: Int64(codes))
        let isFlat = isWanted && !cells.overflow && cells.partialValue <= Self.flatMax
        flat = isFlat ? [Int32](repeating: 0, count: Int(cells.partialValue)) : []
    }

    @inline(__always)
    mutating func add(_ code: Int, _ at: Int64) {
        guard isWanted else { return }
        let day = at.flooredDivided(by: Self.width) - firstDay
        if flat.isEmpty {
            sparse[UInt64(code) << 32 | UInt64(day), default: 0] += 1
        } else {
            flat[code * Int(days) + Int(day)] += 1
        }
    }

    /// Hands over what is not zero.
    func forEach(_ body: (_ code: Int, _ day: Int64, _ count: Int64) -> Void) {
        for (index, count) in flat.enumerated() where count > 0 {
            body(index / Int(days), firstDay + Int64(index) % days, Int64(count))
        }
        for (place, count) in sparse {
            body(Int(place >> 32), firstDay + Int64(place & 0xffff_ffff), count)
        }
    }
}
