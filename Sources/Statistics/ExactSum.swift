/// A sum of doubles without rounding error: the same bits in any order and any pieces, rounded once at the
/// end.
///
/// The values are added up as whole numbers in digits of 32 bits that span a double's range (a Kulisch
/// accumulator; Neal, "Fast exact summation using small and large superaccumulators", 2015). Values that are
/// not finite make the total what adding one after the other would: infinite, or NaN. Cost: some nanoseconds
/// a value, a third of one where many are added at once; 576 bytes from the first value on.
package struct ExactSum: Sendable {
    /// Layout: `CColumns.h`. Empty for nothing.
    private var state: [Int64] = []

    package init() {}

    /// Adds a value.
    package mutating func add(_ value: Double) { add(value, times: 1) }

    /// Adds a value so many times, as often as not at all.
    package mutating func add(_ value: Double, times: Int) {
        guard times > 0 else { return }
        start()
        Kernels.add(value, times: times, to: &state)
    }

    /// Adds every value.
    /// - Returns: their extremes, infinite and the wrong way round for no values; NaN is passed over.
    @discardableResult
    package mutating func add(contentsOf values: ArraySlice<Double>) -> (least: Double, greatest: Double) {
        guard !values.isEmpty else { return (.infinity, -.infinity) }
        start()
        return Kernels.add(values, to: &state)
    }

    /// Adds (value - centre)^2 of each value, both steps rounded, of which none is farther from the centre
    /// than `farthest`.
    mutating func add(squaresOf values: ArraySlice<Double>, around centre: Double, farthest: Double) {
        guard !values.isEmpty else { return }
        start()
        Kernels.add(squaresOf: values, around: centre, farthest: farthest, to: &state)
    }

    /// Adds what another was given.
    package mutating func merge(_ other: ExactSum) {
        guard !other.state.isEmpty else { return }
        guard !state.isEmpty else {
            state = other.state
            return
        }
        var digits = other.state
        Kernels.carry(&digits)
        Kernels.carry(&state)
        for index in 0..<Kernels.sumDigits { state[index] += digits[index] }
        state[Kernels.sumDigits] += 1
        state[Kernels.sumDigits + 1] |= digits[Kernels.sumDigits + 1]
    }

    private mutating func start() {
        if state.isEmpty { state = [Int64](repeating: 0, count: Kernels.sumDigits + 2) }
    }

    /// The sum to the nearest double; infinite where it is beyond one.
    package var total: Double { total(exponent: 0) }

    /// The sum times 2^exponent, to the nearest double. Also of sums beyond a double; not for results below
    /// the normal ones.
    func total(exponent: Int) -> Double {
        guard let odd = state.last else { return 0 }
        if odd != 0 { return odd == 1 ? .infinity : odd == 2 ? -.infinity : .nan }
        var digits = state
        Kernels.carry(&digits)
        digits.removeLast(2)
        // After carrying, only the last digit may be negative: then the sum is.
        let isNegative = (digits.last ?? 0) < 0
        if isNegative {
            for index in digits.indices { digits[index].negate() }
            digits += [0, 0]
            Kernels.carry(&digits)
            digits.removeLast(2)
        }
        guard let top = digits.lastIndex(where: { $0 != 0 }) else { return 0 }
        let low = max(0, top - 3)
        var bits: UInt128 = 0
        for index in (low...top).reversed() { bits = bits << 32 | UInt128(digits[index]) }
        // What lies below can only decide a tie: one bit stands for it.
        if digits[..<low].contains(where: { $0 != 0 }) { bits |= 1 }
        let magnitude = Double(
            sign: .plus, exponent: 32 * low - 1_074 + exponent, significand: Double(bits))
        return isNegative ? -magnitude : magnitude
    }
}
