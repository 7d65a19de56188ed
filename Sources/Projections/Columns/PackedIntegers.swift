import CColumns

/// Integers in as few bytes each as their range needs, any of them found without reading the others.
///
/// Layout: a kind; the least value; the step between values, if any; the data.
///
///     0        all are the least value
///     1...6,8  so many bytes for each (value - least) / step, as planes (`CColumns.h`)
///     9        value i is the first + i * step
struct PackedIntegers: ~Escapable {
    private static let constant: UInt8 = 0
    private static let progression: UInt8 = 9

    let count: Int
    private let kind: UInt8
    private let least: Int64
    private let step: Int64
    private let data: Swift.Span<UInt8>

    /// Writes integers. With `stepped` their greatest common divisor is looked for.
    static func write(_ values: [Int64], stepped: Bool, to writer: inout BlobWriter) {
        let range = daybook_range_of(values.span)
        guard range.least != range.greatest else {
            writer.byte(constant)
            writer.integer(range.least)
            return
        }
        if let step = progressionStep(values) {
            writer.byte(progression)
            writer.integer(values[0])
            writer.integer(step)
            return
        }
        let step = stepped ? greatestStep(values, from: range.least) : 1
        let spread = UInt64(bitPattern: range.greatest &- range.least) / UInt64(step)
        let width = Self.width(spread)
        writer.byte(width)
        writer.integer(range.least)
        writer.integer(step)
        writer.room(values.count * Int(width)) { room in
            daybook_pack(values.span, range.least, step, UInt32(width), &room)
        }
    }

    static func write(_ values: [UInt32], to writer: inout BlobWriter) {
        write(values.map { Int64($0) }, stepped: false, to: &writer)
    }

    /// Bytes each that numbers up to `greatest` need.
    static func width(_ greatest: UInt64) -> UInt8 {
        let bytes = UInt8((64 - greatest.leadingZeroBitCount + 7) / 8)
        return bytes == 7 ? 8 : max(1, bytes)
    }

    private static func progressionStep(_ values: [Int64]) -> Int64? {
        let step = values[1] &- values[0]
        for index in 1..<values.count where values[index] &- values[index - 1] != step { return nil }
        return step
    }

    private static func greatestStep(_ values: [Int64], from least: Int64) -> Int64 {
        var step: UInt64 = 0
        for value in values {
            var rest = UInt64(bitPattern: value &- least)
            if step != 0 { rest %= step }
            while rest != 0 { (step, rest) = (rest, step == 0 ? 0 : step % rest) }
            if step == 1 { return 1 }
        }
        return Int64(exactly: step) ?? 1
    }

    /// Reads where integers lie, not yet the integers.
    /// - Throws: `ProjectionError.damagedRow`.
    @_lifetime(copy reader)
    init(_ reader: inout BlobReader, count: Int) throws(ProjectionError) {
        self.count = count
        kind = try reader.byte()
        least = try reader.integer()
        switch kind {
        case Self.constant:
            step = 0
            data = try reader.take(0)
        case Self.progression:
            step = try reader.integer()
            data = try reader.take(0)
        case 1...6, 8:
            step = try reader.integer()
            data = try reader.take(count * Int(kind))
        default:
            throw BlobReader.damaged("integers of kind \(kind)")
        }
    }

    /// One of them. Constant cost.
    subscript(index: Int) -> Int64 {
        switch kind {
        case Self.constant: return least
        case Self.progression: return least &+ step &* Int64(index)
        default:
            let number = daybook_packed_number(data, UInt32(kind), count, index)
            return least &+ step &* Int64(bitPattern: number)
        }
    }

    /// All of them. Cost: about 0.3 ns each.
    func integers() -> [Int64] {
        guard isPacked else { return run { $0 } }
        var values = [Int64](repeating: 0, count: count)
        var span = values.mutableSpan
        daybook_unpack_integers(data, UInt32(kind), least, step, &span)
        return values
    }

    /// All of them, which must not be greater than `limit`.
    /// - Throws: `ProjectionError.damagedRow`.
    func codes(atMost limit: Int) throws(ProjectionError) -> [UInt32] {
        var values: [UInt32]
        if isPacked {
            values = [UInt32](repeating: 0, count: count)
            var span = values.mutableSpan
            daybook_unpack_codes(data, UInt32(kind), least, step, &span)
        } else {
            values = run { UInt32(truncatingIfNeeded: $0) }
        }
        guard count == 0 || Int(daybook_greatest_code(values.span)) <= limit else {
            throw BlobReader.damaged("a code over \(limit)")
        }
        return values
    }

    /// All of them, each divided by a number. Cost: about 0.3 ns each.
    func doubles(dividedBy divisor: Double) -> [Double] {
        guard isPacked else { return run { Double($0) / divisor } }
        var values = [Double](repeating: 0, count: count)
        var span = values.mutableSpan
        daybook_unpack_doubles(data, UInt32(kind), least, step, divisor, &span)
        return values
    }

    /// All of them as positions. Cost: about 0.3 ns each.
    func positions() -> [UInt64] {
        guard isPacked else { return run { UInt64(bitPattern: $0) } }
        var values = [UInt64](repeating: 0, count: count)
        var span = values.mutableSpan
        daybook_unpack_positions(data, UInt32(kind), least, step, &span)
        return values
    }

    /// What is not packed: the least value, and it and the step again and again. The step of equal values is
    /// 0.
    @inline(__always)
    private func run<Value>(_ value: (Int64) -> Value) -> [Value] {
        let step = step
        var next = least
        return [Value](capacity: count) { out in
            for _ in 0..<count {
                out.append(value(next))
                next = next &+ step
            }
        }
    }

    private var isPacked: Bool { kind != Self.constant && kind != Self.progression }

    /// The first index whose value is not below the given one, if the values rise; `count` when there is
    /// none.
    func firstIndex(notBelow value: Int64) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
