import Digest
import Journal
import Model
import Platform

/// Turns events into rows. The one place where an event meets the projections: growing and rebuilding both
/// run it.
///
/// Laws: it reads the event, the rows of the events before it and nothing else; no clock, no randomness, no
/// unordered iteration, no arithmetic on floating-point values; where blocks are cut changes nothing.
///
/// A block goes through in three steps, each over all of its events: every event gets its place, so that the
/// index has all of them; what outcomes and withdrawals name, and what waits for the ids of the block, is
/// looked up at once; and the rows are made, event after event. Looking up many at once costs a fraction of
/// looking up each: memory is asked for many at a time.
struct Interpreter {
    /// Unknown members of one event that are counted each by its pointer.
    static let unknownFieldsMax = 256

    let journal: Journal
    let series: SeriesBook
    let names: NameBook
    let fingerprinter: Fingerprinter
    var tables: TableRows
    /// Whether anything waits, or may wait, for an id: else nobody looks.
    var mayWait: Bool
    /// Whether rows and labels stay here, and do not reach readers, until `finish`: for a state that nobody
    /// reads yet. Parts are as large as they become then, and none is put together from smaller ones.
    var holdsBack = false
    var lastBy: (bytes: [UInt8], code: UInt32) = ([], 0)
    /// The last definition of a label; the code is meaningless while the text is empty.
    var lastDefinition: (bytes: [UInt8], code: UInt32) = ([], 0)
    private var givesWay = false
    /// Series met of late, each where its bytes spread to.
    var recent = [(series: [UInt8], table: UInt32)](repeating: ([], 0), count: 64)

    init(journal: Journal, series: SeriesBook, names: NameBook, nextRows: [UInt32: Int], mayWait: Bool) {
        self.journal = journal
        self.series = series
        self.names = names
        self.mayWait = mayWait
        tables = TableRows(nextRows: nextRows)
        fingerprinter = journal.fingerprinter
    }

    /// What a block has come to so far.
    struct Batch {
        var documents: [DocumentRow] = []
        var waiting: [Position: HotRows.Waiting] = [:]
        var withdrawn: [HotRows.Withdrawn] = []
        var counts = [UInt64](repeating: 0, count: Int(UInt8.max) + 1)
        var unknownFields: [(key: HotRows.UnknownField, count: UInt64, position: Position)] = []
        var bySubject: UInt64 = 0
        var parts: [(table: UInt32, part: Part)] = []
        var labels: [(table: UInt32, block: LabelBlock)] = []
    }

    /// Bytes of rows and labels that are held back.
    var heldBytes: Int { holdsBack ? tables.bytes : 0 }

    /// Takes in some events of a block, which follow those before.
    ///
    /// `givesWay` says whether others may have the core between steps.
    /// When it throws, the generation has half of them: give both up.
    mutating func apply(
        _ block: ImageBlock, _ range: Range<Int>, to generation: Generation,
        _ index: borrowing IndexReader, givesWay: Bool
    ) throws {
        guard !range.isEmpty else { return }
        self.givesWay = givesWay
        var batch = Batch()
        let places = place(block, range, in: generation.index)
        giveWay()
        let matches = try match(block, range, places, generation.index, index, &batch)
        giveWay()
        try makeRows(block, range, places, matches, generation.index, &batch)
        if !holdsBack { tables.finish(&batch.parts, &batch.labels) }
        hand(batch, through: block.first + Position(range.upperBound) - 1, to: generation)
    }

    /// Between steps of some tenths of a millisecond whoever waits for the core may have it, where that is
    /// wanted.
    func giveWay() {
        if givesWay { System.giveWay() }
    }

    /// Hands over what was held back.
    mutating func finish(to generation: Generation) {
        var batch = Batch()
        tables.finish(&batch.parts, &batch.labels)
        hand(batch, through: generation.through, to: generation)
    }

    private func hand(_ batch: Batch, through last: Position, to generation: Generation) {
        let (seriesCount, namesCount) = (series.all.count, names.count)
        generation.change { rows in
            rows.take(batch.parts, through: last, series: seriesCount, names: namesCount)
        }
        generation.change { rows in
            for (table, block) in batch.labels { rows.take(block, of: table) }
            rows.documents += batch.documents
            rows.waiting.merge(batch.waiting) { _, new in new }
            rows.withdrawn += batch.withdrawn
            for code in batch.counts.indices where batch.counts[code] > 0 {
                rows.counts[code] += batch.counts[code]
            }
            for field in batch.unknownFields {
                rows.unknownFields[field.key, default: .init(count: 0, first: field.position)].count +=
                    field.count
            }
            rows.bySubject += batch.bySubject
            rows.bytes +=
                96 * (batch.documents.count + batch.waiting.count + batch.withdrawn.count)
                + 160 * batch.unknownFields.count
        }
    }

    /// The event at an earlier position.
    func image(at position: Position) throws -> EventImage {
        guard let record = try journal.record(at: position) else {
            throw ProjectionError.missingRecord(position: position)
        }
        do {
            return try EventImage.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: position, detail: error.message)
        }
    }
}

/// Rows k x 65,536 and up to the next of a table.
package enum Chunk {
    /// Sums run inside chunks and then in chunk order, so that answers do not depend on how rows lie.
    package static let rows = 65_536
}
