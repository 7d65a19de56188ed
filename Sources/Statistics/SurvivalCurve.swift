import Glibc

/// The Kaplan-Meier estimate of how long something takes, where some cases are still open: such as the delay
/// of labels, of decisions that have none yet.
///
/// Durations are whole numbers of any unit, here microseconds; negative ones are taken as they are. At equal
/// durations what happened comes before what was cut off. Definition: `Definitions.delayKaplanMeier`.
package struct SurvivalCurve: Sendable, Hashable {
    /// One duration at which something happened.
    package struct Point: Sendable, Hashable {
        package let duration: Int64
        /// Cases that lasted at least this long.
        package let atRisk: Int
        /// Cases that ended at it.
        package let events: Int
        /// Cases cut off from here to before the next point.
        package fileprivate(set) var censored: Int
        /// The share that lasts longer than this.
        package let survival: Double
        /// Greenwood's sum of d / (n (n - d)) up to here; nil once nobody is left.
        let hazard: Double?

        /// Greenwood's standard error of `survival`; nil once nobody is left, where it says nothing.
        package var error: Double? {
            hazard.map { survival * $0.squareRoot() }
        }

        /// The log-log interval of `survival`, inside 0...1; nil once nobody is left and when `z` is not a
        /// positive finite number. `Definitions.delayLogLog`.
        package func interval(z: Double) -> Interval? {
            guard let hazard, survival > 0, survival < 1, z > 0, z.isFinite else { return nil }
            let logarithm = log(survival)
            let width = z * hazard.squareRoot() / -logarithm
            let (low, high) = (exp(logarithm * exp(width)), exp(logarithm * exp(-width)))
            return low.isFinite && high.isFinite ? Interval(low: low, high: high) : nil
        }
    }

    /// Ascending by duration; those with events only.
    package let points: [Point]
    package let count: Int
    package let events: Int
    /// Cases cut off before the first event.
    package let censoredFirst: Int
    /// The longest duration seen, of either kind; nil without cases. Nothing is known of what is longer.
    package let longest: Int64?

    /// Of the durations of cases that ended and of cases cut off while open. Cost: O(n log n).
    package init(events: [Int64], censored: [Int64]) {
        self.init(sortedEvents: events.sorted(), sortedCensored: censored.sorted())
    }

    /// The same of ascending durations. Cost: one pass.
    package init(sortedEvents: [Int64], sortedCensored: [Int64]) {
        count = sortedEvents.count + sortedCensored.count
        events = sortedEvents.count
        longest = [sortedEvents.last, sortedCensored.last].compactMap(\.self).max()
        var points: [Point] = []
        var (atRisk, next, cut, before) = (count, 0, 0, 0)
        // While nobody is cut off, the product is one fraction of whole numbers: exact where it can be.
        var (base, baseRisk) = (1.0, count)
        var hazard = ChunkedSum()
        while next < sortedEvents.count {
            let duration = sortedEvents[next]
            let cutBefore = cut
            while cut < sortedCensored.count, sortedCensored[cut] < duration { cut += 1 }
            if cut > cutBefore {
                atRisk -= cut - cutBefore
                if points.isEmpty {
                    before = cut
                } else {
                    points[points.count - 1].censored = cut - cutBefore
                    base = points[points.count - 1].survival
                }
                baseRisk = atRisk
            }
            let first = next
            while next < sortedEvents.count, sortedEvents[next] == duration { next += 1 }
            let ended = next - first
            let left = atRisk - ended
            if left > 0 { hazard.add(Double(ended) / (Double(atRisk) * Double(left))) }
            points.append(
                Point(
                    duration: duration, atRisk: atRisk, events: ended, censored: 0,
                    survival: base * (Double(left) / Double(baseRisk)),
                    hazard: left > 0 ? hazard.total : nil))
            atRisk = left
        }
        if points.isEmpty {
            before = sortedCensored.count
        } else {
            points[points.count - 1].censored = sortedCensored.count - cut
        }
        censoredFirst = before
        self.points = points
    }

    /// The share that lasts longer than a duration; nil without cases, and beyond the longest duration when
    /// open cases leave it unknown.
    package func survival(after duration: Int64) -> Double? {
        guard let longest else { return nil }
        if duration > longest, points.last?.survival != 0 { return nil }
        return last(upTo: duration).map { points[$0].survival } ?? 1
    }

    /// The duration within which a share of all cases ends: the least at which the curve has fallen to 1 - q,
    /// rounding aside. Nil when it never falls that far, and when `q` is not over 0 and at most 1.
    /// `Definitions.delayQuantile`.
    package func quantile(_ q: Double) -> Int64? {
        guard q > 0, q <= 1 else { return nil }
        return points.first { Self.has($0.survival, fallenTo: 1 - q) }?.duration
    }

    package var median: Int64? { quantile(0.5) }

    /// The durations between which the quantile lies, by the curve's log-log interval; an end is nil where
    /// that never falls so far, and both where `quantile` would refuse.
    package func quantileInterval(_ q: Double, z: Double) -> (low: Int64?, high: Int64?) {
        guard q > 0, q <= 1 else { return (nil, nil) }
        let low = points.first { point in
            point.interval(z: z).map { Self.has($0.low, fallenTo: 1 - q) } ?? (point.survival == 0)
        }
        let high = points.first { point in
            point.interval(z: z).map { Self.has($0.high, fallenTo: 1 - q) } ?? (point.survival == 0)
        }
        return (low?.duration, high?.duration)
    }

    private static func has(_ share: Double, fallenTo level: Double) -> Bool {
        share <= level + 1e-12
    }

    private func last(upTo duration: Int64) -> Int? {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = (low + high) / 2
            if points[middle].duration <= duration { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? low - 1 : nil
    }
}

extension Definitions {
    /// Source: Kaplan and Meier, "Nonparametric Estimation from Incomplete Observations", JASA 53 (1958).
    package static let delayKaplanMeier = Definition(
        id: "delay.kaplan-meier",
        statement:
            "S(t) = Π (1 - d/n) over durations up to t; open cases are at risk until cut off. Greenwood's error."
    )

    /// Source: Kalbfleisch and Prentice, "The Statistical Analysis of Failure Time Data" (1980);
    /// lifelines.KaplanMeierFitter.
    package static let delayLogLog = Definition(
        id: "delay.log-log",
        statement: "S^exp(± z √(Σ d/(n(n-d))) / ln S): the interval of the curve at one duration.")

    /// Source: Brookmeyer and Crowley, Biometrics 38 (1982); lifelines' qth_survival_time.
    package static let delayQuantile = Definition(
        id: "delay.quantile",
        statement: "The least duration at which the curve has fallen to 1 - q; none when it never does.")
}
