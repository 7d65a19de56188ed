/// A straight scale over numbers with round ticks. Any finite numbers make one, the largest included.
struct ChartScale {
    let low: Double
    let high: Double
    /// Round numbers inside the bounds, ascending.
    let ticks: [Double]

    /// - Parameters:
    ///   - count: the ticks that are aimed at; there are at most twice as many.
    ///   - rounded: whether the bounds move outward to the next ticks.
    ///
    /// Bounds that are one number, or too close to be told apart, move away from each other.
    init(low: Double, high: Double, count: Int = 5, rounded: Bool = true) {
        let largest = Double.greatestFiniteMagnitude
        var low = max(-largest, min(low, high))
        var high = min(largest, max(low, high))
        let size = max(low.magnitude, high.magnitude)
        if !(high / 2 - low / 2 > size * 1e-12) || !(high - low > 1e-290) {
            let room = size > 1e-280 ? size / 10 : 0.5
            low = max(-largest, low - room)
            high = min(largest, high + room)
        }
        let step = RoundStep(atLeast: (high / 2 - low / 2) / Double(max(1, count)) * 2)
        var first = step.index(low, .down)
        var last = step.index(high, .up)
        if rounded, last > first, step.value(first).isFinite, step.value(last).isFinite {
            low = min(low, step.value(first))
            high = max(high, step.value(last))
        }
        if step.value(first) < low { first += 1 }
        if step.value(last) > high { last -= 1 }
        ticks = last >= first && last - first <= 4 * max(1, count) ? (first...last).map(step.value) : []
        self.low = low
        self.high = high
    }

    /// Where a number lies, 0 at the low and 1 at the high bound; beyond them it stays at the bound.
    func fraction(_ value: Double) -> Double {
        // Halves, since the distance between the bounds may be no finite number.
        let part = (value / 2 - low / 2) / (high / 2 - low / 2)
        return part.isFinite ? min(1, max(0, part)) : 0
    }
}

/// 1, 2 or 5 times a power of ten.
private struct RoundStep {
    private var digit = 1
    private var exponent = 0

    init(atLeast size: Double) {
        guard size.isFinite, size > 0 else { return }
        exponent = DecimalDigits(size).point - 1
        for candidate in [1, 2, 5] {
            digit = candidate
            if value(1) >= size { return }
        }
        digit = 1
        exponent += 1
    }

    /// So many steps from zero, read from its decimal digits, so that three tenths are 0.3.
    func value(_ index: Int) -> Double {
        Double("\(index.multipliedReportingOverflow(by: digit).partialValue)e\(exponent)") ?? .infinity
    }

    /// The step at or next to a number.
    func index(_ number: Double, _ rule: FloatingPointRoundingRule) -> Int {
        let steps = (number / value(1)).rounded(rule)
        return steps.isFinite && steps.magnitude < 1e17 ? Int(steps) : 0
    }
}
