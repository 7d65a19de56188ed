/// Count, mean, spread and extremes of finite values.
///
/// Defined for every number of values: of none, all but `count` is nil; of one, the sample figures (n - 1)
/// are nil and the population figures 0; of equal values, the spread is exactly 0 and the mean exactly the
/// value. Values that are not finite are the caller's to leave out: they make mean and spread not finite or
/// NaN, never a crash. A variance beyond what a double holds (deviations over about 1e154) is infinite.
package struct Moments: Sendable, Hashable {
    package let count: Int
    /// `Definitions.momentsMean`.
    package let mean: Double?
    /// The sum of squared deviations over n - 1; nil below two values.
    package let sampleVariance: Double?
    /// The sum of squared deviations over n.
    package let populationVariance: Double?
    package let minimum: Double?
    package let maximum: Double?

    /// `Definitions.momentsSampleDeviation`; nil below two values.
    package var sampleDeviation: Double? { sampleVariance?.squareRoot() }
    /// `Definitions.momentsPopulationDeviation`.
    package var populationDeviation: Double? { populationVariance?.squareRoot() }

    /// Of one run of values. Cost: two passes, no copy.
    package init(_ values: ArraySlice<Double>) {
        self.init(pieces: CollectionOfOne(values))
    }

    /// Of an array; see `init(_: ArraySlice)`.
    package init(_ values: [Double]) {
        self.init(values[...])
    }

    /// Of values that lie in several pieces, taken in order; where they were cut does not change the result.
    package init(pieces: some Collection<ArraySlice<Double>>) {
        var extremes = Extremes()
        var sum = ChunkedSum()
        for piece in pieces {
            for value in piece {
                extremes.add(value)
                sum.add(value)
            }
        }
        count = extremes.count
        guard extremes.count > 0 else {
            mean = nil
            sampleVariance = nil
            populationVariance = nil
            minimum = nil
            maximum = nil
            return
        }
        let number = Double(extremes.count)
        var centre = sum.total / number
        if !centre.isFinite {
            // The sum left the range of a double although the mean need not: add shares of it instead.
            var shares = ChunkedSum()
            for piece in pieces {
                for value in piece { shares.add(value / number) }
            }
            centre = shares.total
        }
        // A mean lies between the extremes; rounding must not push it out. Equal values get their own value
        // back, so that their deviations are exactly 0.
        centre = min(max(centre, extremes.minimum), extremes.maximum)

        var squares = ChunkedSum()
        for piece in pieces {
            for value in piece {
                let deviation = value - centre
                squares.add(deviation * deviation)
            }
        }
        mean = centre
        sampleVariance = extremes.count > 1 ? squares.total / (number - 1) : nil
        populationVariance = squares.total / number
        minimum = extremes.minimum
        maximum = extremes.maximum
    }
}

/// How many values there were, and the smallest and largest of them.
private struct Extremes {
    var count = 0
    var minimum = Double.infinity
    var maximum = -Double.infinity

    mutating func add(_ value: Double) {
        count += 1
        if value < minimum { minimum = value }
        if value > maximum { maximum = value }
    }
}

extension Definitions {
    /// The arithmetic mean. Source: numpy.mean; the order of the sum is ours (`ChunkedSum`).
    package static let momentsMean = Definition(
        id: "moments.mean",
        statement: "Arithmetic mean, summed in order inside chunks of 65,536 values and then over the chunks."
    )

    /// The sample standard deviation. Source: numpy.std(ddof=1); two-pass algorithm, Chan, Golub and LeVeque,
    /// "Algorithms for Computing the Sample Variance", The American Statistician 37 (1983).
    package static let momentsSampleDeviation = Definition(
        id: "moments.sample-sd",
        statement: "Square root of the sum of squared deviations from the mean over n - 1, in two passes.")

    /// The population standard deviation. Source: numpy.std(ddof=0); the same two passes.
    package static let momentsPopulationDeviation = Definition(
        id: "moments.population-sd",
        statement: "Square root of the sum of squared deviations from the mean over n, in two passes.")

    /// The smallest and largest value. Source: numpy.min and numpy.max.
    package static let momentsExtremes = Definition(
        id: "moments.extremes",
        statement: "Smallest and largest value.")
}
