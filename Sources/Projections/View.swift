import LMDB
package import Model

/// One snapshot of all projections: everything read through it is of one position.
///
/// Exists only inside `Projector.read`, on the thread that asked. It never waits for appends, and they never
/// wait for it. Every method throws `StoreError` when the store fails and `ProjectionError` on a damaged row.
package struct View: ~Copyable {
    let transaction: ReadTransaction
    /// The last position that the rows have taken in.
    package let position: Position
    /// Whole events, for what rows do not carry.
    package let events: EventShelf
    let contracts = ContractsInForce()
    let hasSubjectLabels: Bool
    let hasWithdrawals: Bool

    private init(
        _ transaction: consuming ReadTransaction, position: Position, hasSubjectLabels: Bool,
        hasWithdrawals: Bool,
        events: EventShelf
    ) {
        self.position = position
        self.hasSubjectLabels = hasSubjectLabels
        self.hasWithdrawals = hasWithdrawals
        self.transaction = transaction
        self.events = events
    }

    /// The view of a snapshot, which it takes over.
    static func make(of transaction: consuming ReadTransaction, events: EventShelf) throws -> View {
        let position = try word(Keys.position, in: transaction)
        let hasSubjectLabels = try transaction.count(Tables.subjectLabels) > 0
        let hasWithdrawals = try transaction.count(Tables.withdrawals) > 0
        return View(
            transaction, position: position, hasSubjectLabels: hasSubjectLabels,
            hasWithdrawals: hasWithdrawals,
            events: events)
    }

    static func word(_ key: [UInt8], in transaction: borrowing ReadTransaction) throws -> UInt64 {
        try transaction.get(Tables.state, key) { value throws in
            var reader = RowReader(value, of: Tables.state.name)
            return try reader.word64()
        } ?? 0
    }

    /// The position of an event by its type and id as of a position, nil when it is not there. One look-up.
    package func position(of id: Identifier, type: EventType, asOf: Position) throws -> Position? {
        let found = try transaction.get(Tables.identifiers, Keys.identifier(type, id)) { value throws in
            var reader = RowReader(value, of: Tables.identifiers.name)
            return try reader.word64()
        }
        guard let found, found <= asOf else { return nil }
        return found
    }

    /// Every series, by number. Few; one short walk.
    package func series() throws -> [Series] {
        var found: [Series] = []
        try transaction.walk(Tables.series) { key, value in
            found.append(try Self.series(key, value))
            return true
        }
        return found
    }

    private static func series(_ key: Swift.Span<UInt8>, _ value: Swift.Span<UInt8>) throws -> Series {
        var place = RowReader(key, of: Tables.series.name)
        var row = RowReader(value, of: Tables.series.name)
        let code = try row.byte()
        guard let role = Role(code: code) else {
            throw ProjectionError.damagedRow(
                table: Tables.series.name, detail: "no role has the code \(code)")
        }
        let model = try row.identifier()
        return Series(number: try place.word32(), model: model, version: try row.identifier(), role: role)
    }

    /// The series of that number, nil when there is none.
    package func series(_ number: UInt32) throws -> Series? {
        let key = Keys.series(number)
        return try transaction.get(Tables.series, key) { try Self.series(key.span, $0) }
    }

    /// A decision by its id as of a position.
    package func decision(_ id: Identifier, asOf: Position) throws -> DecisionRow? {
        let place = try transaction.get(Tables.identifiers, Keys.identifier(.decision, id)) { value throws in
            var reader = RowReader(value, of: Tables.identifiers.name)
            return (position: try reader.word64(), series: try reader.word32())
        }
        guard let place, place.position <= asOf else { return nil }
        guard let series = try series(place.series) else {
            throw ProjectionError.damagedRow(
                table: Tables.series.name, detail: "series \(place.series) is missing")
        }
        return try decision(at: place.position, of: series)
    }

    /// The decision of a series at a position, nil when there is none.
    package func decision(at position: Position, of series: Series) throws -> DecisionRow? {
        try transaction.get(Tables.decisions, Keys.decision(series.number, position)) { value throws in
            var reader = RowReader(value, of: Tables.decisions.name)
            return try reader.decision(series, position, from: nil, to: nil)
        } ?? nil
    }

    /// Hands over the decisions of a series up to a position whose `at` is in `[from, to)`, in position
    /// order, until `body` returns false. Cost: a walk over the series, about a microsecond a row.
    package func decisions(
        of series: Series, asOf: Position, from: Timestamp?, to: Timestamp?,
        _ body: (DecisionRow) throws -> Bool
    ) throws {
        try transaction.walk(Tables.decisions, prefix: Keys.series(series.number)) { key, value in
            var place = RowReader(key, of: Tables.decisions.name)
            _ = try place.word32()
            let position = try place.word64()
            guard position <= asOf else { return false }
            var reader = RowReader(value, of: Tables.decisions.name)
            guard let row = try reader.decision(series, position, from: from, to: to) else { return true }
            return try body(row)
        }
    }

    /// The history of a subject up to a position, in position order.
    package func subject(_ id: Identifier, asOf: Position) throws -> [SubjectEntry] {
        var found: [SubjectEntry] = []
        let prefix = Keys.text(id)
        try transaction.walk(Tables.subjects, prefix: prefix) { key, value in
            let position = try Self.position(in: key)
            guard position <= asOf else { return false }
            found.append(try Self.subjectEntry(value, position))
            return true
        }
        return found
    }

    static func subjectEntry(_ value: Swift.Span<UInt8>, _ position: Position) throws -> SubjectEntry {
        var reader = RowReader(value, of: Tables.subjects.name)
        let code = try reader.byte()
        guard let kind = SubjectEntry.Kind(rawValue: code) else {
            throw ProjectionError.damagedRow(
                table: Tables.subjects.name, detail: "no entry has the code \(code)")
        }
        let at = try reader.timestamp()
        let id = try reader.identifier()
        let model = try reader.optionalIdentifier()
        let series = try reader.word32()
        return SubjectEntry(
            position: position, kind: kind, at: at, id: id, model: model,
            series: kind == .decision ? series : nil)
    }

    /// The position that a key of (text, position) ends with.
    static func position(in key: Swift.Span<UInt8>) throws -> Position {
        var reader = RowReader(key, of: "key")
        _ = try reader.keyText()
        return try reader.word64()
    }

    /// Contracts, deployments, policies, replay sets, or reviews of versions: of a model, or of all models
    /// (then by model), in position order.
    package func documents(_ type: EventType, model: Identifier?, asOf: Position) throws -> [DocumentRow] {
        var found: [DocumentRow] = []
        try transaction.walk(Tables.documents, prefix: Keys.documents(type, model)) { key, value in
            var place = RowReader(key, of: Tables.documents.name)
            _ = try place.byte()
            let model = Identifier(try place.keyText())
            let position = try place.word64()
            guard position <= asOf else { return true }
            var row = RowReader(value, of: Tables.documents.name)
            let at = try row.timestamp()
            let id = try row.identifier()
            found.append(
                DocumentRow(
                    position: position, type: type, id: id, at: at, model: model,
                    version: try row.optionalIdentifier()))
            return true
        }
        return found
    }

    /// The reviews of a decision up to a position, in position order.
    package func reviews(of decision: Identifier, asOf: Position) throws -> [ReviewRow] {
        var found: [ReviewRow] = []
        try transaction.walk(Tables.reviews, prefix: Keys.text(decision)) { key, value in
            let position = try Self.position(in: key)
            guard position <= asOf else { return false }
            var row = RowReader(value, of: Tables.reviews.name)
            let at = try row.timestamp()
            found.append(ReviewRow(position: position, id: try row.identifier(), at: at))
            return true
        }
        return found
    }

    /// How many events there are, by type, and members that no field is defined for. As of the view's
    /// position.
    package func counts() throws -> EventCounts {
        var byType: [(type: EventType, count: UInt64)] = []
        for type in EventType.allCases {
            let count = try Self.word(Keys.count(type), in: transaction)
            if count > 0 { byType.append((type, count)) }
        }
        var unknown: [(type: EventType, pointer: String, count: UInt64, first: Position)] = []
        try transaction.walk(Tables.unknownFields) { key, value in
            guard let type = EventType(rawValue: key[0]) else { return true }
            var row = RowReader(value, of: Tables.unknownFields.name)
            let count = try row.word64()
            let first = try row.word64()
            unknown.append((type, try row.text(), count, first))
            if unknown.count > 2 * EventCounts.unknownFieldsMax { Self.keepMostFrequent(&unknown) }
            return true
        }
        Self.keepMostFrequent(&unknown)
        return EventCounts(
            position: position, byType: byType, unknownFields: unknown,
            unknownFieldsInAll: try transaction.count(Tables.unknownFields))
    }

    private static func keepMostFrequent(
        _ fields: inout [(type: EventType, pointer: String, count: UInt64, first: Position)]
    ) {
        fields.sort { a, b in
            a.count != b.count ? a.count > b.count : (a.first, a.type.rawValue) < (b.first, b.type.rawValue)
        }
        fields.removeLast(max(0, fields.count - EventCounts.unknownFieldsMax))
    }

    /// Hands over every row of every table, in table and key order: for comparing two states row by row.
    package func rows(_ body: (_ table: String, _ key: [UInt8], _ value: [UInt8]) throws -> Void) throws {
        for table in Tables.all {
            try transaction.walk(table) { key, value in
                try body(table.name, Array(copying: key), Array(copying: value))
                return true
            }
        }
    }

    /// How many ids the id index holds: one for every event.
    package func identifierCount() throws -> Int { try transaction.count(Tables.identifiers) }
}
