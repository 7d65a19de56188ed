import CColumns
import Model

extension Column {
    /// One column over rows that lie in several parts: of each the first `rows` rows; `whole` says that these
    /// are all it has. Nil when no row has a value. Cost: about 1 ns a value, and a hash for each text of
    /// each part unless nearly all differ.
    static func spliced(_ pieces: [(column: Column?, rows: Int, whole: Bool)]) -> Column? {
        if pieces.count == 1, pieces[0].whole { return pieces[0].column }
        var splice = ColumnSplice(pieces.map { ColumnSplice.Piece($0.column, rows: $0.rows) })
        return splice.finish()
    }
}

/// Puts the columns of consecutive rows together; codes are given anew, in order of first appearance.
private struct ColumnSplice {
    /// What a part gives: its first values.
    struct Piece {
        let column: Column?
        let rows: Int
        /// How many values are taken.
        let count: Int
        /// How many texts these use: they are the first ones, since codes are given by first appearance.
        let texts: Int

        init(_ column: Column?, rows: Int) {
            self.column = column
            self.rows = rows
            guard let column else {
                (count, texts) = (0, 0)
                return
            }
            if let numbers = column.rows {
                let isWhole = numbers.last.map { Int($0) < rows } ?? true
                count = isWhole ? numbers.count : numbers.prefix { Int($0) < rows }.count
            } else {
                count = min(rows, column.count)
            }
            if column.codes.isEmpty || count == 0 {
                texts = 0
            } else if count == column.count {
                texts = column.texts.count
            } else {
                let greatest = daybook_greatest_code(column.codes.span.extracting(0..<count))
                texts = min(column.texts.count, Int(greatest) + 1)
            }
        }
    }

    private let pieces: [Piece]
    private let count: Int
    private var found: Column

    init(_ pieces: [Piece]) {
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.count }
        found = Column(count: count)
    }

    mutating func finish() -> Column? {
        guard count > 0 else { return nil }
        spliceRows()
        spliceTags()
        found.numbers = spliced(0) { $0.numbers }
        found.times = spliced(0) { $0.times }
        spliceTexts()
        return found
    }

    private mutating func spliceRows() {
        guard count < pieces.reduce(0, { $0 + $1.rows }) else { return }
        var rows: [UInt32] = []
        rows.reserveCapacity(count)
        var start: UInt32 = 0
        for piece in pieces {
            if let numbers = piece.column?.rows {
                for row in numbers.prefix(piece.count) { rows.append(start + row) }
            } else {
                for row in 0..<UInt32(piece.count) { rows.append(start + row) }
            }
            start += UInt32(truncatingIfNeeded: piece.rows)
        }
        found.rows = rows
    }

    private mutating func spliceTags() {
        var tags: [UInt8] = []
        var uniform: UInt8?
        var differ = false
        for piece in pieces where piece.count > 0 {
            guard let column = piece.column else { continue }
            let own = column.tag?.rawValue ?? column.tags[0]
            if column.tag == nil, column.tags.prefix(piece.count).contains(where: { $0 != own }) {
                differ = true
            }
            differ = differ || uniform.map { $0 != own } ?? false
            uniform = own
        }
        guard differ else {
            found.tag = uniform.flatMap { CellTag(rawValue: $0) }
            return
        }
        tags.reserveCapacity(count)
        for piece in pieces {
            guard let column = piece.column else { continue }
            if let tag = column.tag {
                tags.append(contentsOf: repeatElement(tag.rawValue, count: piece.count))
            } else {
                tags.append(contentsOf: column.tags.prefix(piece.count))
            }
        }
        found.tags = tags
    }

    /// Values of a kind stand for every value once there is one of it.
    @inline(__always)
    private func spliced<Value>(_ none: Value, _ kind: (Column) -> [Value]) -> [Value] {
        guard
            pieces.contains(where: { piece in piece.count > 0 && !(piece.column.map(kind)?.isEmpty ?? true) })
        else { return [] }
        var values: [Value] = []
        values.reserveCapacity(count)
        for piece in pieces {
            let own = piece.column.map(kind) ?? []
            if own.isEmpty {
                values.append(contentsOf: repeatElement(none, count: piece.count))
            } else {
                values.append(contentsOf: own.prefix(piece.count))
            }
        }
        return values
    }

    private mutating func spliceTexts() {
        let texted = pieces.filter { $0.texts > 0 }
        guard !texted.isEmpty else { return }
        let texts = texted.reduce(0) { $0 + $1.texts }
        let values = texted.reduce(0) { $0 + $1.count }
        let isDistinct = texted.allSatisfy { $0.column?.texts.isDistinct ?? true }
        // Ids have a text each: to look for equal ones would be to hash every one for nothing.
        let merges = isDistinct && texted.count > 1 && (values < 256 || texts * 10 <= values * 9)
        var merged = GrowingTexts(giving: false)
        var table = TextTable()
        table.isDistinct = isDistinct && texted.count == 1
        var codes: [UInt32] = []
        codes.reserveCapacity(count)
        for piece in pieces {
            guard let column = piece.column, piece.texts > 0 else {
                codes.append(contentsOf: repeatElement(0, count: piece.count))
                continue
            }
            var first = UInt32(table.count)
            var renamed: [UInt32] = []
            if merges {
                renamed.reserveCapacity(piece.texts)
                let bytes = column.texts.bytes.span
                for code in 0..<piece.texts {
                    renamed.append(merged.code(bytes.extracting(column.texts.range(code))))
                }
                first = 0
            } else {
                table.append(column.texts, first: piece.texts)
            }
            for index in 0..<piece.count {
                let isText = column.tag != nil || column.tags[index] == ImageCode.text
                let code = column.codes[index]
                codes.append(!isText ? 0 : merges ? renamed[Int(code)] : code + first)
            }
        }
        found.codes = codes
        found.texts = merges ? merged.table : table
    }
}

extension TextTable {
    /// Adds the first texts of another table under the next codes.
    fileprivate mutating func append(_ other: TextTable, first count: Int) {
        let start = UInt32(truncatingIfNeeded: bytes.count)
        bytes.append(contentsOf: other.bytes[..<(other.range(count - 1).upperBound)])
        for end in other.ends.prefix(count) { ends.append(start + end) }
    }
}
