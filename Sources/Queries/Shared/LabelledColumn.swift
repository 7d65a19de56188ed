import Model
import Projections
import Statistics

/// What the labelled decisions of a selection have under one key, positives and negatives apart.
struct LabelledColumn: Sendable {
    /// How many positives and negatives.
    struct Counts: Hashable, Sendable {
        var positives = 0
        var negatives = 0

        var all: Int { positives + negatives }

        mutating func add(isPositive: Bool) {
            if isPositive { positives += 1 } else { negatives += 1 }
        }
    }

    /// Decisions without a value.
    private(set) var missing = Counts()
    private var positiveNumbers: [Double] = []
    private var negativeNumbers: [Double] = []
    /// By text, and `true` and `false` for flags: the rows of one half, and of the other.
    private var categories: [[UInt8]: (first: Counts, second: Counts)] = [:]

    private static let flags = (no: Array("false".utf8), yes: Array("true".utf8))

    /// The most numbers held: 128 MiB of them.
    static let numbersMax = 1 << 24

    /// Reads a column beside the classes of its decisions. Cost: about 5 ns a labelled decision.
    static func read(
        _ key: ColumnKey, _ selection: Selection, _ classes: ClassBook, _ request: Request,
        _ view: borrowing View
    ) throws -> LabelledColumn {
        var needs = ChunkNeeds()
        needs.add(key)
        var found = LabelledColumn()
        try classes.forEach(selection, request, view, needs) { rows, chosen, codes in
            let column = rows.column(key)
            if column?.numbers.isEmpty == false, found.numbers == 0 {
                found.positiveNumbers.reserveCapacity(min(classes.positives, numbersMax))
                found.negativeNumbers.reserveCapacity(min(classes.negatives, numbersMax))
            }
            found.add(column, rows, chosen, codes)
            guard found.positiveNumbers.count + found.negativeNumbers.count <= numbersMax else {
                throw QueryFailure(
                    .tooLong,
                    "more than \(numbersMax) numbers of one column have labels; ask about less: a version, "
                        + "a segment, or a window with from and to")
            }
        }
        return found
    }

    private mutating func add(
        _ column: Column?, _ rows: ChunkColumns, _ chosen: ChosenRows, _ classes: [UInt8]
    ) {
        let (positive, negative) = (RowClasses.Code.positive, RowClasses.Code.negative)
        guard let column else {
            chosen.forEach { row in
                let code = classes[row]
                if code == positive || code == negative { missing.add(isPositive: code == positive) }
            }
            return
        }
        if column.tag == .number, column.rows == nil {
            let numbers = column.numbers
            chosen.forEach { row in
                if classes[row] == positive {
                    positiveNumbers.append(numbers[row])
                } else if classes[row] == negative {
                    negativeNumbers.append(numbers[row])
                }
            }
            return
        }
        // By row: the index of its cell and one; 0 for none.
        var cells: [UInt32] = []
        if let rowsOfCells = column.rows {
            cells = [UInt32](repeating: 0, count: rows.count)
            for (index, row) in rowsOfCells.enumerated() { cells[Int(row)] = UInt32(index + 1) }
        }
        var local = [(first: Counts, second: Counts)](
            repeating: (Counts(), Counts()), count: column.texts.count + 2)
        chosen.forEach { row in
            let code = classes[row]
            guard code == positive || code == negative else { return }
            let isPositive = code == positive
            let index = column.rows == nil ? row : Int(cells[row]) - 1
            guard index >= 0, index < column.count else { return missing.add(isPositive: isPositive) }
            let category: Int
            switch column.tag(at: index) {
            case .number:
                if isPositive {
                    positiveNumbers.append(column.numbers[index])
                } else {
                    negativeNumbers.append(column.numbers[index])
                }
                return
            case .text: category = Int(column.codes[index])
            case .no: category = column.texts.count
            case .yes: category = column.texts.count + 1
            case .time, .null, nil: return missing.add(isPositive: isPositive)
            }
            if Self.isFirstHalf(rows.firstRow + row) {
                local[category].first.add(isPositive: isPositive)
            } else {
                local[category].second.add(isPositive: isPositive)
            }
        }
        for (code, counts) in local.enumerated() where counts.first.all + counts.second.all > 0 {
            let text =
                switch code - column.texts.count {
                case 0: Self.flags.no
                case 1: Self.flags.yes
                default: Array(column.texts[UInt32(code)])
                }
            var sum = categories[text] ?? (Counts(), Counts())
            sum.first.positives += counts.first.positives
            sum.first.negatives += counts.first.negatives
            sum.second.positives += counts.second.positives
            sum.second.negatives += counts.second.negatives
            categories[text] = sum
        }
    }

    /// Halves that have nothing to do with each other, nor with anything that comes in turns.
    @inline(__always)
    private static func isFirstHalf(_ row: Int) -> Bool {
        (UInt64(truncatingIfNeeded: row) &* 0x9e37_79b9_7f4a_7c15) >> 63 == 0
    }

    var numbers: Int { positiveNumbers.count + negativeNumbers.count }
    /// Decisions with a text or a flag.
    var texts: Int { categories.values.reduce(0) { $0 + $1.first.all + $1.second.all } }
    var categoryCount: Int { categories.count }
    /// Whether numbers are what it mostly holds.
    var isNumeric: Bool { numbers >= texts && numbers > 0 }

    /// The numbers as scores of their decisions.
    var scores: LabelledScores {
        LabelledScores(
            sortedPositives: RadixSort.sorted(positiveNumbers),
            sortedNegatives: RadixSort.sorted(negativeNumbers))
    }

    /// How well the values alone rank positives over negatives; nil where that cannot be told.
    func power(_ scores: LabelledScores) -> FeaturePower? {
        if isNumeric { return FeaturePower.numeric(scores) }
        return FeaturePower.categorical(
            categories.values.map { counts in
                FeaturePower.Category(
                    first: (counts.first.positives, counts.first.negatives),
                    second: (counts.second.positives, counts.second.negatives))
            })
    }

    /// Positives and negatives by category, in byte order.
    var rates: [(value: [UInt8], counts: Counts)] {
        categories.map { value, counts in
            (
                value,
                Counts(
                    positives: counts.first.positives + counts.second.positives,
                    negatives: counts.first.negatives + counts.second.negatives)
            )
        }.sorted { $0.0.lexicographicallyPrecedes($1.0) }
    }

    /// Labelled decisions with a value.
    var present: Counts {
        var present = Counts(positives: positiveNumbers.count, negatives: negativeNumbers.count)
        for counts in categories.values {
            present.positives += counts.first.positives + counts.second.positives
            present.negatives += counts.first.negatives + counts.second.negatives
        }
        return present
    }
}
