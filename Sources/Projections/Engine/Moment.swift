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

    private(set) var columns: ReadTransaction
    private(set) var index: IndexReader
    /// The position up to which `columns` is read.
    private(set) var sealed: Position
    /// What came after, oldest first.
    private(set) var hot: [HotRows]
    /// The last position that the rows have taken in.
    private(set) var position: Position
    /// How many series there are as of the position.
    private(set) var series: Int
    /// Tells one snapshot from every other.
    private(set) var number: UInt64
    /// When it was taken: microseconds of the clock that never jumps.
    private(set) var taken: Int64

    init(_ snapshot: consuming MomentSnapshot) {
        columns = snapshot.columns
        index = snapshot.index
        sealed = snapshot.sealed
        hot = snapshot.hot
        position = snapshot.position
        series = snapshot.series
        number = Self.numbers.add(1, ordering: .relaxed).newValue
        taken = System.monotonicClock()
    }

    /// Goes on with a later snapshot. What was found in the earlier one by its place there is to be looked
    /// for again.
    func renew(from engine: Engine) throws {
        let snapshot = try engine.snapshot()
        columns = snapshot.columns
        index = snapshot.index
        sealed = snapshot.sealed
        hot = snapshot.hot
        position = snapshot.position
        series = snapshot.series
        number = Self.numbers.add(1, ordering: .relaxed).newValue
        taken = System.monotonicClock()
    }
}

/// A snapshot of everything on its way to whoever reads it.
struct MomentSnapshot: ~Copyable {
    let columns: ReadTransaction
    let index: IndexReader
    let sealed: Position
    let hot: [HotRows]
    let position: Position
    let series: Int
}
