import Model
import Projections
import Statistics
import Wire

/// What the decisions of a selection have under one key, such as a feature: everything that a statistic of
/// one column needs. The order of decisions does not show in it.
struct ColumnSample: Sendable {
    /// Decisions that were looked at.
    var rows = 0
    /// Those that have no such cell, and those that have it without a value.
    var absent = 0
    var null = 0
    /// The numbers, ascending.
    var numbers: [Double] = []
    /// The texts in byte order, each with how often it is there.
    var texts: [(value: [UInt8], count: Int)] = []
    var yes = 0
    var no = 0
    /// Cells that are times.
    var times = 0

    /// The most numbers of one sample: 128 MiB of them.
    static let numbersMax = 1 << 24
    /// The most texts that differ.
    static let textsMax = 1 << 20

    /// Decisions without a value.
    var missing: Int { absent + null }
    /// Decisions with one.
    var present: Int { rows - missing }

    /// Reads one column of a selection. Cost: about 1 ns a decision, and 10 ns more a number.
    /// - Throws: `QueryFailure` when the deadline has passed, or there are more values than a sample holds.
    static func read(
        _ key: ColumnKey, _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> ColumnSample {
        var needs = ChunkNeeds()
        needs.add(key)
        var leftOut = LeftOut(selection.filter)
        var builder = ColumnSampleBuilder(expected: try selection.expectedRows(request, view))
        try selection.chunks(request, view, needs, leftOut: &leftOut) { rows, chosen in
            try builder.add(rows.column(key), chosen)
        }
        return builder.sample
    }

    /// The keys of a family that any decision of a selection's series has in its time, ascending.
    static func keys(
        _ family: CellFamily, _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> [ColumnKey] {
        var keys: Set<ColumnKey> = []
        for series in try selection.series(view) {
            try view.chunks(
                of: series, asOf: request.position, from: selection.window.from, to: selection.window.to
            ) {
                try request.deadline.check()
                for key in try view.keys($0) where key.family == family { keys.insert(key) }
                return true
            }
        }
        return keys.sorted()
    }
}

/// Puts a sample together, chunk by chunk.
struct ColumnSampleBuilder {
    private var found = ColumnSample()
    private var texts: [[UInt8]: Int] = [:]
    private let expected: Int

    /// - Parameter expected: numbers to make room for, should there be any.
    init(expected: Int = 0) { self.expected = expected }

    /// The sample of all that was added.
    var sample: ColumnSample {
        var sample = found
        sample.numbers = RadixSort.sorted(found.numbers)
        sample.texts = texts.map { (value: $0.key, count: $0.value) }
            .sorted { $0.value.lexicographicallyPrecedes($1.value) }
        return sample
    }

    /// Takes the chosen rows of a chunk's column.
    mutating func add(_ column: Column?, _ chosen: ChosenRows) throws {
        let rows = chosen.population
        found.rows += rows
        guard let column else {
            found.absent += rows
            return
        }
        var cells = 0
        var counts = [Int](repeating: 0, count: column.texts.count)
        if !column.numbers.isEmpty, found.numbers.isEmpty { found.numbers.reserveCapacity(expected) }
        if case .all = chosen, column.tag == .number {
            cells = column.count
            found.numbers.append(contentsOf: column.numbers)
        } else {
            let mask: RowMask? = if case .some(let mask) = chosen { mask } else { nil }
            for index in 0..<column.count {
                if let mask, !mask[column.rows.map { Int($0[index]) } ?? index] { continue }
                cells += 1
                switch column.tag(at: index) {
                case .number: found.numbers.append(column.numbers[index])
                case .text: counts[Int(column.codes[index])] += 1
                case .yes: found.yes += 1
                case .no: found.no += 1
                case .time: found.times += 1
                case .null, nil: found.null += 1
                }
            }
        }
        found.absent += rows - cells
        for code in counts.indices where counts[code] > 0 {
            texts[Array(column.texts[UInt32(code)]), default: 0] += counts[code]
        }
        guard found.numbers.count <= ColumnSample.numbersMax, texts.count <= ColumnSample.textsMax else {
            throw QueryFailure(
                .tooLong,
                "more than \(ColumnSample.numbersMax) numbers or \(ColumnSample.textsMax) texts would have to be "
                    + "compared at once; ask about less: a version, a segment, or a window with from and to")
        }
    }
}
