package import Model

/// One outcome that names a decision, or its subject, as it bears on the decision's label.
package struct LabelEntry: Hashable, Sendable {
    /// The outcome's position.
    package var position: Position
    /// When it happened, in microseconds.
    package var at: Int64
    /// 0 false, 1 true, 2 a text, 3 a number.
    package var kind: UInt8
    /// The code of a text, the bits of a number.
    package var payload: UInt64
    /// The code of who gave it.
    package var by: UInt32
    /// Whether it names the decision itself, not its subject. Records of the log all do.
    package var direct: Bool
    /// The code of the definition that was applied; nil where none is stated, and for numbers, whose bits
    /// take its place.
    package var definition: UInt32?

    static let bytes = LabelRecord.byteCount
    static let texts: UInt8 = 2
    static let numbers: UInt8 = 3
    static let valueFlag: UInt8 = 16
    static let definitionFlag: UInt8 = 32

    init(position: Position, at: Int64, kind: UInt8, payload: UInt64, by: UInt32, direct: Bool) {
        self.position = position
        self.at = at
        self.kind = kind
        self.payload = payload
        self.by = by
        self.direct = direct
    }

    /// The entry of the record that begins at an offset.
    init(_ bytes: Swift.Span<UInt8>, _ start: Int) {
        let record = LabelRecord(bytes, at: start)
        self.init(
            position: record.position, at: record.at, kind: record.kind & 15, payload: record.payload,
            by: record.by, direct: true)
        guard record.kind & Self.definitionFlag != 0 else { return }
        definition = UInt32(truncatingIfNeeded: payload >> 32)
        payload &= 0xffff_ffff
    }

    /// Its record in the log of a row.
    func append(table: UInt32, row: UInt32, value: Double?, to bytes: inout [UInt8]) {
        let definition = kind == Self.numbers ? nil : definition
        LabelRecord(
            table: table, row: row, position: position, at: at,
            kind: kind | (value == nil ? 0 : Self.valueFlag)
                | (definition == nil ? 0 : Self.definitionFlag),
            payload: payload | UInt64(definition ?? 0) << 32, by: by, value: value?.bitPattern ?? 0
        ).append(to: &bytes)
    }

    /// The first bytes of the records of a row.
    static func key(table: UInt32, row: UInt32) -> [UInt8] {
        var key = RowWriter(reserving: 8)
        key.word32(table)
        key.word32(row)
        return key.bytes
    }
}

/// Some label records of one table, sorted; those of a batch or more. Immutable.
struct LabelBlock: Sendable {
    let bytes: [UInt8]

    var count: Int { bytes.count / LabelEntry.bytes }

    /// Sorts records that were gathered in any order.
    init(sorting records: [UInt8]) {
        let size = LabelEntry.bytes
        let count = records.count / size
        let span = records.span
        var order: [(row: UInt32, position: Position, index: Int)] = []
        order.reserveCapacity(count)
        for index in 0..<count {
            let start = index * size
            order.append((LabelRecord(span, at: start).row, LabelEntry(span, start).position, index))
        }
        order.sort { ($0.row, $0.position) < ($1.row, $1.position) }
        var sorted: [UInt8] = []
        sorted.reserveCapacity(records.count)
        for entry in order {
            sorted.append(contentsOf: records[(entry.index * size)..<((entry.index + 1) * size)])
        }
        bytes = sorted
    }

    /// Where the records of some rows begin and end, in bytes. Cost: two binary searches.
    func range(rows: Range<UInt32>) -> Range<Int> {
        let span = bytes.span
        let low = first(notBelow: rows.lowerBound, span)
        return (low * LabelEntry.bytes)..<(first(notBelow: rows.upperBound, span) * LabelEntry.bytes)
    }

    private func first(notBelow row: UInt32, _ span: Swift.Span<UInt8>) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if LabelRecord(span, at: middle * LabelEntry.bytes).row < row {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
