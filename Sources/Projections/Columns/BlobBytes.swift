import LMDB

/// Writes the bytes of blobs: numbers of any size in groups of seven bits, least first.
struct BlobWriter {
    private(set) var bytes: [UInt8] = []

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func count(_ value: Int) { word(UInt64(truncatingIfNeeded: value)) }

    mutating func word(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    /// A signed number, so that small ones of either sign are short.
    mutating func integer(_ value: Int64) {
        word(UInt64(bitPattern: value << 1) ^ UInt64(bitPattern: value >> 63))
    }

    mutating func double(_ value: Double) {
        for shift in stride(from: 0, to: 64, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(shift)))
        }
    }

    mutating func raw(_ value: [UInt8]) { bytes.append(contentsOf: value) }

    /// Its length, then the bytes.
    mutating func run(_ value: [UInt8]) {
        count(value.count)
        raw(value)
    }

    /// So many zero bytes, given to `fill` to be written.
    mutating func room(_ count: Int, _ fill: (inout MutableSpan<UInt8>) -> Void) {
        var room = [UInt8](repeating: 0, count: count)
        var span = room.mutableSpan
        fill(&span)
        bytes.append(contentsOf: room)
    }
}

/// Reads what `BlobWriter` wrote. Bytes that end early are a damaged projection, never a crash.
struct BlobReader: ~Escapable {
    private let span: Swift.Span<UInt8>
    private(set) var at = 0

    @_lifetime(copy span)
    init(_ span: Swift.Span<UInt8>) { self.span = span }

    static func damaged(_ detail: String) -> ProjectionError {
        .damagedRow(table: ColumnTables.blobs.name, detail: detail)
    }

    var left: Int { span.count - at }

    mutating func byte() throws(ProjectionError) -> UInt8 {
        guard at < span.count else { throw Self.damaged("it ends at byte \(at)") }
        at += 1
        return span[at - 1]
    }

    mutating func word() throws(ProjectionError) -> UInt64 {
        var word: UInt64 = 0
        var shift: UInt64 = 0
        while shift < 64 {
            let next = try byte()
            word |= UInt64(next & 0x7f) << shift
            if next < 0x80 { return word }
            shift += 7
        }
        throw Self.damaged("a number over 64 bits before byte \(at)")
    }

    /// A count of things, at most `limit`.
    mutating func count(atMost limit: Int) throws(ProjectionError) -> Int {
        let word = try word()
        guard word <= UInt64(limit) else { throw Self.damaged("\(word) where at most \(limit) can be") }
        return Int(word)
    }

    mutating func integer() throws(ProjectionError) -> Int64 {
        let word = try word()
        return Int64(bitPattern: word >> 1) ^ -Int64(bitPattern: word & 1)
    }

    mutating func double() throws(ProjectionError) -> Double {
        let start = try skip(8)
        return Double(bitPattern: ColumnBytes.word(span, start))
    }

    /// Steps over so many bytes; where they begin.
    mutating func skip(_ count: Int) throws(ProjectionError) -> Int {
        guard count >= 0, count <= left else { throw Self.damaged("\(count) bytes wanted, \(left) left") }
        defer { at += count }
        return at
    }

    /// The next bytes.
    @_lifetime(copy self)
    mutating func take(_ count: Int) throws(ProjectionError) -> Swift.Span<UInt8> {
        let start = try skip(count)
        return span.extracting(start..<(start + count))
    }

    /// Bytes with their length before them.
    @_lifetime(copy self)
    mutating func run() throws(ProjectionError) -> Swift.Span<UInt8> {
        let count = try count(atMost: left)
        return try take(count)
    }
}
