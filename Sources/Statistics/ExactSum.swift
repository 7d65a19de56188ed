/// A sum of finite doubles without rounding error: the same bits in any order, rounded once at the end.
///
/// The values are added up as whole numbers in digits of 32 bits that span a double's range (a Kulisch
/// accumulator). Cost: three additions a value. Takes 2^31 values at least before digits have to be carried,
/// which it does by itself.
struct ExactSum: Sendable {
    private static let digitCount = 70
    private static let addsMaximum = 1 << 30

    private var digits = [Int64](repeating: 0, count: digitCount)
    private var adds = 0

    init() {}

    /// Adds a finite value; any other is left out.
    mutating func add(_ value: Double) {
        guard value.isFinite, value != 0 else { return }
        let field = Int(value.exponentBitPattern)
        let mantissa = field == 0 ? value.significandBitPattern : value.significandBitPattern | (1 << 52)
        // The unit is 2^-1074, the smallest subnormal.
        let shift = max(field, 1) - 1
        let digit = shift >> 5
        let wide = UInt128(mantissa) << UInt128(shift & 31)
        let sign: Int64 = value.sign == .minus ? -1 : 1
        digits[digit] += sign * Int64(wide & 0xFFFF_FFFF)
        digits[digit + 1] += sign * Int64((wide >> 32) & 0xFFFF_FFFF)
        digits[digit + 2] += sign * Int64(wide >> 64)
        adds += 1
        if adds == Self.addsMaximum {
            Self.carry(&digits)
            adds = 0
        }
    }

    /// The sum to the nearest double; infinite where it is beyond one.
    var total: Double {
        var digits = digits
        Self.carry(&digits)
        // After carrying, only the last digit may be negative: then the sum is.
        let isNegative = (digits.last ?? 0) < 0
        if isNegative {
            for index in digits.indices { digits[index].negate() }
            Self.carry(&digits)
        }
        guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
        let low = max(0, top - 3)
        var bits: UInt128 = 0
        for index in (low...top).reversed() { bits = bits << 32 | UInt128(digits[index]) }
        // What lies below can only decide a tie: one bit stands for it.
        if digits[..<low].contains(where: { $0 != 0 }) { bits |= 1 }
        let magnitude = Double(sign: .plus, exponent: 32 * low - 1_074, significand: Double(bits))
        return isNegative ? -magnitude : magnitude
    }

    /// Brings every digit but the last into 0..<2^32.
    private static func carry(_ digits: inout [Int64]) {
        for index in 0..<digits.count - 1 {
            digits[index + 1] += digits[index] >> 32
            digits[index] &= 0xFFFF_FFFF
        }
    }
}
