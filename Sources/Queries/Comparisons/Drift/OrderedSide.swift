import Statistics

/// The numbers of a feature on one side, in order, and parted into groups of rows.
protocol OrderedSide {
    associatedtype Groups: GroupedNumbers

    /// Ascending.
    var values: [Double] { get }
    /// The same as groups are held against them.
    var reference: Groups.Reference { get }

    /// - Parameter groups: by row of the side, under `count`.
    func grouped(by groups: [UInt16], _ count: Int) -> Groups?
    static func gap(_ baseline: Self, _ current: Self) -> EmpiricalGap?
    static func stratified(_ baseline: Groups, _ current: Groups) -> StratifiedTest?
}

/// Numbers that repeat: counted.
struct CountedSide: OrderedSide {
    let values: [Double]
    let reference: CountedValues
    private let book: ValueBook
    private let codes: [UInt16]
    private let rows: [UInt32]?

    /// Numbers for each different one from which on counting pays.
    private static let repeats = 4

    /// Nil for numbers that hardly repeat, or of too many groups to count them in each.
    init?(_ sample: FeatureSample, groups: Int) {
        let limit = min(sample.numbers.count / Self.repeats, GroupedCounts.cellsMaximum / max(groups, 1))
        var book = ValueBook()
        guard let codes = book.codes(sample.numbers[...], limit: limit) else { return nil }
        self.book = book
        self.codes = codes
        rows = sample.numberRows
        reference = CountedValues(book, codes: codes)
        values = reference.expanded
    }

    func grouped(by groups: [UInt16], _ count: Int) -> GroupedCounts? {
        GroupedCounts(book, codes: codes, rows: rows, groups: groups, groupCount: count)
    }

    static func gap(_ baseline: CountedSide, _ current: CountedSide) -> EmpiricalGap? {
        EmpiricalGap(counted: baseline.reference, current.reference)
    }

    static func stratified(_ baseline: GroupedCounts, _ current: GroupedCounts) -> StratifiedTest? {
        StratifiedTest.numeric(baseline, current)
    }
}

/// Any numbers: sorted.
struct SortedSide: OrderedSide {
    let values: [Double]
    private let sample: FeatureSample
    private let order: [UInt32]

    init(_ sample: FeatureSample) {
        self.sample = sample
        order = RadixSort.order(sample.numbers)
        values = order.map { sample.numbers[Int($0)] + 0 }
    }

    var reference: ArraySlice<Double> { values[...] }

    func grouped(by groups: [UInt16], _ count: Int) -> GroupedSample? {
        let codes =
            if let rows = sample.numberRows {
                order.map { groups[Int(rows[Int($0)])] }
            } else {
                order.map { groups[Int($0)] }
            }
        return GroupedSample(sorted: values, groups: codes, groupCount: count)
    }

    static func gap(_ baseline: SortedSide, _ current: SortedSide) -> EmpiricalGap? {
        EmpiricalGap(sorted: baseline.values, current.values)
    }

    static func stratified(_ baseline: GroupedSample, _ current: GroupedSample) -> StratifiedTest? {
        StratifiedTest.numeric(baseline, current)
    }
}
