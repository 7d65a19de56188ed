import Digest
import Journal
import LMDB
import Model

/// Turns records into rows. The one place where an event meets the projections: growing and rebuilding both
/// run it.
///
/// Laws: it reads the record and its own tables only; no clock, no randomness, no unordered iteration, no
/// arithmetic on floating-point values; where batches are cut changes nothing.
struct Applier {
    /// Unknown members of one event that are counted each by its pointer.
    static let unknownFieldsMax = 256

    /// Numbers of series that this applier has met; the table is the truth, this saves look-ups.
    private var numbers: [[UInt8]: UInt32] = [:]

    /// Applies records in position order and notes the last position, all in one transaction.
    mutating func apply(_ records: [Record], in transaction: inout WriteTransaction) throws {
        guard let last = records.last else { return }
        var counts: [UInt8: UInt64] = [:]
        do {
            for record in records {
                let event: Event
                do {
                    event = try Event.decode(record.body)
                } catch {
                    throw ProjectionError.unreadableRecord(position: record.position, detail: error.message)
                }
                try apply(event, at: record.position, in: &transaction)
                counts[event.type.rawValue, default: 0] += 1
            }
            for type in EventType.allCases {
                guard let more = counts[type.rawValue] else { continue }
                try add(more, to: Keys.count(type), in: &transaction)
            }
            try transaction.put(Tables.state, Keys.position, Keys.position(last.position))
        } catch {
            // The transaction is given up, and with it the series it numbered.
            numbers = [:]
            throw error
        }
    }

    private mutating func apply(_ event: Event, at position: Position, in transaction: inout WriteTransaction)
        throws
    {
        var place = RowWriter(reserving: 12)
        place.word64(position)
        switch event.body {
        case .decision(let decision):
            let series = try number(of: decision, in: &transaction)
            place.word32(series)
            try apply(event, decision, series, position, in: &transaction)
        case .outcome(let outcome):
            try apply(event, outcome, position, in: &transaction)
        case .outcomeWithdrawn(let withdrawn):
            var row = RowWriter()
            row.time(event.at.microseconds)
            try transaction.insert(Tables.withdrawals, Keys.text(withdrawn.outcome, position), row.bytes)
        case .contract(let contract):
            try document(event, contract.model, contract.version, position, in: &transaction)
        case .deployment(let deployment):
            try document(event, deployment.model, deployment.version, position, in: &transaction)
        case .policy(let policy):
            try document(event, policy.model, nil, position, in: &transaction)
        case .replaySet(let set):
            try document(event, set.model, nil, position, in: &transaction)
        case .review(let review):
            switch review.target {
            case .decision(let decision):
                var row = RowWriter()
                row.time(event.at.microseconds)
                row.text(event.id.text)
                try transaction.insert(Tables.reviews, Keys.text(decision, position), row.bytes)
            case .version(let model, let version):
                try document(event, model, version, position, in: &transaction)
            }
        }
        try transaction.insert(Tables.identifiers, Keys.identifier(event.type, event.id), place.bytes)
        for pointer in event.unknownFields.prefix(Self.unknownFieldsMax) {
            try count(unknown: pointer, 1, of: event.type, at: position, in: &transaction)
        }
        let more = event.unknownFields.count - Self.unknownFieldsMax
        if more > 0 {
            // The pointer of the whole event stands for what is beyond the bound.
            try count(unknown: "", UInt64(more), of: event.type, at: position, in: &transaction)
        }
    }

    private func apply(
        _ event: Event, _ decision: Decision, _ series: UInt32, _ position: Position,
        in transaction: inout WriteTransaction
    ) throws {
        var row = RowWriter(reserving: 192)
        row.decision(event, decision)
        try transaction.insert(Tables.decisions, Keys.decision(series, position), row.bytes)
        var entry = RowWriter()
        entry.byte(SubjectEntry.Kind.decision.rawValue)
        entry.time(event.at.microseconds)
        entry.text(event.id.text)
        entry.optional(decision.model)
        entry.word32(series)
        try transaction.insert(Tables.subjects, Keys.text(decision.subject, position), entry.bytes)
    }

    private func apply(
        _ event: Event, _ outcome: Outcome, _ position: Position, in transaction: inout WriteTransaction
    ) throws {
        var row = RowWriter()
        row.outcome(event, outcome)
        var targeted = row
        switch outcome.target {
        case .decision(let decision):
            targeted.byte(1)
            targeted.text(decision.text)
            try transaction.insert(Tables.labels, Keys.text(decision, position), row.bytes)
        case .subject(let subject, let model):
            targeted.byte(2)
            targeted.text(subject.text)
            targeted.optional(model)
            row.optional(model)
            try transaction.insert(Tables.subjectLabels, Keys.text(subject, position), row.bytes)
            var entry = RowWriter()
            entry.byte(SubjectEntry.Kind.outcome.rawValue)
            entry.time(event.at.microseconds)
            entry.text(event.id.text)
            entry.optional(model)
            entry.word32(0)
            try transaction.insert(Tables.subjects, Keys.text(subject, position), entry.bytes)
        }
        try transaction.append(Tables.outcomes, Keys.position(position), targeted.bytes)
    }

    private func document(
        _ event: Event, _ model: Identifier, _ version: Identifier?, _ position: Position,
        in transaction: inout WriteTransaction
    ) throws {
        var row = RowWriter()
        row.time(event.at.microseconds)
        row.text(event.id.text)
        row.optional(version)
        try transaction.insert(Tables.documents, Keys.document(event.type, model, position), row.bytes)
    }

    private mutating func number(
        of decision: Decision, in transaction: inout WriteTransaction
    ) throws -> UInt32 {
        let key = Keys.seriesNumber(decision.model, decision.version, decision.role)
        if let known = numbers[key] { return known }
        if let stored = try transaction.get(Tables.seriesNumbers, key) {
            var reader = RowReader(stored.span, of: Tables.seriesNumbers.name)
            let number = try reader.word32()
            numbers[key] = number
            return number
        }
        let number = UInt32(try transaction.count(Tables.series)) + 1
        var row = RowWriter()
        row.byte(decision.role.code)
        row.text(decision.model.text)
        row.text(decision.version.text)
        try transaction.insert(Tables.series, Keys.series(number), row.bytes)
        try transaction.insert(Tables.seriesNumbers, key, Keys.series(number))
        numbers[key] = number
        return number
    }

    private func add(_ more: UInt64, to key: [UInt8], in transaction: inout WriteTransaction) throws {
        var before: UInt64 = 0
        if let stored = try transaction.get(Tables.state, key) {
            var reader = RowReader(stored.span, of: Tables.state.name)
            before = try reader.word64()
        }
        try transaction.put(Tables.state, key, Keys.position(before + more))
    }

    private func count(
        unknown pointer: String, _ more: UInt64, of type: EventType, at position: Position,
        in transaction: inout WriteTransaction
    ) throws {
        let key = [type.rawValue] + SHA256Digest(of: Array(pointer.utf8)).bytes
        var count: UInt64 = 0
        var first = position
        if let stored = try transaction.get(Tables.unknownFields, key) {
            var reader = RowReader(stored.span, of: Tables.unknownFields.name)
            count = try reader.word64()
            first = try reader.word64()
        }
        var row = RowWriter()
        row.word64(count + more)
        row.word64(first)
        row.text(pointer)
        try transaction.put(Tables.unknownFields, key, row.bytes)
    }
}
