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

    /// Of values that lie in several pieces. Neither their order nor where they were cut changes the result.
    package init(pieces: some Collection<ArraySlice<Double>>) {
        var passes = MomentPasses()
        repeat {
            for piece in pieces { passes.add(contentsOf: piece) }
        } while passes.close()
        self = passes.moments
    }

    fileprivate init(count: Int, mean: Double?, squares: Double, minimum: Double?, maximum: Double?) {
        self.count = count
        self.mean = mean
        sampleVariance = count > 1 ? squares / (Double(count) - 1) : nil
        populationVariance = count > 0 ? squares / Double(count) : nil
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// The moments of values that are handed over piece by piece, twice: first for their mean, then for their
/// spread. Sums are exact and rounded once, so order and pieces do not matter.
package struct MomentPasses: Sendable {
    private enum Pass { case sum, squares, done }

    private var pass = Pass.sum
    package private(set) var count = 0
    private var least = Double.infinity
    private var greatest = -Double.infinity
    private var sum = ExactSum()
    private var centre = 0.0
    private var squares = 0.0

    package init() {}

    /// The least value so far; nil before the first. Zeros are told apart nowhere: it is never -0.
    package var minimum: Double? { count > 0 ? least + 0 : nil }
    /// The greatest value so far; nil before the first. Never -0.
    package var maximum: Double? { count > 0 ? greatest + 0 : nil }
    /// Nil before the first pass is closed, and without values.
    package var mean: Double? { count > 0 && pass != .sum ? centre : nil }

    /// Takes the next values of the pass. Cost: a third of a nanosecond each.
    package mutating func add(contentsOf values: ArraySlice<Double>) {
        switch pass {
        case .sum:
            count += values.count
            let range = sum.add(contentsOf: values)
            least = min(least, range.least)
            greatest = max(greatest, range.greatest)
        case .squares:
            sum.add(
                squaresOf: values, around: centre,
                farthest: max((least - centre).magnitude, (greatest - centre).magnitude))
        case .done: break
        }
    }

    /// Adds what another has taken in this pass: one that was a copy of this one when the pass began.
    package mutating func merge(_ other: MomentPasses) {
        sum.merge(other.sum)
        guard pass == .sum else { return }
        count += other.count
        least = min(least, other.least)
        greatest = max(greatest, other.greatest)
    }

    /// Ends a pass.
    /// - Returns: whether all values have to be handed over once more.
    package mutating func close() -> Bool {
        switch pass {
        case .sum:
            pass = count > 0 ? .squares : .done
            centre = Self.mean(sum, count)
            // A mean lies between the extremes; rounding must not push it out.
            centre = min(max(centre, least + 0), greatest + 0)
        case .squares:
            squares = sum.total
            pass = .done
        case .done: break
        }
        sum = ExactSum()
        return pass == .squares
    }

    private static func mean(_ sum: ExactSum, _ count: Int) -> Double {
        let total = sum.total
        guard total.isInfinite else { return total / Double(count) }
        // Of finite values the mean is finite, although their sum may be beyond a double.
        let scale = 64
        return sum.total(exponent: -scale) / Double(count)
            * Double(sign: .plus, exponent: scale, significand: 1)
    }

    /// The figures, once no pass is wanted any more.
    package var moments: Moments {
        Moments(
            count: count, mean: mean, squares: squares, minimum: minimum, maximum: maximum)
    }
}

extension Definitions {
    /// The arithmetic mean. Source: math.fsum over n (Python); `ExactSum`.
    package static let momentsMean = Definition(
        id: "moments.mean",
        statement: "Arithmetic mean: the sum without rounding error, to the nearest double, over n.")

    /// The sample standard deviation. Source: numpy.std(ddof=1), with math.fsum for the sum of squares;
    /// two-pass algorithm, Chan, Golub and LeVeque, "Algorithms for Computing the Sample Variance", The
    /// American Statistician 37 (1983).
    package static let momentsSampleDeviation = Definition(
        id: "moments.sample-sd",
        statement:
            "Square root of the sum of squared deviations from the mean, added up exactly, over n - 1.")

    /// The population standard deviation. Source: numpy.std(ddof=0), with math.fsum; the same two passes.
    package static let momentsPopulationDeviation = Definition(
        id: "moments.population-sd",
        statement: "Square root of the sum of squared deviations from the mean, added up exactly, over n.")

    /// The smallest and largest value. Source: numpy.min and numpy.max.
    package static let momentsExtremes = Definition(
        id: "moments.extremes",
        statement: "Smallest and largest value.")
}
