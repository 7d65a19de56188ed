import CColumns

/// The loops over values that are written in C (`CColumns.h`), for slices of arrays.
///
/// All calls of this target stand here: the optimiser takes the wrapper of a C function in one file only.
package enum Kernels {
    /// Digits of an exact sum; two more numbers stand behind them.
    static let sumDigits = Int(DAYBOOK_SUM_DIGITS)
    /// The most bins that values are counted in.
    static let binsMaximum = Int(DAYBOOK_BINS_MAXIMUM)

    static func add(_ value: Double, times: Int, to state: inout [Int64]) {
        var state = state.mutableSpan
        daybook_sum_add_one(value, UInt64(times), &state)
    }

    static func add(
        _ values: ArraySlice<Double>, to state: inout [Int64]
    ) -> (least: Double, greatest: Double) {
        var state = state.mutableSpan
        let range = daybook_sum_add(values.span, &state)
        return (range.least, range.greatest)
    }

    static func add(
        squaresOf values: ArraySlice<Double>, around centre: Double, farthest: Double,
        to state: inout [Int64]
    ) {
        var state = state.mutableSpan
        daybook_sum_add_squares(values.span, centre, farthest, &state)
    }

    static func carry(_ state: inout [Int64]) {
        var state = state.mutableSpan
        daybook_sum_carry(&state)
    }

    /// Counts values in bins, (value - low) * factor rounded; the two counts behind the bins are those below
    /// and above.
    static func count(
        _ values: ArraySlice<Double>, low: Double, high: Double, factor: Double, in counts: inout [UInt32]
    ) {
        var counts = counts.mutableSpan
        daybook_count_bins(values.span, low, high, factor, &counts)
    }

    /// The values in marked bins, in order, into the first places of an array that has room for all.
    /// - Returns: how many.
    static func gather(
        _ values: ArraySlice<Double>, low: Double, high: Double, factor: Double, marks: [UInt16],
        into found: inout [Double]
    ) -> Int {
        var found = found.mutableSpan
        return daybook_gather_bins(values.span, low, high, factor, marks.span, &found)
    }

    /// How many values and limits are there both, where NaN stands for none, and how many of those values are
    /// at their limit or over it. Cost: a fifth of a nanosecond a value.
    package static func compare(
        _ values: [Double], atOrOver limits: [Double]
    ) -> (both: Int, atOrOver: Int) {
        let found = daybook_compare(values.span, limits.span)
        return (Int(found.both), Int(found.at_or_over))
    }
}
