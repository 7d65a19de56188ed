import Digest
import Model
import Synchronization

/// What some events in a row came to, in memory: everything that a checkpoint will write but the index.
///
/// A value: a reader takes a copy under the generation's lock and reads it in peace.
struct HotRows: Sendable {
    /// The last event taken in.
    var through: Position
    /// By table, in row order; no part crosses a chunk.
    var parts: [UInt32: [Part]] = [:]
    /// By table.
    var labels: [UInt32: [LabelBlock]] = [:]
    var documents: [DocumentRow] = []
    /// Outcomes whose decision was not there yet, by position: their time, and the decision that came since.
    var waiting: [Position: Waiting] = [:]
    var withdrawn: [Withdrawn] = []
    /// By the code of the type.
    var counts = [UInt64](repeating: 0, count: Int(UInt8.max) + 1)
    var unknownFields: [UnknownField: UnknownCount] = [:]
    /// Outcomes that name a subject.
    var bySubject: UInt64 = 0
    /// Series and names there are with these events.
    var series = 0
    var names = 0
    /// An estimate of the memory held.
    var bytes = 0

    struct Waiting: Hashable, Sendable {
        var at: Int64
        /// 0 while there is none.
        var decision: Position
    }

    struct Withdrawn: Hashable, Sendable {
        let outcome: Position
        let withdrawal: Position
        let at: Int64
    }

    struct UnknownField: Hashable, Sendable {
        let type: UInt8
        let pointer: Identifier
    }

    struct UnknownCount: Hashable, Sendable {
        var count: UInt64
        var first: Position
    }

    init(after position: Position, series: Int, names: Int) {
        through = position
        self.series = series
        self.names = names
    }
}

/// The events since a position: rows and index in memory until a checkpoint has sealed them.
///
/// One thread adds, any thread reads.
final class Generation: Sendable {
    /// The position that the events come after.
    let after: Position
    let index: HotIndex
    private let rows: Mutex<HotRows>

    /// `events` is how many it will hold, about.
    init(after position: Position, series: Int, names: Int, events: UInt64) {
        after = position
        index = HotIndex(expecting: Int(clamping: min(events, 1 << 20)))
        rows = Mutex(HotRows(after: position, series: series, names: names))
    }

    /// What there is now. Cheap: storage is shared.
    var snapshot: HotRows { rows.withLock { $0 } }

    var through: Position { rows.withLock { $0.through } }

    var events: UInt64 { through - after }

    var bytes: Int { rows.withLock { $0.bytes } + index.bytes }

    func change(_ body: (inout HotRows) throws -> Void) rethrows { try rows.withLock { try body(&$0) } }
}
