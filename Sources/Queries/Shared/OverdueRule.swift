import Model

/// From which instant on decisions are not overdue.
enum OverdueRule {
    /// The last instant of which a decision is older than an age in seconds, told as figures of seconds are:
    /// microseconds over a million, rounded to a double.
    static func cutoff(_ age: Double, at evaluated: Timestamp) -> Int64 {
        // The least age in microseconds that is over the given one.
        var (low, high) = (Int64.min / 4, Int64.max / 4)
        while low < high {
            let middle = low + (high - low) / 2
            if Double(middle) / 1_000_000 > age { high = middle } else { low = middle + 1 }
        }
        return evaluated.microseconds - low
    }
}
