import CColumns

/// The numbers of a column in bytes, every one bit for bit. The smallest of:
///
///     0  one value for all: 8 bytes
///     1  decimals: a power k of ten, then the integers m (`PackedIntegers`) with m / 10^k == value
///     2  few values: how many, a code each (`PackedIntegers`), then the values
///     3  the 8 bytes of each
///     4  the 4 bytes of each as a float, where that is the very same number
enum NumberCodec {
    private static let constant: UInt8 = 0
    private static let decimal: UInt8 = 1
    private static let few: UInt8 = 2
    private static let full: UInt8 = 3
    private static let float: UInt8 = 4

    private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

    /// Writes numbers, of which there is at least one. Cost: about 3 ns each.
    static func write(_ values: [Double], to writer: inout BlobWriter) {
        let first = values[0].bitPattern
        guard values.contains(where: { $0.bitPattern != first }) else {
            writer.byte(constant)
            writer.double(values[0])
            return
        }
        var best: BlobWriter?
        if let (power, integers) = decimals(values) {
            var attempt = BlobWriter()
            attempt.byte(decimal)
            attempt.byte(UInt8(power))
            PackedIntegers.write(integers, stepped: true, to: &attempt)
            // Two bytes a value is what codes of few values take.
            if attempt.bytes.count <= 2 * values.count + 16 {
                writer.raw(attempt.bytes)
                return
            }
            best = attempt
        }
        if let attempt = fewValues(values), attempt.bytes.count < best?.bytes.count ?? .max { best = attempt }
        if best?.bytes.count ?? .max > 4 * values.count, let attempt = floats(values) { best = attempt }
        if let best, best.bytes.count < 8 * values.count {
            writer.raw(best.bytes)
            return
        }
        writer.byte(full)
        writer.room(8 * values.count) { room in
            for (index, value) in values.enumerated() { put(value.bitPattern, 8, 8 * index, &room) }
        }
    }

    private static func put(_ word: UInt64, _ bytes: Int, _ at: Int, _ room: inout MutableSpan<UInt8>) {
        for offset in 0..<bytes { room[at + offset] = UInt8(truncatingIfNeeded: word >> UInt64(8 * offset)) }
    }

    /// The least power of ten, up to nine, by which all values are integers, with these.
    private static func decimals(_ values: [Double]) -> (power: Int, integers: [Int64])? {
        var integers = [Int64](repeating: 0, count: values.count)
        var power = 0
        while power < powers.count {
            var span = integers.mutableSpan
            let fitting = daybook_scaled(values.span, powers[power], &span)
            if fitting == values.count { return (power, integers) }
            // The next power that takes the value at which this one failed.
            let misfit = [values[fitting]]
            var one: [Int64] = [0]
            repeat {
                power += 1
                guard power < powers.count else { return nil }
                var span = one.mutableSpan
                if daybook_scaled(misfit.span, powers[power], &span) == 1 { break }
            } while true
        }
        return nil
    }

    private static func fewValues(_ values: [Double]) -> BlobWriter? {
        // Worth it when the values repeat: at most a quarter as many as there are, told by the first ones
        // soon.
        let limit = min(65_536, values.count / 4)
        var codes: [UInt32] = []
        codes.reserveCapacity(values.count)
        var table: [Double] = []
        var known: [UInt64: UInt32] = [:]
        for (index, value) in values.enumerated() {
            if let code = known[value.bitPattern] {
                codes.append(code)
                continue
            }
            guard table.count < limit, index < 1_024 || table.count * 2 < index else { return nil }
            known[value.bitPattern] = UInt32(table.count)
            codes.append(UInt32(table.count))
            table.append(value)
        }
        var writer = BlobWriter()
        writer.byte(few)
        writer.count(table.count)
        PackedIntegers.write(codes, to: &writer)
        for value in table { writer.double(value) }
        return writer
    }

    private static func floats(_ values: [Double]) -> BlobWriter? {
        for value in values where Double(Float(value)).bitPattern != value.bitPattern { return nil }
        var writer = BlobWriter()
        writer.byte(float)
        writer.room(4 * values.count) { room in
            for (index, value) in values.enumerated() {
                put(UInt64(Float(value).bitPattern), 4, 4 * index, &room)
            }
        }
        return writer
    }

    /// Reads numbers. Cost: 0.3 to 1 ns each.
    /// - Throws: `ProjectionError.damagedRow`.
    static func read(_ reader: inout BlobReader, count: Int) throws(ProjectionError) -> [Double] {
        let kind = try reader.byte()
        switch kind {
        case constant:
            return [Double](repeating: try reader.double(), count: count)
        case decimal:
            let power = Int(try reader.byte())
            guard power < powers.count else { throw BlobReader.damaged("a power of ten of \(power)") }
            return try PackedIntegers(&reader, count: count).doubles(dividedBy: powers[power])
        case few:
            return try readFew(&reader, count: count)
        case full, float:
            let width = kind == full ? 8 : 4
            let bytes = try reader.take(width * count)
            var values = [Double](repeating: 0, count: count)
            var span = values.mutableSpan
            daybook_copy_doubles(bytes, UInt32(width), &span)
            return values
        default:
            throw BlobReader.damaged("numbers of kind \(kind)")
        }
    }

    private static func readFew(
        _ reader: inout BlobReader, count: Int
    ) throws(ProjectionError) -> [Double] {
        let distinct = try reader.count(atMost: count)
        guard distinct > 0 else { throw BlobReader.damaged("no values for codes") }
        let codes = try PackedIntegers(&reader, count: count).codes(atMost: distinct - 1)
        var table: [Double] = []
        table.reserveCapacity(distinct)
        for _ in 0..<distinct { table.append(try reader.double()) }
        return codes.map { table[Int($0)] }
    }
}
