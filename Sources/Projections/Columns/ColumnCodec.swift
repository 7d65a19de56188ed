import Model

/// A column in one run of bytes, in the smallest of a few forms for each of its pieces, and back.
///
/// Layout:
///
///     version (1)
///     tag of all values; 0 when they differ
///     how many rows the part has, how many values, how many texts
///     which pieces there are, as the bits of `ColumnPieces`
///     each piece in the order of the bits: its length, then its bytes
///         rows (`RowCodec`), tags (`TagCodec`), numbers (`NumberCodec`), times, codes (`PackedIntegers`),
///         texts (`TextCodec`)
///
/// Law: what is read equals what was written, every number bit for bit, but for what stands in `numbers` and
/// `times` where the value is none.
enum ColumnCodec {
    static let version: UInt8 = 1
    /// More rows than any part has, so that damaged counts cannot ask for much memory.
    static let rowLimit = 1 << 20

    /// Cost: some 3 ns a number, 2 ns a byte of text.
    static func encode(_ column: Column, rowCount: Int) throws -> [UInt8] {
        let column = column.withFewerTexts()
        var pieces = ColumnPieces()
        var body = BlobWriter()
        func piece(_ kind: ColumnPieces, _ write: (inout BlobWriter) throws -> Void) rethrows {
            var writer = BlobWriter()
            try write(&writer)
            body.run(writer.bytes)
            pieces.insert(kind)
        }
        if let rows = column.rows { piece(.rows) { RowCodec.write(rows, rowCount: rowCount, to: &$0) } }
        if column.tag == nil { piece(.tags) { TagCodec.write(column.tags, to: &$0) } }
        if !column.numbers.isEmpty {
            let numbers = filled(column.numbers, where: .number, of: column)
            piece(.numbers) { NumberCodec.write(numbers, to: &$0) }
        }
        if !column.times.isEmpty {
            let times = filled(column.times, where: .time, of: column)
            piece(.times) { PackedIntegers.write(times, stepped: true, to: &$0) }
        }
        if !column.codes.isEmpty {
            piece(.codes) { PackedIntegers.write(column.codes, to: &$0) }
            try piece(.texts) { try TextCodec.write(column.texts, to: &$0) }
        }
        var writer = BlobWriter()
        writer.byte(version)
        writer.byte(column.tag?.rawValue ?? 0)
        writer.count(rowCount)
        writer.count(column.count)
        writer.count(column.texts.count)
        writer.byte(pieces.rawValue)
        writer.raw(body.bytes)
        return writer.bytes
    }

    /// Values with those that are none made like the first that is one, so that they cost no range.
    private static func filled<Value>(_ values: [Value], where tag: CellTag, of column: Column) -> [Value] {
        guard column.tag == nil, let first = column.tags.firstIndex(of: tag.rawValue) else { return values }
        return zip(values, column.tags).map { $1 == tag.rawValue ? $0 : values[first] }
    }

    /// The pieces wanted of a column of a part with so many rows; what is not wanted is not looked at.
    /// - Throws: `ProjectionError.damagedRow` when the bytes cannot be a column.
    static func decode(
        _ bytes: Swift.Span<UInt8>, rowCount: Int, pieces wanted: ColumnPieces = .all
    ) throws(ProjectionError) -> Column {
        var reader = BlobReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw BlobReader.damaged("a column of version \(version)") }
        let tag = try reader.byte()
        let rows = try reader.count(atMost: rowLimit)
        guard rows == rowCount else { throw BlobReader.damaged("\(rows) rows, not \(rowCount)") }
        var column = Column(count: try reader.count(atMost: rowCount))
        column.tag = CellTag(rawValue: tag)
        guard column.tag != nil || tag == 0, column.count > 0 else { throw BlobReader.damaged("no column") }
        let texts = try reader.count(atMost: column.count)
        let pieces = ColumnPieces(rawValue: try reader.byte())
        try check(pieces, of: column, rowCount: rowCount, texts: texts)
        for bit in 0..<6 {
            let piece = ColumnPieces(rawValue: 1 << UInt8(bit))
            guard pieces.contains(piece) else { continue }
            let found = try reader.run()
            guard wanted.contains(piece) else { continue }
            var inner = BlobReader(found)
            if piece == .tags {
                column.tags = try TagCodec.read(&inner, count: column.count, beside: pieces)
            } else {
                try read(piece, from: &inner, into: &column, rowCount: rowCount, texts: texts)
            }
        }
        return column
    }

    /// Every piece that whoever reads the column goes by must be there.
    private static func check(
        _ pieces: ColumnPieces, of column: Column, rowCount: Int, texts: Int
    ) throws(ProjectionError) {
        let texted = pieces.contains(.codes)
        let whole =
            pieces.contains(.rows) == (column.count < rowCount)
            && pieces.contains(.tags) == (column.tag == nil)
            && (column.tag != .number || pieces.contains(.numbers))
            && (column.tag != .time || pieces.contains(.times)) && (column.tag != .text || texted)
            && texted == pieces.contains(.texts) && texted == (texts > 0)
        guard whole else { throw BlobReader.damaged("pieces \(pieces.rawValue) of \(column.count) values") }
    }

    private static func read(
        _ piece: ColumnPieces, from reader: inout BlobReader, into column: inout Column, rowCount: Int,
        texts: Int
    ) throws(ProjectionError) {
        let count = column.count
        switch piece {
        case .rows: column.rows = try RowCodec.read(&reader, count: count, rowCount: rowCount)
        case .numbers: column.numbers = try NumberCodec.read(&reader, count: count)
        case .times: column.times = try PackedIntegers(&reader, count: count).integers()
        case .codes: column.codes = try PackedIntegers(&reader, count: count).codes(atMost: texts - 1)
        default: column.texts = try TextCodec.read(&reader, count: texts)
        }
    }
}
