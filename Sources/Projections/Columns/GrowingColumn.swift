import Model

/// A column while rows are added to it. Rows that lack it cost nothing: only when a row was skipped are
/// offsets held at all.
struct GrowingColumn: Sendable {
    /// What a column holds beside its values, about.
    static let ownBytes = 200

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

    /// How many values, texts and bytes of texts the part before had: so much room is made at the first
    /// value, so that growing copies nothing.
    private var expected = (values: 0, texts: 0, bytes: 0)

    init(family: UInt8, name: [UInt8]) {
        self.family = family
        self.name = name
    }

    /// Empties the column for the next part, which is expected to hold as much.
    mutating func restart() {
        expected = (count, texts.table.count, texts.table.bytes.count)
        count = 0
        dense = true
        rows = []
        tag = 0
        tags = []
        numbers = []
        times = []
        codes = []
        texts = GrowingTexts()
    }

    /// Adds the value of a row; `row` never falls. A second value for the same row is left out.
    /// - Returns: the bytes that it takes.
    @inline(__always)
    mutating func append(
        tag newTag: UInt8, bits: UInt64, image: Swift.Span<UInt8>, text: Range<Int>, row: Int
    ) -> Int {
        guard dense, count == row, newTag == tag else {
            return appendSlowly(tag: newTag, bits: bits, image: image, text: text, row: row)
        }
        count += 1
        switch newTag {
        case ImageCode.number:
            numbers.append(Double(bitPattern: bits))
            return 8
        case ImageCode.text:
            let held = texts.held
            codes.append(texts.code(image.extracting(text)))
            if texts.isToSpread { texts.spread(&codes, tags: tags, text: newTag) }
            return 4 + texts.held - held
        case ImageCode.time:
            times.append(Int64(bitPattern: bits))
            return 8
        default:
            return 0
        }
    }

    /// Adds a text of the head.
    @inline(__always)
    mutating func append(text: Range<Int>, of image: Swift.Span<UInt8>, row: Int) -> Int {
        append(tag: ImageCode.text, bits: 0, image: image, text: text, row: row)
    }

    @inline(never)
    private mutating func appendSlowly(
        tag newTag: UInt8, bits: UInt64, image: Swift.Span<UInt8>, text: Range<Int>, row: Int
    ) -> Int {
        guard place(row) else { return 0 }
        var added = dense ? 0 : 4
        if count == 0 {
            tag = newTag
            reserve()
        } else if newTag != tag, tag != 0 {
            tags = [UInt8](repeating: tag, count: count)
            tag = 0
        }
        if tag == 0 {
            tags.append(newTag)
            added += 1
        }
        let isNumber = newTag == ImageCode.number
        if isNumber || !numbers.isEmpty {
            if numbers.isEmpty { numbers = [Double](repeating: 0, count: count) }
            numbers.append(isNumber ? Double(bitPattern: bits) : 0)
            added += 8
        }
        let isTime = newTag == ImageCode.time
        if isTime || !times.isEmpty {
            if times.isEmpty { times = [Int64](repeating: 0, count: count) }
            times.append(isTime ? Int64(bitPattern: bits) : 0)
            added += 8
        }
        let isText = newTag == ImageCode.text
        if isText || !codes.isEmpty {
            let held = texts.held
            if codes.isEmpty { codes = [UInt32](repeating: 0, count: count) }
            codes.append(isText ? texts.code(image.extracting(text)) : 0)
            if texts.isToSpread { texts.spread(&codes, tags: tags, text: ImageCode.text) }
            added += 4 + texts.held - held
        }
        count += 1
        return added
    }

    private mutating func reserve() {
        switch tag {
        case ImageCode.number: numbers.reserveCapacity(expected.values)
        case ImageCode.time: times.reserveCapacity(expected.values)
        case ImageCode.text:
            codes.reserveCapacity(expected.values)
            texts.reserve(expected.texts, bytes: expected.bytes)
        default: break
        }
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

    @inline(__always)
    func isNamed(_ family: UInt8, _ name: Swift.Span<UInt8>) -> Bool {
        family == self.family && ColumnBytes.same(self.name.span, name)
    }

    var key: ColumnKey { ColumnKey(family: CellFamily(rawValue: family) ?? .field, name: name) }

    /// The finished column of a part with that many rows.
    func column(rowCount: Int) -> Column {
        var column = Column(count: count)
        if !dense {
            column.rows = count == rowCount ? nil : rows
        } else if count < rowCount {
            column.rows = (0..<UInt32(count)).map { $0 }
        }
        column.tag = CellTag(rawValue: tag)
        column.tags = tags
        column.numbers = numbers
        column.times = times
        column.codes = codes
        column.texts = texts.table
        return column
    }
}
