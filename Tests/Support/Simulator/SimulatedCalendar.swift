import Model

/// When decisions are made: twelve weeks with their weekends and hours, from a Monday on.
struct SimulatedCalendar: Sendable {
    static let day: Int64 = 86_400_000_000
    static let days = 84
    /// 2026-01-05, a Monday.
    static let start: Int64 = 1_767_571_200_000_000
    /// Monday to Sunday.
    private static let weekdays = [1.05, 1.1, 1.06, 1.02, 0.96, 0.45, 0.36]

    let switchTime: Timestamp
    let onset: Timestamp
    let evaluated: Timestamp
    /// Of every decision, ascending, whole milliseconds.
    let times: [Int64]

    init(seed: UInt64, decisions: Int, plan: SimulatedPlan) {
        var random = SeededGenerator(seed: seed, purpose: .calendar)
        let day = random.pick([49, 50, 51])
        let hour = random.pick([8, 9, 10, 11, 13, 14])
        let switchTime = Self.start + Int64(day) * Self.day + Int64(hour) * 3_600_000_000
        let onset = switchTime + Int64(plan.lag * 24) * 3_600_000_000
        self.switchTime = Timestamp(microseconds: switchTime)
        self.onset = Timestamp(microseconds: onset)
        let count = if case .tiny(let few) = plan.effect { min(few, decisions) } else { decisions }
        let all = Self.times(count, plan.effect, onset: onset, &random)
        let end = Self.start + Int64(Self.days) * Self.day
        guard case .fresh(let few) = plan.effect, let last = all.filter({ $0 >= switchTime }).prefix(few).last
        else {
            evaluated = Timestamp(microseconds: end)
            times = all
            return
        }
        evaluated = Timestamp(microseconds: last + 60_000_000)
        times = all.filter { $0 <= last }
    }

    /// Monday 0 to Sunday 6, of a time.
    static func weekday(_ time: Int64) -> Int { Int((time - start) / day) % 7 }

    /// That many times, more of them at the hours and on the days that have more.
    private static func times(
        _ count: Int, _ effect: SimulatedEffect, onset: Int64, _ random: inout SeededGenerator
    ) -> [Int64] {
        var sums: [Double] = []
        var sum = 0.0
        for hour in 0..<days * 24 {
            let time = start + Int64(hour) * 3_600_000_000
            var weight = weekdays[weekday(time)] * atHour(hour % 24) * (1 + 0.04 * Double(hour) / (24 * 84))
            if case .volume(let more, let weekendsOnly) = effect, time >= onset,
                !weekendsOnly || weekday(time) >= 5
            {
                weight *= more
            }
            sum += weight
            sums.append(sum)
        }
        var times: [Int64] = []
        for draw in (0..<count).map({ _ in random.unit() * sum }).sorted() {
            var (low, high) = (0, sums.count - 1)
            while low < high {
                let middle = (low + high) / 2
                if sums[middle] <= draw { low = middle + 1 } else { high = middle }
            }
            let before = low == 0 ? 0 : sums[low - 1]
            let milliseconds = Int64((draw - before) / (sums[low] - before) * 3_600_000)
            times.append(start + Int64(low) * 3_600_000_000 + min(3_599_999, milliseconds) * 1_000)
        }
        return times
    }

    /// Office hours with a dip at noon, few at night.
    private static func atHour(_ hour: Int) -> Double {
        switch hour {
        case 0..<6: 0.08
        case 6..<8: 0.4
        case 8..<12: 1.3
        case 12: 0.9
        case 13..<18: 1.2
        case 18..<22: 0.6
        default: 0.2
        }
    }
}
