import Model

/// A column while rows are added to it. Rows that lack it cost nothing: only when a row was skipped are offsets
/// held at all.
struct GrowingColumn: Sendable {
    let family: UInt8
    let name: [UInt8]
    /// The column that followed this one in a row, as far as known; -1 for none.
    var next = -1
    private(set) var count = 0
    /// Whether every row so far has a value; then `rows` is empty.
    private var dense = true
    private var rows: [UInt32] = []
    /// The tag of all values so far; 0 before the first, and when `tags` holds one a value.
    private var tag: UInt8 = 0
    private var tags: [UInt8] = []
    private var numbers: [Double] = []
    private var times: [Int64] = []
    private var codes: [UInt32] = []
    private var texts = GrowingTexts()

    init(family: UInt8, name: [UInt8]) {
        self.family = family
        self.name = name
    }

    /// Adds the value of a row; `row` never falls. A second value for the same row is left out.
    /// - Returns: the bytes that it takes.
    @inline(__always)
    mutating func append(
        tag newTag: UInt8, bits: UInt64, text: Swift.Span<UInt8>, row: Int
    ) -> Int {
        guard dense, count == row, newTag == tag else {
            return appendSlowly(tag: newTag, bits: bits, text: text, row: row)
        }
        count += 1
        switch newTag {
        case CellTag.number.rawValue:
            numbers.append(Double(bitPattern: bits))
            return 8
        case CellTag.text.rawValue:
            let held = texts.held
            codes.append(texts.code(text))
            return 4 + texts.held - held
        case CellTag.time.rawValue:
            times.append(Int64(bitPattern: bits))
            return 8
        default:
            return 0
        }
    }

    private mutating func appendSlowly(
        tag newTag: UInt8, bits: UInt64, text: Swift.Span<UInt8>, row: Int
    ) -> Int {
        guard place(row) else { return 0 }
        var added = dense ? 0 : 4
        if count == 0 {
            tag = newTag
        } else if newTag != tag, tag != 0 {
            tags = [UInt8](repeating: tag, count: count)
            tag = 0
        }
        if tag == 0 {
            tags.append(newTag)
            added += 1
        }
        let isNumber = newTag == CellTag.number.rawValue
        if isNumber || !numbers.isEmpty {
            if numbers.isEmpty { numbers = [Double](repeating: 0, count: count) }
            numbers.append(isNumber ? Double(bitPattern: bits) : 0)
            added += 8
        }
        let isTime = newTag == CellTag.time.rawValue
        if isTime || !times.isEmpty {
            if times.isEmpty { times = [Int64](repeating: 0, count: count) }
            times.append(isTime ? Int64(bitPattern: bits) : 0)
            added += 8
        }
        let isText = newTag == CellTag.text.rawValue
        if isText || !codes.isEmpty {
            let held = texts.held
            if codes.isEmpty { codes = [UInt32](repeating: 0, count: count) }
            codes.append(isText ? texts.code(text) : 0)
            added += 4 + texts.held - held
        }
        count += 1
        return added
    }

    /// Notes that a row has a value; false when it has one already.
    private mutating func place(_ row: Int) -> Bool {
        if dense {
            if count == row { return true }
            guard count < row else { return false }
            rows = (0..<UInt32(count)).map { $0 }
            dense = false
        } else if let last = rows.last, Int(last) >= row {
            return false
        }
        rows.append(UInt32(truncatingIfNeeded: row))
        return true
    }

    /// The finished column of a part with that many rows, and an empty one of the same key left here.
    mutating func finish(rowCount: Int) -> Column {
        var column = Column(count: count)
        if !dense {
            column.rows = rows
        } else if count < rowCount {
            column.rows = (0..<UInt32(count)).map { $0 }
        }
        column.tag = CellTag(rawValue: tag)
        column.tags = tags
        column.numbers = numbers
        column.times = times
        column.codes = codes
        column.texts = texts.finish()
        let following = next
        self = GrowingColumn(family: family, name: name)
        next = following
        return column
    }
}
