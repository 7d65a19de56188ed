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

    /// Events and what to say of each line once they are durable.
    struct Batch {
        var drafts: [Draft] = []
        /// The image of each draft.
        var images: [EventImage] = []
        /// The verdicts of each parcel; a position after the head that the batch began with is not durable
        /// yet.
        var receipts: [Receipt] = []
    }

    /// One event of a batch and what is stored under its id.
    private struct Arrival {
        let image: EventImage
        let body: [UInt8]
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
        var arrivals = fingerprinted(parcels)
        try findStored(&arrivals)
        let head = journal.head.position
        var batch = Batch()
        batch.drafts.reserveCapacity(arrivals.count)
        batch.images.reserveCapacity(arrivals.count)
        batch.receipts.reserveCapacity(parcels.count)
        var event = 0
        for parcel in parcels {
            var verdicts: [Verdict] = []
            verdicts.reserveCapacity(parcel.items.count)
            for item in parcel.items {
                if case .refused(let refusal) = item {
                    verdicts.append(.refused(refusal))
                } else {
                    let peer = parcel.peerUser
                    verdicts.append(try verdict(on: arrivals[event], from: peer, in: &batch, after: head))
                    event += 1
                }
            }
            batch.receipts.append(Receipt(connection: parcel.connection, verdicts: verdicts))
        }
        return batch
    }

    private func fingerprinted(_ parcels: [Parcel]) -> [Arrival] {
        var arrivals: [Arrival] = []
        arrivals.reserveCapacity(parcels.reduce(0) { $0 + $1.items.count })
        for parcel in parcels {
            for case .event(let image, let body) in parcel.items {
                arrivals.append(
                    Arrival(image: image, body: body, fingerprint: journal.fingerprint(of: image)))
            }
        }
        return arrivals
    }

    /// Looks for the durable event of every id: among the recent ones, then in the index.
    private func findStored(_ arrivals: inout [Arrival]) throws {
        var candidates: [IdentifierIndex.Candidate] = []
        for index in arrivals.indices {
            recent.visit(arrivals[index].fingerprint) { position in
                candidates.append((index, position))
                return true
            }
        }
        try settle(&arrivals, candidates)
        let unknown = arrivals.indices.filter { arrivals[$0].stored == nil }
        guard !unknown.isEmpty else { return }
        candidates = try self.index.candidates(unknown.map { arrivals[$0].fingerprint }).map {
            (unknown[$0.index], $0.position)
        }
        try settle(&arrivals, candidates)
    }

    /// Compares candidates with the records that they name, and notes those that have the same id.
    private func settle(_ arrivals: inout [Arrival], _ candidates: [IdentifierIndex.Candidate]) throws {
        guard !candidates.isEmpty else { return }
        let questions = candidates.map { candidate in
            let arrival = arrivals[candidate.index]
            return (position: candidate.position, image: arrival.image, body: arrival.body)
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

    private mutating func verdict(
        on arrival: Arrival, from peer: UInt32, in batch: inout Batch, after head: Position
    ) throws -> Verdict {
        if let stored = arrival.stored {
            if stored.isEqual { return .duplicate(stored.position) }
            let body = try journal.record(at: stored.position)?.body ?? []
            return .refused(Self.conflict(stored: body, sent: arrival.body, position: stored.position))
        }
        // An unknown id may have come earlier in this very batch.
        var pending: Position?
        let images = batch.images
        recent.visit(arrival.fingerprint) { position in
            guard position > head, images[Int(position - head) - 1].hasIdentifier(of: arrival.image) else {
                return true
            }
            pending = position
            return false
        }
        if let position = pending {
            let body = batch.drafts[Int(position - head) - 1].body
            if body == arrival.body { return .duplicate(position) }
            return .refused(Self.conflict(stored: body, sent: arrival.body, position: position))
        }
        batch.drafts.append(Draft(type: arrival.image.type, peerUser: peer, body: arrival.body))
        batch.images.append(arrival.image)
        let position = head + Position(batch.drafts.count)
        recent.insert(arrival.fingerprint, at: position)
        return .written(position)
    }

    private static func conflict(stored: [UInt8], sent: [UInt8], position: Position) -> Refusal {
        let field = FirstDifference.pointer(stored: stored, sent: sent)
        let how = field.map { "differs in \($0)" } ?? "has the same values in other bytes"
        return Refusal(
            .conflict, field: field,
            "the id is taken by the event at position \(position), which \(how); nothing was overwritten")
    }
}

extension EventImage {
    /// Whether both are of one type and have one id, byte for byte.
    func hasIdentifier(of other: EventImage) -> Bool {
        type == other.type && bytes[idRange].elementsEqual(other.bytes[other.idRange])
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
