/// A sum that depends on the values and their order only: not on how they were handed over.
///
/// Values are added up inside chunks of 65,536, and the chunks' sums are added in chunk order. Pieces of any
/// length may be added one after the other; the chunks are counted in values, so cutting the pieces elsewhere
/// gives the same bits. The short inner sums also keep the rounding error low: it grows with the 65,536
/// values of a chunk and the number of chunks, instead of with the number of values.
package struct ChunkedSum: Sendable {
    /// Values in a chunk.
    package static let chunkLength = 65_536

    private var closed = 0.0
    private var open = 0.0
    private var openCount = 0

    package init() {}

    /// Adds the next value.
    package mutating func add(_ value: Double) {
        open += value
        openCount += 1
        if openCount == Self.chunkLength {
            closed += open
            open = 0
            openCount = 0
        }
    }

    /// Adds every value in order: the same as adding one by one. In the same loop finds the extremes.
    mutating func add(
        contentsOf values: ArraySlice<Double>, least: Double, greatest: Double
    ) -> (least: Double, greatest: Double) {
        var (least, greatest) = (least, greatest)
        var start = values.startIndex
        while start < values.endIndex {
            let end = min(values.endIndex, start + Self.chunkLength - openCount)
            // Held here for the loop, which is then a few instructions a value.
            var sum = open
            for value in values[start..<end] {
                sum += value
                least = value < least ? value : least
                greatest = value > greatest ? value : greatest
            }
            open = sum
            close(end - start)
            start = end
        }
        return (least, greatest)
    }

    /// Adds the square of each value's distance from a centre, in order.
    mutating func add(squaresOf values: ArraySlice<Double>, around centre: Double) {
        var start = values.startIndex
        while start < values.endIndex {
            let end = min(values.endIndex, start + Self.chunkLength - openCount)
            var sum = open
            for value in values[start..<end] {
                let deviation = value - centre
                sum += deviation * deviation
            }
            open = sum
            close(end - start)
            start = end
        }
    }

    /// Adds each value's share of a number, in order.
    mutating func add(sharesOf values: ArraySlice<Double>, of number: Double) {
        for value in values { add(value / number) }
    }

    private mutating func close(_ count: Int) {
        openCount += count
        guard openCount == Self.chunkLength else { return }
        closed += open
        open = 0
        openCount = 0
    }

    /// The sum of everything added so far; 0 when nothing was.
    package var total: Double { openCount == 0 ? closed : closed + open }
}
