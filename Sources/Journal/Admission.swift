import Digest
import Model

/// Decides for each line of a batch, in order, what becomes of it: new, seen before, at odds with one before.
///
/// Lives on the writer thread. Remembers the recent events that the identifier index may not cover yet, those
/// of the batch under way included; after a failed commit it has to be rebuilt. Ids are looked up by
/// fingerprint, and what is found is compared with the event itself.
struct Admission {
    private let journal: Journal
    private let index: IdentifierIndex
    private var recent = RecentIdentifiers()

    /// The events of some parcels that are to be written, and what to say of each line once they are durable.
    struct Batch {
        /// Where an event stands: the number of its parcel, and its number there. Its type is at hand for
        /// whoever needs nothing else of its image.
        struct Place {
            let parcel: Int32
            let event: Int32
            let type: EventType
        }

        let parcels: [Parcel]
        /// The position that the first event comes after.
        let head: Position
        /// What is to be written, in order.
        var written: [Place] = []
        /// The verdicts of each parcel; a position after the head that the batch began with is not durable
        /// yet.
        var receipts: [Receipt] = []

        func events(_ place: Place) -> EventBlock { parcels[Int(place.parcel)].items.events }

        /// The images of what is to be written, where they will stand: mostly whole parcels, which costs
        /// nothing.
        var images: [ImageBlock] {
            var blocks: [ImageBlock] = []
            var next = 0
            while next < written.count {
                let first = written[next]
                let all = events(first).images
                let position = head + 1 + Position(next)
                var end = next
                while end < written.count, written[end].parcel == first.parcel,
                    Int(written[end].event) - Int(first.event) == end - next
                {
                    end += 1
                }
                var block = all
                if end - next == all.count {
                    block.place(at: position)
                } else {
                    let range = Int(first.event)..<Int(first.event) + end - next
                    block = ImageBlock(first: position, joining: [(all, range)])
                }
                blocks.append(block)
                next = end
            }
            return blocks
        }
    }

    /// One event of a batch and what is stored under its id.
    private struct Arrival {
        let place: Batch.Place
        let fingerprint: Fingerprint
        var stored: Stored?
    }

    /// The durable event of an id, and whether it has the very bytes.
    private struct Stored {
        let position: Position
        let isEqual: Bool
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
                guard let id = record.identifierBytes else { continue }
                recent.insert(
                    journal.fingerprinter.fingerprint(record.type.rawValue, id.span), at: record.position)
            }
            next = last.position + 1
        }
    }

    /// Remembered events; what lies after the covered position is among them.
    var remembered: Int { recent.count }

    /// Decides for all lines of the parcels. Cost: a fingerprint and a probe an event, one look at the
    /// index and the stored bodies of known ids.
    mutating func admit(_ parcels: [Parcel]) throws -> Batch {
        recent.prune(covered: index.covered())
        var batch = Batch(parcels: parcels, head: journal.head.position)
        var arrivals = fingerprinted(parcels)
        try findStored(&arrivals, in: batch)
        batch.written.reserveCapacity(arrivals.count)
        batch.receipts.reserveCapacity(parcels.count)
        var first = 0
        for parcel in parcels {
            var verdicts: [Verdict] = []
            verdicts.reserveCapacity(parcel.items.count)
            try parcel.items.forEach { event in
                verdicts.append(try verdict(on: arrivals[first + event], in: &batch))
            } refused: { refusal in
                verdicts.append(.refused(refusal))
            }
            first += parcel.items.events.count
            batch.receipts.append(Receipt(connection: parcel.connection, verdicts: verdicts))
        }
        return batch
    }

    private func fingerprinted(_ parcels: [Parcel]) -> [Arrival] {
        var arrivals: [Arrival] = []
        arrivals.reserveCapacity(parcels.reduce(0) { $0 + $1.items.events.count })
        let fingerprinter = journal.fingerprinter
        for (number, parcel) in parcels.enumerated() {
            Self.fingerprint(parcel.items.events, of: Int32(number), by: fingerprinter, into: &arrivals)
        }
        return arrivals
    }

    private static func fingerprint(
        _ events: EventBlock, of parcel: Int32, by fingerprinter: Fingerprinter,
        into arrivals: inout [Arrival]
    ) {
        for event in 0..<events.count {
            let image = events[event]
            arrivals.append(
                Arrival(
                    place: Batch.Place(parcel: parcel, event: Int32(event), type: image.type),
                    fingerprint: fingerprinter.fingerprint(
                        image.bytes[0], image.bytes.extracting(image.idRange))))
        }
    }

    /// Looks for the durable event of every id: among the recent ones, then in the index.
    private func findStored(_ arrivals: inout [Arrival], in batch: Batch) throws {
        var candidates: [IdentifierIndex.Candidate] = []
        for index in arrivals.indices {
            recent.visit(arrivals[index].fingerprint) { position in
                candidates.append((index, position))
                return true
            }
        }
        try settle(&arrivals, candidates, in: batch)
        let unknown = arrivals.indices.filter { arrivals[$0].stored == nil }
        guard !unknown.isEmpty else { return }
        candidates = try self.index.candidates(unknown.map { arrivals[$0].fingerprint }).map {
            (unknown[$0.index], $0.position)
        }
        try settle(&arrivals, candidates, in: batch)
    }

    /// Compares candidates with the records that they name, and notes those that have the same id.
    private func settle(
        _ arrivals: inout [Arrival], _ candidates: [IdentifierIndex.Candidate], in batch: Batch
    ) throws {
        guard !candidates.isEmpty else { return }
        let questions = candidates.map { candidate in
            let place = arrivals[candidate.index].place
            let events = batch.events(place)
            let image = EventImage(events[Int(place.event)])
            return (position: candidate.position, image: image, body: events.copy(Int(place.event)))
        }
        for (candidate, likeness) in zip(candidates, try journal.compare(questions)) {
            switch likeness {
            case .same: arrivals[candidate.index].stored = Stored(position: candidate.position, isEqual: true)
            case .sameIdentifier:
                arrivals[candidate.index].stored = Stored(position: candidate.position, isEqual: false)
            case .other: break
            case .missing:
                throw LedgerError(
                    .badRecord,
                    "the identifier index names position \(candidate.position), which the journal lacks")
            }
        }
    }

    private mutating func verdict(on arrival: Arrival, in batch: inout Batch) throws -> Verdict {
        if let stored = arrival.stored {
            if stored.isEqual { return .duplicate(stored.position) }
            let body = try journal.record(at: stored.position)?.body ?? []
            return .refused(
                Self.conflict(stored: body, sent: Self.body(arrival.place, batch), position: stored.position))
        }
        // An unknown id may have come earlier in this very batch.
        var pending: Position?
        recent.visit(arrival.fingerprint) { position in
            guard position > batch.head,
                Self.haveSameIdentifier(batch.written[Int(position - batch.head) - 1], arrival.place, batch)
            else {
                return true
            }
            pending = position
            return false
        }
        if let position = pending {
            let body = Self.body(batch.written[Int(position - batch.head) - 1], batch)
            let sent = Self.body(arrival.place, batch)
            if body == sent { return .duplicate(position) }
            return .refused(Self.conflict(stored: body, sent: sent, position: position))
        }
        batch.written.append(arrival.place)
        let position = batch.head + Position(batch.written.count)
        recent.insert(arrival.fingerprint, at: position)
        return .written(position)
    }

    private static func body(_ place: Batch.Place, _ batch: Batch) -> [UInt8] {
        batch.events(place).copy(Int(place.event))
    }

    /// Whether two events are of one type and have one id, byte for byte.
    private static func haveSameIdentifier(
        _ one: Batch.Place, _ other: Batch.Place, _ batch: Batch
    ) -> Bool {
        guard one.type == other.type else { return false }
        let (left, right) = (batch.events(one), batch.events(other))
        let (first, second) = (left[Int(one.event)], right[Int(other.event)])
        return Bytewise.equal(
            first.bytes.extracting(first.idRange), second.bytes.extracting(second.idRange))
    }

    private static func conflict(stored: [UInt8], sent: [UInt8], position: Position) -> Refusal {
        let field = FirstDifference.pointer(stored: stored, sent: sent)
        let how = field.map { "differs in \($0)" } ?? "has the same values in other bytes"
        return Refusal(
            .conflict, field: field,
            "the id is taken by the event at position \(position), which \(how); nothing was overwritten")
    }
}

extension Record {
    /// The bytes of the event's id; nil when this program cannot read it.
    var identifierBytes: [UInt8]? {
        if let image = try? EventImage.decode(body) { return Array(image.bytes[image.idRange]) }
        // What an earlier program admitted stays, whatever this one would say of it.
        return Event.peekIdentity(body).id?.utf8Bytes
    }
}
