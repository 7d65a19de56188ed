import JSON
import Model
import Projections
import Statistics
import Wire

/// What the rows of one side have under one key.
struct FeatureSample: Sendable {
    private(set) var rows = 0
    /// Rows without the key, or with it and without a value.
    private(set) var missing = 0
    /// Rows that have the key at all.
    private(set) var cells = 0
    private(set) var numbers: [Double] = []
    /// The row of each number; nil while every row up to here has one.
    private(set) var numberRows: [UInt32]?
    /// Of texts and flags: a code of the book, and the row.
    private(set) var codes: [UInt32] = []
    private(set) var codeRows: [UInt32] = []
    private(set) var flags = 0

    var texts: Int { codes.count - flags }

    /// Reads one column of a side of so many rows. Cost: about 2 ns a row, and a look-up for each text of a
    /// chunk.
    static func read(
        _ key: ColumnKey, _ side: Side, rows count: Int, _ book: inout CategoryBook, _ request: Request,
        _ view: borrowing View
    ) throws -> FeatureSample {
        var needs = ChunkNeeds()
        needs.add(key)
        var ignored = LeftOut(nil)
        var sample = FeatureSample()
        try side.selection.chunks(side.asking(request), view, needs, leftOut: &ignored) { rows, chosen in
            let column = rows.column(key)
            if let column { sample.makeRoom(column, count) }
            sample.add(column, chosen, &book)
            guard book.count <= ColumnSample.textsMax else {
                throw QueryFailure(
                    .tooLong,
                    "a feature has more than \(ColumnSample.textsMax) different texts; ask about less: other features, "
                        + "a segment, or a window with from and to")
            }
        }
        return sample
    }

    /// At once for the whole side, so that nothing is moved as it grows.
    private mutating func makeRoom(_ column: Column, _ count: Int) {
        if !column.numbers.isEmpty, numbers.isEmpty { numbers.reserveCapacity(count) }
        if column.tag != .number, codes.isEmpty {
            codes.reserveCapacity(count)
            codeRows.reserveCapacity(count)
        }
    }

    private mutating func add(_ column: Column?, _ chosen: ChosenRows, _ book: inout CategoryBook) {
        let base = rows
        rows += chosen.population
        guard let column, column.count > 0 else {
            missing += chosen.population
            return
        }
        if case .all = chosen, column.tag == .number, column.rows == nil {
            cells += column.count
            if numberRows == nil, numbers.count < base { spell() }
            numberRows? += (base..<rows).map { UInt32(truncatingIfNeeded: $0) }
            numbers += column.numbers
            return
        }
        if numberRows == nil { spell() }
        if case .all = chosen, column.tag == .number, let own = column.rows {
            cells += column.count
            missing += rows - base - column.count
            numberRows? += own.map { UInt32(truncatingIfNeeded: base) + UInt32($0) }
            numbers += column.numbers
            return
        }
        let known = column.texts.count > 0 ? book.codes(column.texts) : []
        // The place of a chosen row among the chosen ones; -1 for others.
        var places: [Int32] = []
        if case .some(let mask) = chosen {
            places = [Int32](repeating: -1, count: mask.count)
            var place: Int32 = 0
            for row in 0..<mask.count where mask[row] {
                places[row] = place
                place += 1
            }
        }
        if case .all = chosen, column.tag == .text {
            cells += column.count
            missing += rows - base - column.count
            codes += column.codes.map { known[Int($0)] }
            if let own = column.rows {
                codeRows += own.map { UInt32(truncatingIfNeeded: base) + UInt32($0) }
            } else {
                codeRows += (base..<rows).map { UInt32(truncatingIfNeeded: $0) }
            }
            return
        }
        var values = 0
        for index in 0..<column.count {
            let row = column.rows.map { Int($0[index]) } ?? index
            let place = places.isEmpty ? row : Int(places[row])
            guard place >= 0 else { continue }
            cells += 1
            let at = UInt32(truncatingIfNeeded: base + place)
            switch column.tag(at: index) {
            case .number:
                numbers.append(column.numbers[index])
                numberRows?.append(at)
            case .text:
                codes.append(known[Int(column.codes[index])])
                codeRows.append(at)
            case .no, .yes:
                codes.append(column.tag(at: index) == .yes ? CategoryBook.yes : CategoryBook.no)
                codeRows.append(at)
                flags += 1
            case .null, .time, nil: continue
            }
            values += 1
        }
        missing += chosen.population - values
    }

    /// Writes the rows of the numbers so far out.
    private mutating func spell() {
        numberRows = numbers.indices.map { UInt32(truncatingIfNeeded: $0) }
    }

    /// The same with each category in place of a number that stands for it.
    func categorized(_ book: inout CategoryBook) -> FeatureSample {
        guard !numbers.isEmpty else { return self }
        var sample = self
        for (index, number) in numbers.enumerated() {
            sample.codes.append(book.code(number))
            sample.codeRows.append(numberRows?[index] ?? UInt32(truncatingIfNeeded: index))
        }
        sample.numbers = []
        sample.numberRows = []
        return sample
    }

    /// The same with a number in place of each text: what `value` says of its code.
    func measured(_ value: [Double]) -> FeatureSample {
        var sample = self
        sample.numbers = []
        var rows: [UInt32] = []
        for (code, row) in zip(codes, codeRows) where code > CategoryBook.yes {
            sample.numbers.append(value[Int(code)])
            rows.append(row)
        }
        sample.numberRows = rows
        return sample
    }
}

/// The categories of one feature on both sides, by code.
struct CategoryBook: Sendable {
    enum Category: Sendable, Hashable {
        case flag(Bool)
        case text([UInt8])
        case number(Double)
    }

    static let no: UInt32 = 0
    static let yes: UInt32 = 1

    private(set) var categories: [Category] = [.flag(false), .flag(true)]
    private var texts: [[UInt8]: UInt32] = [:]
    private var numbers: [Double: UInt32] = [:]

    var count: Int { categories.count }

    /// The codes of a column's texts, by their codes in the column.
    mutating func codes(_ table: TextTable) -> [UInt32] {
        (0..<UInt32(truncatingIfNeeded: table.count)).map { code($0, table) }
    }

    private mutating func code(_ code: UInt32, _ table: TextTable) -> UInt32 {
        let text = Array(table[code])
        if let known = texts[text] { return known }
        let new = UInt32(truncatingIfNeeded: categories.count)
        texts[text] = new
        categories.append(.text(text))
        return new
    }

    mutating func code(_ number: Double) -> UInt32 {
        let number = number + 0
        if let known = numbers[number] { return known }
        let new = UInt32(truncatingIfNeeded: categories.count)
        numbers[number] = new
        categories.append(.number(number))
        return new
    }

    /// A category as an answer prints it.
    func label(_ code: Int) -> String {
        switch categories[code] {
        case .flag(let flag): flag ? "true" : "false"
        case .text(let text): String(decoding: text, as: UTF8.self)
        case .number(let number): JSONWriter.text(of: number)
        }
    }

    /// All codes in the order of their labels' bytes, flags before texts before numbers.
    var order: [Int] {
        func key(_ category: Category) -> (Int, [UInt8], Double) {
            switch category {
            case .flag(let flag): (0, [], flag ? 1 : 0)
            case .text(let text): (1, text, 0)
            case .number(let number): (2, [], number)
            }
        }
        return categories.indices.sorted { left, right in
            let (one, other) = (key(categories[left]), key(categories[right]))
            if one.0 != other.0 { return one.0 < other.0 }
            if one.0 == 1 { return one.1.lexicographicallyPrecedes(other.1) }
            return one.2 < other.2
        }
    }
}
