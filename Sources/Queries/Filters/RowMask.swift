/// Which of the rows of a chunk are meant, one byte a row: 1 or 0.
struct RowMask: Hashable, Sendable {
    private(set) var bytes: [UInt8]

    /// All of so many rows, or none.
    init(_ isSet: Bool, count: Int) { bytes = [UInt8](repeating: isSet ? 1 : 0, count: count) }

    /// The rows whose byte is 1; others have to be 0.
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Rows, whether they are meant or not.
    var count: Int { bytes.count }

    /// How many are meant. Cost: one pass.
    var population: Int {
        var sum = 0
        for byte in bytes { sum += Int(byte) }
        return sum
    }

    subscript(row: Int) -> Bool { bytes[row] != 0 }

    mutating func insert(_ row: Int) { bytes[row] = 1 }

    mutating func remove(_ row: Int) { bytes[row] = 0 }

    mutating func invert() {
        for row in bytes.indices { bytes[row] ^= 1 }
    }

    /// Keeps what the other means too.
    mutating func formIntersection(_ other: RowMask) {
        for row in 0..<min(bytes.count, other.bytes.count) { bytes[row] &= other.bytes[row] }
    }

    /// Adds what the other means.
    mutating func formUnion(_ other: RowMask) {
        for row in 0..<min(bytes.count, other.bytes.count) { bytes[row] |= other.bytes[row] }
    }

    /// Whether some row is meant by both.
    func meets(_ other: RowMask) -> Bool {
        for row in 0..<min(bytes.count, other.bytes.count) where bytes[row] & other.bytes[row] != 0 {
            return true
        }
        return false
    }
}
