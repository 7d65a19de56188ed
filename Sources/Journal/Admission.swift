import Model

/// Decides for each line of a batch, in order, what becomes of it: new, seen before, at odds with one before.
///
/// Lives on the writer thread. Remembers the recent events that the identifier index may not cover yet, those
/// of the batch under way included; after a failed commit it has to be rebuilt.
struct Admission {
    private let journal: Journal
    private let index: IdentifierIndex
    private var recent = RecentIdentifiers()

    /// Events and what to say of each line once they are durable.
    struct Batch {
        var drafts: [Draft] = []
        /// The verdicts of each parcel; a position after the head that the batch began with is not durable
        /// yet.
        var receipts: [Receipt] = []
    }

    /// Starts with what lies between the index and the head. Reads the journal's tail.
    init(journal: Journal, index: IdentifierIndex) throws {
        self.journal = journal
        self.index = index
        var next = index.covered() + 1
        while true {
            let page = try journal.records(from: next, count: 4096)
            guard let last = page.last else { return }
            for record in page {
                guard let id = Event.peekIdentity(record.body).id else { continue }
                recent.insert(EventKey(type: record.type, id: id), at: record.position)
            }
            next = last.position + 1
        }
    }

    /// Remembered events; what lies after the covered position is among them.
    var remembered: Int { recent.count }

    /// Forgets the events that the index covers by now.
    mutating func prune() { recent.prune(covered: index.covered()) }

    /// Decides for all lines of the parcels. Cost: one look at the index and the stored bodies of known ids.
    mutating func admit(_ parcels: [Parcel]) throws -> Batch {
        recent.prune(covered: index.covered())
        let known = try lookUp(parcels)
        let head = journal.head.position
        let equal = try compareStored(parcels, known, head)
        var batch = Batch()
        var event = 0
        for parcel in parcels {
            var verdicts: [Verdict] = []
            verdicts.reserveCapacity(parcel.items.count)
            for item in parcel.items {
                switch item {
                case .refused(let refusal): verdicts.append(.refused(refusal))
                case .event(let key, let body):
                    // An unknown id may have come earlier in this very batch.
                    if let position = known[event] {
                        verdicts.append(try verdict(body, at: position, equal: equal[event]))
                    } else if let position = recent.position(of: key) {
                        verdicts.append(verdict(body, pending: batch.drafts, at: position, head: head))
                    } else {
                        batch.drafts.append(Draft(type: key.type, peerUser: parcel.peerUser, body: body))
                        let position = head + Position(batch.drafts.count)
                        recent.insert(key, at: position)
                        verdicts.append(.written(position))
                    }
                    event += 1
                }
            }
            batch.receipts.append(Receipt(connection: parcel.connection, verdicts: verdicts))
        }
        return batch
    }

    /// The durable position of every event's id, nil for an id that is new; in the order of the events.
    private func lookUp(_ parcels: [Parcel]) throws -> [Position?] {
        var found: [Position?] = []
        var unknown: [EventKey] = []
        var places: [Int] = []
        for parcel in parcels {
            for case .event(let key, _) in parcel.items {
                let position = recent.position(of: key)
                if position == nil {
                    unknown.append(key)
                    places.append(found.count)
                }
                found.append(position)
            }
        }
        guard !unknown.isEmpty else { return found }
        let positions = try index.positions(unknown)
        guard positions.count == unknown.count else {
            throw LedgerError(
                .system, "the identifier index answered \(positions.count) of \(unknown.count) keys")
        }
        for (place, position) in zip(places, positions) { found[place] = position }
        return found
    }

    /// Whether the bytes are those stored, for each event whose id is known.
    private func compareStored(_ parcels: [Parcel], _ known: [Position?], _ head: Position) throws -> [Bool] {
        var equal = [Bool](repeating: false, count: known.count)
        var candidates: [(position: Position, body: [UInt8])] = []
        var places: [Int] = []
        var event = 0
        for parcel in parcels {
            for case .event(_, let body) in parcel.items {
                if let position = known[event] {
                    candidates.append((position, body))
                    places.append(event)
                }
                event += 1
            }
        }
        guard !candidates.isEmpty else { return equal }
        for (offset, same) in try journal.compare(candidates).enumerated() {
            guard let same else {
                throw LedgerError(
                    .badRecord,
                    "the identifier index names position \(candidates[offset].position), which the journal lacks"
                )
            }
            equal[places[offset]] = same
        }
        return equal
    }

    private func verdict(_ body: [UInt8], at position: Position, equal: Bool) throws -> Verdict {
        if equal { return .duplicate(position) }
        let stored = try journal.record(at: position)?.body ?? []
        return .refused(Self.conflict(stored: stored, sent: body, position: position))
    }

    private func verdict(_ body: [UInt8], pending: [Draft], at position: Position, head: Position) -> Verdict
    {
        let stored = pending[Int(position - head) - 1].body
        if stored == body { return .duplicate(position) }
        return .refused(Self.conflict(stored: stored, sent: body, position: position))
    }

    private static func conflict(stored: [UInt8], sent: [UInt8], position: Position) -> Refusal {
        let field = FirstDifference.pointer(stored: stored, sent: sent)
        let how = field.map { "differs in \($0)" } ?? "has the same values in other bytes"
        return Refusal(
            .conflict, field: field,
            "the id is taken by the event at position \(position), which \(how); nothing was overwritten")
    }
}
