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
/// spread. A third time only when their sum is beyond a double. Pieces may be cut anywhere; values come in
/// the same order.
package struct MomentPasses: Sendable {
    private enum Pass { case sum, shares, squares, done }

    private var pass = Pass.sum
    package private(set) var count = 0
    private var least = Double.infinity
    private var greatest = -Double.infinity
    private var sum = ChunkedSum()
    private var centre = 0.0
    private var squares = ChunkedSum()

    package init() {}

    /// The least value so far; nil before the first.
    package var minimum: Double? { count > 0 ? least : nil }
    /// The greatest value so far; nil before the first.
    package var maximum: Double? { count > 0 ? greatest : nil }
    /// Nil before the first pass is closed, and without values.
    package var mean: Double? {
        count > 0 && (pass == .squares || pass == .done) ? centre : nil
    }

    /// Takes the next values of the pass.
    package mutating func add(contentsOf values: ArraySlice<Double>) {
        switch pass {
        case .sum:
            count += values.count
            (least, greatest) = sum.add(contentsOf: values, least: least, greatest: greatest)
        case .shares: sum.add(sharesOf: values, of: Double(count))
        case .squares: squares.add(squaresOf: values, around: centre)
        case .done: break
        }
    }

    /// Ends a pass.
    /// - Returns: whether all values have to be handed over once more.
    package mutating func close() -> Bool {
        switch pass {
        case .sum:
            guard count > 0 else {
                pass = .done
                return false
            }
            centre = sum.total / Double(count)
            guard centre.isFinite else {
                // The sum left the range of a double although the mean need not: add shares of it instead.
                sum = ChunkedSum()
                pass = .shares
                return true
            }
            startSquares()
        case .shares:
            centre = sum.total
            startSquares()
        case .squares:
            pass = .done
            return false
        case .done: return false
        }
        return true
    }

    private mutating func startSquares() {
        // A mean lies between the extremes; rounding must not push it out. Equal values get their own value
        // back, so that their deviations are exactly 0.
        centre = min(max(centre, least), greatest)
        pass = .squares
    }

    /// The figures, once no pass is wanted any more.
    package var moments: Moments {
        Moments(
            count: count, mean: mean, squares: squares.total, minimum: minimum, maximum: maximum)
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
