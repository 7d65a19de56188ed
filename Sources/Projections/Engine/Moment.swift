import LMDB
import Model
import Platform
import Synchronization

/// What a view reads: one snapshot of each environment and what was in memory then. For one thread.
///
/// As long as a snapshot lives, no page that it sees is used again and the files grow, so whoever reads for
/// long goes on with a later one. It knows at least what this one knew: as of the same position both say the
/// same.
final class Moment {
    private static let numbers = Atomic<UInt64>(0)

    let columns: ReadTransaction
    let index: IndexReader
    /// The position up to which `columns` is read.
    let sealed: Position
    /// What came after, oldest first.
    let hot: [HotRows]
    /// The last position that the rows have taken in.
    let position: Position
    /// How many series there are as of the position.
    let series: Int
    /// Tells one snapshot from every other.
    let number = Moment.numbers.add(1, ordering: .relaxed).newValue
    /// When it was taken: microseconds of the clock that never jumps.
    let taken = System.monotonicClock()

    init(
        columns: consuming ReadTransaction, index: consuming IndexReader, sealed: Position, hot: [HotRows],
        position: Position, series: Int
    ) {
        self.columns = columns
        self.index = index
        self.sealed = sealed
        self.hot = hot
        self.position = position
        self.series = series
    }
}

/// The moment that a view reads from now. What was found in an earlier one by its place there is to be looked
/// for again.
final class PresentMoment {
    private(set) var moment: Moment

    init(_ moment: Moment) { self.moment = moment }

    /// Goes on with a later one.
    func renew(from engine: Engine) throws { moment = try engine.moment() }
}
