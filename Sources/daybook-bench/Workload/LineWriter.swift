/// Text of JSON lines as bytes, without a `String` in between: the generator has to outrun the daemon.
struct LineWriter {
    private(set) var bytes: [UInt8]

    /// - Parameter capacity: bytes to make room for.
    init(capacity: Int = 0) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func text(_ text: [UInt8]) { bytes += text }

    mutating func byte(_ byte: UInt8) { bytes.append(byte) }

    /// A number that is not negative, in decimal.
    mutating func number(_ value: Int) {
        var width = 1
        var limit = 10
        while value >= limit {
            width += 1
            limit *= 10
        }
        padded(value, width: width)
    }

    /// The last `width` digits of a number that is not negative, with leading zeros.
    mutating func padded(_ value: Int, width: Int) {
        let start = bytes.count
        for _ in 0..<width { bytes.append(UInt8(ascii: "0")) }
        // From the last digit on, by a division that the compiler turns into a product.
        var rest = UInt(value)
        var index = start + width - 1
        while index >= start {
            bytes[index] = UInt8(truncatingIfNeeded: 48 + rest % 10)
            rest /= 10
            index -= 1
        }
    }

    /// `value` over 10 to the power of `decimals`, with that many decimals.
    mutating func decimal(_ value: Int, decimals: Int) {
        var unit = 1
        for _ in 0..<decimals { unit *= 10 }
        number(value / unit)
        bytes.append(UInt8(ascii: "."))
        padded(value % unit, width: decimals)
    }
}
