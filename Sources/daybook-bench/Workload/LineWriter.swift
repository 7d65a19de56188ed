/// Text of JSON lines as bytes, without a `String` in between: the generator has to outrun the daemon.
struct LineWriter {
    private var room: [UInt8]
    private var end = 0

    /// No line is longer.
    private static let lineBytes = 1_024

    /// - Parameter capacity: bytes to make room for.
    init(capacity: Int = 0) { room = [UInt8](repeating: 0, count: capacity + Self.lineBytes) }

    /// What was written.
    var bytes: [UInt8] { Array(room[..<end]) }

    mutating func removeAll() { end = 0 }

    /// Writes a line, or part of one.
    mutating func add(_ write: (inout LinePen) -> Void) {
        if room.count - end < Self.lineBytes {
            room.append(contentsOf: repeatElement(0, count: room.count + Self.lineBytes))
        }
        end = Self.add(write, to: &room, at: end)
    }

    private static func add(_ write: (inout LinePen) -> Void, to room: inout [UInt8], at end: Int) -> Int {
        var pen = LinePen(room.mutableSpan, at: end)
        write(&pen)
        return pen.end
    }
}

/// A text that many lines have.
struct LinePiece: Sendable {
    fileprivate var words = InlineArray<6, UInt64>(repeating: 0)
    fileprivate let count: Int

    /// - Parameter text: at most 48 bytes.
    init(_ text: String) {
        count = text.utf8.count
        for (index, byte) in text.utf8.enumerated() {
            words[index / 8] |= UInt64(byte) << UInt64(index % 8 * 8)
        }
    }
}

/// Writes one line, eight bytes at a time: what is written too far is covered by what follows.
struct LinePen: ~Copyable, ~Escapable {
    private var out: MutableSpan<UInt8>
    private(set) var end: Int

    @_lifetime(copy out)
    init(_ out: consuming MutableSpan<UInt8>, at end: Int) {
        self.out = out
        self.end = end
    }

    /// One store, behind one check of the bounds.
    @inline(__always)
    private mutating func write(_ word: UInt64, at index: Int) {
        precondition(index >= 0 && index <= out.count - 8)
        out[index] = UInt8(truncatingIfNeeded: word)
        out[index &+ 1] = UInt8(truncatingIfNeeded: word >> 8)
        out[index &+ 2] = UInt8(truncatingIfNeeded: word >> 16)
        out[index &+ 3] = UInt8(truncatingIfNeeded: word >> 24)
        out[index &+ 4] = UInt8(truncatingIfNeeded: word >> 32)
        out[index &+ 5] = UInt8(truncatingIfNeeded: word >> 40)
        out[index &+ 6] = UInt8(truncatingIfNeeded: word >> 48)
        out[index &+ 7] = UInt8(truncatingIfNeeded: word >> 56)
    }

    mutating func text(_ piece: LinePiece) {
        for index in 0..<6 { write(piece.words[index], at: end + 8 * index) }
        end += piece.count
    }

    mutating func byte(_ byte: UInt8) {
        out[end] = byte
        end += 1
    }

    /// A number that is not negative, in decimal.
    mutating func number(_ value: Int) {
        guard value < 100_000_000 else {
            number(value / 100_000_000)
            return padded(value % 100_000_000, width: 8)
        }
        let digits = Self.digits(value)
        // The last digit stands even if it is a zero.
        put(digits, from: min(7, digits.trailingZeroBitCount / 8))
    }

    /// The last `width` digits, at most eight, of a number that is not negative, with leading zeros.
    mutating func padded(_ value: Int, width: Int) { put(Self.digits(value % 100_000_000), from: 8 - width) }

    @inline(__always)
    private mutating func put(_ digits: UInt64, from first: Int) {
        write((digits | 0x3030_3030_3030_3030) >> UInt64(8 * first), at: end)
        end += 8 - first
    }

    /// The eight digits of a number below 100,000,000, the first one in the lowest byte: by fours, then by
    /// twos, then one by one, with products in place of divisions.
    @inline(__always)
    private static func digits(_ value: Int) -> UInt64 {
        let fours = UInt64(value / 10_000) | UInt64(value % 10_000) << 32
        let hundreds = (fours &* 10_486) >> 20 & 0x0000_007f_0000_007f
        let twos = hundreds | (fours &- hundreds &* 100) << 16
        let tens = (twos &* 103) >> 10 & 0x000f_000f_000f_000f
        return tens | (twos &- tens &* 10) << 8
    }

    /// `value` over 10 to the power of `decimals`, with that many decimals.
    mutating func decimal(_ value: Int, decimals: Int) {
        var unit = 1
        for _ in 0..<decimals { unit *= 10 }
        number(value / unit)
        byte(UInt8(ascii: "."))
        padded(value % unit, width: decimals)
    }
}
