import Digest
import Journal
package import Model

/// An event as it reaches the projections.
package struct PlacedImage: Sendable {
    package let position: Position
    package let image: EventImage

    package init(position: Position, image: EventImage) {
        self.position = position
        self.image = image
    }
}

/// Turns events into rows. The one place where an event meets the projections: growing and rebuilding both
/// run it.
///
/// Laws: it reads the event, the rows of the events before it and nothing else; no clock, no randomness, no
/// unordered iteration, no arithmetic on floating-point values; where batches are cut changes nothing.
struct Interpreter {
    /// Unknown members of one event that are counted each by its pointer.
    static let unknownFieldsMax = 256
    /// Builders kept for the order of their columns; beyond them all are made anew.
    private static let buildersMax = 512

    let journal: Journal
    let series: SeriesBook
    let names: NameBook
    /// The next row of each table.
    private(set) var nextRows: [UInt32: Int]
    private var builders: [UInt32: PartBuilder] = [:]
    private let fingerprinter: Fingerprinter
    /// Whether anything waits, or may wait, for an id: else nobody looks.
    private var mayWait: Bool
    private var lastBy: (bytes: [UInt8], code: UInt32) = ([], 0)

    init(journal: Journal, series: SeriesBook, names: NameBook, nextRows: [UInt32: Int], mayWait: Bool) {
        self.journal = journal
        self.series = series
        self.names = names
        self.nextRows = nextRows
        self.mayWait = mayWait
        fingerprinter = journal.fingerprinter
    }

    /// What a batch has come to so far.
    private struct Batch {
        var labels: [UInt32: [UInt8]] = [:]
        var documents: [DocumentRow] = []
        var waiting: [Position: HotRows.Waiting] = [:]
        var withdrawn: [HotRows.Withdrawn] = []
        var counts = [UInt64](repeating: 0, count: Int(UInt8.max) + 1)
        var unknownFields: [(key: HotRows.UnknownField, count: UInt64, position: Position)] = []
        var bySubject: UInt64 = 0
        var parts: [(table: UInt32, part: Part)] = []
    }

    /// Takes in events that follow those before, in position order.
    ///
    /// When it throws, the generation has half of the batch: give both up.
    mutating func apply(
        _ events: [PlacedImage], to generation: Generation, _ index: borrowing IndexReader
    ) throws {
        guard let last = events.last else { return }
        var batch = Batch()
        for event in events {
            try apply(event.image, at: event.position, generation.index, index, &batch)
        }
        finishParts(&batch)
        let (seriesCount, namesCount) = (series.all.count, names.count)
        generation.change {
            $0.take(batch.parts, through: last.position, series: seriesCount, names: namesCount)
        }
        generation.change { rows in
            for table in batch.labels.keys.sorted() {
                rows.take(LabelBlock(sorting: batch.labels[table] ?? []), of: table)
            }
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

    private mutating func finishParts(_ batch: inout Batch) {
        for table in builders.keys.sorted() {
            guard let count = builders[table]?.count, count > 0 else { continue }
            if let part = builders[table]?.finish() { batch.parts.append((table, part)) }
        }
        if builders.count > Self.buildersMax { builders = [:] }
    }

    private mutating func apply(
        _ image: EventImage, at position: Position, _ hot: HotIndex, _ index: borrowing IndexReader,
        _ batch: inout Batch
    ) throws {
        let type = image.type
        batch.counts[Int(type.rawValue)] += 1
        var place = (table: TableNumber.none, row: UInt32(0))
        let key = fingerprinter.fingerprint(type.rawValue, image.bytes, image.idRange)
        switch type {
        case .decision:
            place = try decision(image, at: position, hot, index, &batch)
        case .outcome:
            place = try outcome(image, at: position, hot, index, &batch)
        case .outcomeWithdrawn:
            place = (
                TableNumber.withdrawals, append(image, at: position, to: TableNumber.withdrawals, &batch)
            )
            try withdrawal(image, at: position, hot, index, &batch)
        case .contract, .deployment, .policy, .replaySet, .review:
            try document(image, at: position, hot, &batch)
        }
        hot.insert(
            .identifiers,
            IndexEntry(fingerprint: key, position: position, table: place.table, row: place.row))
        if image.hasUnknownFields { count(image, at: position, &batch) }
    }

    /// Gives an event the next row of a table.
    private mutating func append(
        _ image: EventImage, at position: Position, to table: UInt32, _ batch: inout Batch
    ) -> UInt32 {
        let row = nextRows[table, default: 0]
        nextRows[table] = row + 1
        builders[table, default: PartBuilder(firstRow: row)].append(image, at: position)
        if (row + 1) % Chunk.rows == 0, let part = builders[table]?.finish() {
            batch.parts.append((table, part))
        }
        return UInt32(truncatingIfNeeded: row)
    }

    private mutating func decision(
        _ image: EventImage, at position: Position, _ hot: HotIndex, _ index: borrowing IndexReader,
        _ batch: inout Batch
    ) throws -> (table: UInt32, row: UInt32) {
        let head = image.decisionHead
        let (table, _) = series.number(of: image, head)
        let row = append(image, at: position, to: table, &batch)
        hot.insert(
            .subjects,
            IndexEntry(
                fingerprint: fingerprinter.fingerprint(Space.subject, image.bytes, head.subject),
                position: position, table: table, row: row))
        guard mayWait else { return (table, row) }
        let key = fingerprinter.fingerprint(Space.outcomesFor, image.bytes, image.idRange)
        for entry in try index.entries(.waiting, key, through: position - 1) {
            let waiting = try self.image(at: entry.position)
            guard !waiting.namesSubject, waiting.bytes[waiting.target.name] == image.bytes[image.idRange]
            else {
                continue
            }
            batch.waiting[entry.position] = HotRows.Waiting(at: waiting.at.microseconds, decision: position)
            label(waiting, at: entry.position, table, row, &batch)
        }
        return (table, row)
    }

    private mutating func outcome(
        _ image: EventImage, at position: Position, _ hot: HotIndex, _ index: borrowing IndexReader,
        _ batch: inout Batch
    ) throws -> (table: UInt32, row: UInt32) {
        let table = TableNumber.outcomes
        let row = append(image, at: position, to: table, &batch)
        let target = image.target.name
        if image.namesSubject {
            batch.bySubject += 1
            _ = entry(of: image, at: position)
            hot.insert(
                .subjects,
                IndexEntry(
                    fingerprint: fingerprinter.fingerprint(Space.subject, image.bytes, target),
                    position: position, table: table, row: row))
        } else if let decision = try self.decision(image.bytes[target], before: position, index) {
            label(image, at: position, decision.table, decision.row, &batch)
        } else {
            mayWait = true
            batch.waiting[position] = HotRows.Waiting(at: image.at.microseconds, decision: 0)
            _ = entry(of: image, at: position)
            hot.insert(
                .waiting,
                IndexEntry(
                    fingerprint: fingerprinter.fingerprint(Space.outcomesFor, image.bytes, target),
                    position: position, table: table, row: row))
        }
        guard mayWait else { return (table, row) }
        let key = fingerprinter.fingerprint(Space.withdrawalsOf, image.bytes, image.idRange)
        for entry in try index.entries(.waiting, key, through: position - 1) {
            let waiting = try self.image(at: entry.position)
            guard waiting.bytes[waiting.target.name] == image.bytes[image.idRange] else { continue }
            batch.withdrawn.append(
                HotRows.Withdrawn(outcome: position, withdrawal: entry.position, at: waiting.at.microseconds))
        }
        return (table, row)
    }

    private mutating func withdrawal(
        _ image: EventImage, at position: Position, _ hot: HotIndex, _ index: borrowing IndexReader,
        _ batch: inout Batch
    ) throws {
        let target = image.target.name
        let key = fingerprinter.fingerprint(EventType.outcome.rawValue, image.bytes, target)
        if let outcome = try match(.identifiers, key, image.bytes[target], before: position, index) {
            batch.withdrawn.append(
                HotRows.Withdrawn(outcome: outcome.position, withdrawal: position, at: image.at.microseconds))
        } else {
            mayWait = true
            hot.insert(
                .waiting,
                IndexEntry(
                    fingerprint: fingerprinter.fingerprint(Space.withdrawalsOf, image.bytes, target),
                    position: position, table: TableNumber.none, row: 0))
        }
    }

    private func decision(
        _ id: ArraySlice<UInt8>, before position: Position, _ index: borrowing IndexReader
    ) throws -> IndexEntry? {
        let key = fingerprinter.fingerprint(EventType.decision.rawValue, id.span)
        return try match(.identifiers, key, id, before: position, index)
    }

    /// The entry of an id among those before a position. Fingerprints that meet are told apart by the
    /// records.
    private func match(
        _ kind: RunKind, _ key: Fingerprint, _ id: ArraySlice<UInt8>, before position: Position,
        _ index: borrowing IndexReader
    ) throws -> IndexEntry? {
        let entries = try index.entries(kind, key, through: position - 1)
        guard entries.count > 1 else { return entries.first }
        for entry in entries {
            let other = try image(at: entry.position)
            if other.bytes[other.idRange] == id { return entry }
        }
        return nil
    }

    private func image(at position: Position) throws -> EventImage {
        guard let record = try journal.record(at: position) else {
            throw ProjectionError.missingRecord(position: position)
        }
        do {
            return try EventImage.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: position, detail: error.message)
        }
    }

    private mutating func label(
        _ image: EventImage, at position: Position, _ table: UInt32, _ row: UInt32, _ batch: inout Batch
    ) {
        let (found, value) = entry(of: image, at: position)
        found.append(table: table, row: row, value: value, to: &batch.labels[table, default: []])
    }

    /// The label that an outcome gives; numbers its texts.
    private mutating func entry(
        of image: EventImage, at position: Position
    ) -> (entry: LabelEntry, value: Double?) {
        var entry = LabelEntry(
            position: position, at: image.at.microseconds, kind: 0, payload: 0, by: 0,
            direct: !image.namesSubject)
        var value: Double?
        var cursor = ImageCursor(image.bytes.span, from: image.target.cells)
        while let cell = cursor.next() {
            switch FieldCode(rawValue: image.bytes[cell.nameStart]) {
            case .value: value = Double(bitPattern: cell.bits)
            case .label:
                switch CellTag(rawValue: cell.tag) {
                case .yes: entry.kind = 1
                case .text:
                    entry.kind = LabelEntry.texts
                    entry.payload = UInt64(
                        names.code(of: image.identifier(cell.textStart..<(cell.textStart + cell.textCount))))
                case .number:
                    entry.kind = LabelEntry.numbers
                    entry.payload = cell.bits
                default: break
                }
            case .by:
                entry.by = code(ofLabeller: image.bytes[cell.textStart..<(cell.textStart + cell.textCount)])
                return (entry, value)
            default: break
            }
        }
        return (entry, value)
    }

    private mutating func code(ofLabeller bytes: ArraySlice<UInt8>) -> UInt32 {
        if bytes.elementsEqual(lastBy.bytes) { return lastBy.code }
        let code = names.code(of: Identifier(String(decoding: bytes, as: UTF8.self)))
        lastBy = (Array(bytes), code)
        return code
    }

    private func document(
        _ image: EventImage, at position: Position, _ hot: HotIndex, _ batch: inout Batch
    ) throws {
        guard let record = try journal.record(at: position) else {
            throw ProjectionError.missingRecord(position: position)
        }
        let event: Event
        do {
            event = try Event.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: position, detail: error.message)
        }
        var named: (model: Identifier, version: Identifier?)?
        switch event.body {
        case .contract(let contract): named = (contract.model, contract.version)
        case .deployment(let deployment): named = (deployment.model, deployment.version)
        case .policy(let policy): named = (policy.model, nil)
        case .replaySet(let set): named = (set.model, nil)
        case .review(let review):
            switch review.target {
            case .version(let model, let version): named = (model, version)
            case .decision(let decision):
                hot.insert(
                    .reviews,
                    IndexEntry(
                        fingerprint: fingerprinter.fingerprint(Space.reviewsOf, decision), position: position,
                        table: TableNumber.none, row: 0))
            }
        case .decision, .outcome, .outcomeWithdrawn: break
        }
        guard let named else { return }
        batch.documents.append(
            DocumentRow(
                position: position, type: event.type, id: event.id, at: event.at, model: named.model,
                version: named.version))
    }

    private func count(_ image: EventImage, at position: Position, _ batch: inout Batch) {
        let cells: Int
        switch image.type {
        case .decision: cells = image.decisionHead.cells
        case .outcome, .outcomeWithdrawn: cells = image.target.cells
        default: cells = image.idRange.upperBound
        }
        var cursor = ImageCursor(image.bytes.span, from: cells)
        while cursor.next() != nil {}
        let pointers = cursor.unknownFields()
        for pointer in pointers.prefix(Self.unknownFieldsMax) {
            batch.unknownFields.append(
                (.init(type: image.type.rawValue, pointer: Identifier(pointer)), 1, position))
        }
        let more = pointers.count - Self.unknownFieldsMax
        if more > 0 {
            // The pointer of the whole event stands for what is beyond the bound.
            batch.unknownFields.append(
                (.init(type: image.type.rawValue, pointer: Identifier("")), UInt64(more), position))
        }
    }
}

/// Rows k x 65,536 and up to the next of a table.
package enum Chunk {
    /// Sums run inside chunks and then in chunk order, so that answers do not depend on how rows lie.
    package static let rows = 65_536
}
