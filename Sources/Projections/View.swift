package import Digest
import Journal
import LMDB
package import Model
import Platform

/// One state of all projections, as of one position: sealed rows from a snapshot of the store, newer ones
/// from memory.
///
/// Exists only inside `Projector.read`, on the thread that asked. It never waits for appends, and they never
/// wait for it. A pass over many chunks goes on with a later snapshot when one grows old (`Moment`): what was
/// known at the position stays what it was. Every method throws `StoreError` when the store fails and
/// `ProjectionError` on a damaged row.
package struct View: ~Copyable {
    let engine: Engine
    private let present: PresentMoment
    /// The last position that the rows have taken in.
    package let position: Position
    /// How many series there are as of the position.
    let seriesCount: Int
    /// Whole events that were read before, for what rows do not carry.
    let events: EventShelf
    let memory = ViewMemory()
    /// What the reader may still look at; nil for one that has time.
    let allowance: Allowance?
    /// Makes the keys of the indexes; also for telling texts apart inside one answer.
    package let fingerprinter: Fingerprinter

    init(engine: Engine, moment: Moment, events: EventShelf, allowance: Allowance?) {
        self.engine = engine
        present = PresentMoment(moment)
        position = moment.position
        seriesCount = moment.series
        self.events = events
        self.allowance = allowance
        fingerprinter = engine.journal.fingerprinter
    }

    /// What is read from now.
    var moment: Moment { present.moment }
    /// The position up to which the columns are sealed; `hot` holds what comes after.
    var sealed: Position { moment.sealed }
    /// Oldest first.
    var hot: [HotRows] { moment.hot }

    /// Goes on with a later snapshot when this one is old, so that pages it sees may be used again. Not while
    /// something is read from it.
    func renewIfOld() throws {
        if isOld { try renew() }
    }

    private var isOld: Bool {
        System.monotonicClock() - moment.taken >= engine.options.snapshotMicroseconds
    }

    private func renew() throws {
        try keepCounts()
        try present.renew(from: engine)
    }

    /// Asks for what is counted as of the snapshot and not as of a position before the snapshot goes.
    private func keepCounts() throws {
        memory.counts = try counts()
        memory.identifierCount = identifierCount()
        memory.subjectOutcomes = try subjectOutcomeCount()
    }

    static func word(_ key: [UInt8], in transaction: borrowing ReadTransaction) throws -> UInt64 {
        try transaction.get(CoreTables.state, key) { value throws in
            var reader = RowReader(value, of: CoreTables.state.name)
            return try reader.word64()
        } ?? 0
    }

    /// Every series, by number. Few, and in memory.
    package func series() throws -> [Series] { Array(engine.series.all.prefix(seriesCount)) }

    /// The series of that number, nil when there is none.
    package func series(_ number: UInt32) throws -> Series? {
        Int(number) <= seriesCount ? engine.series[number] : nil
    }

    /// Contracts, deployments, policies, replay sets, pins, or reviews of versions: of a model, or of all
    /// models (then by model), in position order.
    package func documents(_ type: EventType, model: Identifier?, asOf: Position) throws -> [DocumentRow] {
        let last = min(asOf, position)
        var found: [DocumentRow] = []
        try moment.columns.walk(CoreTables.documents, prefix: Keys.documents(type, model)) { key, value in
            var place = RowReader(key, of: CoreTables.documents.name)
            _ = try place.byte()
            let model = Identifier(try place.keyText())
            let position = try place.word64()
            try allowance?.spend(entries: 4)
            guard position <= last, position <= sealed else { return true }
            var row = RowReader(value, of: CoreTables.documents.name)
            let at = try row.timestamp()
            let id = try row.identifier()
            found.append(
                DocumentRow(
                    position: position, type: type, id: id, at: at, model: model,
                    version: try row.optionalIdentifier()))
            return true
        }
        for rows in hot {
            try allowance?.spend(entries: rows.documents.count)
            found += rows.documents.filter { row in
                row.type == type && (model == nil || row.model == model) && row.position <= last
            }
        }
        if model == nil { found.sort { ($0.model, $0.position) < ($1.model, $1.position) } }
        return found
    }

    /// The reviews of a decision up to a position, in position order. Cost: one record each.
    package func reviews(of decision: Identifier, asOf: Position) throws -> [ReviewRow] {
        let key = fingerprinter.fingerprint(Space.reviewsOf, decision)
        var found: [ReviewRow] = []
        for entry in try entries(.reviews, key, through: min(asOf, position)) {
            let event = try event(at: entry.position)
            guard case .review(let review) = event.body, case .decision(decision) = review.target else {
                continue
            }
            found.append(ReviewRow(position: entry.position, id: event.id, at: event.at))
        }
        return found
    }

    /// How many events there are, by type, and members that no field is defined for. As of the view's
    /// position.
    package func counts() throws -> EventCounts {
        if let known = memory.counts { return known }
        var byType: [(type: EventType, count: UInt64)] = []
        for type in EventType.allCases {
            let before = try Self.word(Keys.count(type), in: moment.columns)
            let count = hot.reduce(before) { $0 + $1.counts[Int(type.rawValue)] }
            if count > 0 { byType.append((type, count)) }
        }
        let (unknown, all) = try unknownFields()
        return EventCounts(
            position: position, byType: byType, unknownFields: unknown, unknownFieldsInAll: all)
    }

    private typealias Unknown = (type: EventType, pointer: String, count: UInt64, first: Position)

    private func unknownFields() throws -> ([Unknown], Int) {
        var newer: [HotRows.UnknownField: HotRows.UnknownCount] = [:]
        for rows in hot {
            newer.merge(rows.unknownFields) {
                .init(count: $0.count + $1.count, first: min($0.first, $1.first))
            }
        }
        var unknown: [Unknown] = []
        var count = 0
        try moment.columns.walk(CoreTables.unknownFields) { key, value in
            guard let type = EventType(rawValue: key[0]) else { return true }
            var row = RowReader(value, of: CoreTables.unknownFields.name)
            var (times, first) = (try row.word64(), try row.word64())
            let pointer = try row.text()
            if let more = newer.removeValue(forKey: .init(type: type.rawValue, pointer: Identifier(pointer)))
            {
                times += more.count
                first = min(first, more.first)
            }
            count += 1
            unknown.append((type, pointer, times, first))
            if unknown.count > 2 * EventCounts.unknownFieldsMax { Self.keepMostFrequent(&unknown) }
            return true
        }
        for (field, entry) in newer {
            guard let type = EventType(rawValue: field.type) else { continue }
            unknown.append((type, field.pointer.text, entry.count, entry.first))
        }
        count += newer.count
        Self.keepMostFrequent(&unknown)
        return (unknown, count)
    }

    private static func keepMostFrequent(_ fields: inout [Unknown]) {
        fields.sort { a, b in
            if a.count != b.count { return a.count > b.count }
            if a.first != b.first { return a.first < b.first }
            if a.type != b.type { return a.type.rawValue < b.type.rawValue }
            return Bytewise.precedes(a.pointer, b.pointer)
        }
        fields.removeLast(max(0, fields.count - EventCounts.unknownFieldsMax))
    }

    /// How many ids the index holds: one for every event.
    package func identifierCount() -> Int {
        if let known = memory.identifierCount { return known }
        let (sealed, hot) = moment.index.count(.identifiers)
        // What is being taken in right now is in the index already.
        return sealed + min(hot, Int(clamping: position - min(position, moment.index.runs.position)))
    }
}

/// What is put together once while a view is read, and asked for with many rows.
final class ViewMemory {
    /// What a renewed snapshot does not say any more of the position.
    var counts: EventCounts?
    var identifierCount: Int?
    var subjectOutcomes: UInt64?
    var contracts: [ContractKey: ContractInForce?] = [:]
    var withdrawn: [Knowledge: [Position: Position]] = [:]
    var subjects: [Knowledge: SubjectOutcomes] = [:]

    struct ContractKey: Hashable {
        let model: Identifier
        let version: Identifier
        let asOf: Position
    }
}

extension EventImage {
    /// The model that an outcome by subject names, nil when it names none.
    var namedModel: Identifier? {
        var cursor = ImageCursor(bytes.span, from: target.cells)
        while let cell = cursor.next() {
            guard bytes[cell.nameStart] == FieldCode.model.rawValue else { continue }
            return identifier(cell.textStart..<(cell.textStart + cell.textCount))
        }
        return nil
    }
}
