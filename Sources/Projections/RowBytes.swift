/// Writes the bytes of rows and keys: numbers big-endian, so that byte order is value order; texts with their
/// length.
struct RowWriter {
    private(set) var bytes: [UInt8]

    init(reserving count: Int = 64) {
        bytes = []
        bytes.reserveCapacity(count)
    }

    mutating func byte(_ value: UInt8) { bytes.append(value) }

    mutating func word32(_ value: UInt32) {
        for shift in stride(from: 24, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func word64(_ value: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func time(_ value: Int64) { word64(UInt64(bitPattern: value)) }

    mutating func double(_ value: Double) { word64(value.bitPattern) }

    /// Length in four bytes, then the UTF-8.
    mutating func text(_ value: String) {
        word32(UInt32(clamping: value.utf8.count))
        bytes.append(contentsOf: value.utf8)
    }

    /// The UTF-8 and a NUL: for keys, whose texts hold no control characters, so that no text is another's
    /// prefix.
    mutating func keyText(_ value: String) {
        bytes.append(contentsOf: value.utf8)
        bytes.append(0)
    }
}

/// Reads what `RowWriter` wrote. A row that ends early is a damaged projection, never a crash.
struct RowReader: ~Escapable {
    private let span: Swift.Span<UInt8>
    private var at = 0
    private let table: String

    @_lifetime(copy span)
    init(_ span: Swift.Span<UInt8>, of table: String) {
        self.span = span
        self.table = table
    }

    private mutating func take(_ count: Int) throws(ProjectionError) -> Int {
        guard count >= 0, span.count - at >= count else {
            throw .damagedRow(table: table, detail: "expected \(count) more bytes at \(at) of \(span.count)")
        }
        defer { at += count }
        return at
    }

    var isAtEnd: Bool { at == span.count }

    mutating func byte() throws(ProjectionError) -> UInt8 {
        let start = try take(1)
        return span[start]
    }

    mutating func word32() throws(ProjectionError) -> UInt32 {
        let start = try take(4)
        var value: UInt32 = 0
        for offset in 0..<4 { value = value << 8 | UInt32(span[start + offset]) }
        return value
    }

    mutating func word64() throws(ProjectionError) -> UInt64 {
        let start = try take(8)
        var value: UInt64 = 0
        for offset in 0..<8 { value = value << 8 | UInt64(span[start + offset]) }
        return value
    }

    mutating func time() throws(ProjectionError) -> Int64 { Int64(bitPattern: try word64()) }

    mutating func double() throws(ProjectionError) -> Double { Double(bitPattern: try word64()) }

    mutating func text() throws(ProjectionError) -> String {
        let count = Int(try word32())
        return string(try take(count), count)
    }

    /// A text up to its NUL.
    mutating func keyText() throws(ProjectionError) -> String {
        var end = at
        while end < span.count, span[end] != 0 { end += 1 }
        let count = end - at
        let start = try take(count + 1)
        return string(start, count)
    }

    /// Everything that is left, as text.
    mutating func rest() throws(ProjectionError) -> String {
        let count = span.count - at
        return string(try take(count), count)
    }

    private func string(_ start: Int, _ count: Int) -> String {
        var utf8: [UInt8] = []
        utf8.reserveCapacity(count)
        for offset in start..<(start + count) { utf8.append(span[offset]) }
        return String(decoding: utf8, as: UTF8.self)
    }
}
