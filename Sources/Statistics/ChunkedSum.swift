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

    /// The sum of everything added so far; 0 when nothing was.
    package var total: Double { openCount == 0 ? closed : closed + open }
}
