import LMDB
import Model

extension PartHeader {
    private static let version: UInt8 = 1

    /// The bytes of the directory; table and first row stand in the key.
    ///
    /// Layout: version; rows; first position and how many to the last; least `at` and how much to the
    /// greatest; places of positions and times; how many columns; of each its family, name, values, tag (0
    /// when they differ), numbers among them with the least and the greatest, and place. A place is the
    /// number of a blob, an offset, and a count of bytes.
    var encoded: [UInt8] {
        var writer = BlobWriter()
        writer.byte(Self.version)
        writer.count(count)
        writer.word(positions.lowerBound)
        writer.word(positions.upperBound - positions.lowerBound)
        writer.integer(ats.lowerBound)
        writer.word(UInt64(bitPattern: ats.upperBound &- ats.lowerBound))
        Self.write(positionsPlace, to: &writer)
        Self.write(atsPlace, to: &writer)
        writer.count(keys.count)
        for (key, summary) in zip(keys, summaries) {
            writer.byte(key.family.rawValue)
            writer.run(key.name)
            writer.count(summary.count)
            writer.byte(summary.tag?.rawValue ?? 0)
            writer.count(summary.numbers)
            if summary.numbers > 0 {
                writer.double(summary.low)
                writer.double(summary.high)
            }
            Self.write(summary.place, to: &writer)
        }
        return writer.bytes
    }

    private static func write(_ place: Place, to writer: inout BlobWriter) {
        writer.word(UInt64(place.blob))
        writer.count(place.offset)
        writer.count(place.bytes)
    }

    /// Reads a directory; names that are those of another one are shared with it.
    /// - Throws: `ProjectionError.damagedRow`.
    init(
        _ bytes: Swift.Span<UInt8>, table: UInt32, firstRow: Int, like other: PartHeader?
    ) throws(ProjectionError) {
        var reader = BlobReader(bytes)
        let version = try reader.byte()
        guard version == Self.version else { throw BlobReader.damaged("a directory of version \(version)") }
        self.table = table
        self.firstRow = firstRow
        count = try reader.count(atMost: ColumnCodec.rowLimit)
        let first = try reader.word()
        let (last, overflow) = first.addingReportingOverflow(try reader.word())
        let low = try reader.integer()
        let high = low &+ Int64(bitPattern: try reader.word())
        guard count > 0, !overflow, low <= high else { throw BlobReader.damaged("a directory of no rows") }
        positions = first...last
        ats = low...high
        positionsPlace = try Self.place(&reader)
        atsPlace = try Self.place(&reader)
        // A column has at least eight bytes here.
        let columns = try reader.count(atMost: reader.left / 8)
        var keys: [ColumnKey] = []
        var summaries: [Summary] = []
        keys.reserveCapacity(columns)
        summaries.reserveCapacity(columns)
        for index in 0..<columns {
            let known = other.flatMap { index < $0.keys.count ? $0.keys[index] : nil }
            keys.append(try Self.key(&reader, like: known))
            summaries.append(try Self.summary(&reader, rows: count))
            if index > 0, keys[index] <= keys[index - 1] { throw BlobReader.damaged("columns out of order") }
        }
        self.keys = other.flatMap { $0.keys == keys ? $0.keys : nil } ?? keys
        self.summaries = summaries
    }

    private static func key(
        _ reader: inout BlobReader, like known: ColumnKey?
    ) throws(ProjectionError) -> ColumnKey {
        let code = try reader.byte()
        guard let family = CellFamily(rawValue: code) else { throw BlobReader.damaged("family \(code)") }
        let name = try reader.run()
        if let known, known.family == family, ColumnBytes.same(known.name.span, name) { return known }
        return ColumnKey(family: family, name: [UInt8](copying: name))
    }

    private static func summary(
        _ reader: inout BlobReader, rows: Int
    ) throws(ProjectionError) -> Summary {
        let count = try reader.count(atMost: rows)
        let tag = try reader.byte()
        guard tag == 0 || CellTag(rawValue: tag) != nil else { throw BlobReader.damaged("tag \(tag)") }
        let numbers = try reader.count(atMost: count)
        let low = numbers > 0 ? try reader.double() : 0
        let high = numbers > 0 ? try reader.double() : 0
        return Summary(
            count: count, tag: CellTag(rawValue: tag), numbers: numbers, low: low, high: high,
            place: try place(&reader))
    }

    private static func place(_ reader: inout BlobReader) throws(ProjectionError) -> Place {
        let blob = try reader.count(atMost: Int(UInt32.max))
        let offset = try reader.count(atMost: Int(Int32.max))
        return Place(
            blob: UInt32(blob), offset: offset, bytes: try reader.count(atMost: Int(Int32.max)))
    }
}
