import Digest
import LMDB
package import Model
import Synchronization

/// An admitted event that is about to be written.
package struct Draft: Sendable {
    package let type: EventType
    package let peerUser: UInt32
    package let body: [UInt8]

    package init(type: EventType, peerUser: UInt32, body: [UInt8]) {
        self.type = type
        self.peerUser = peerUser
        self.body = body
    }
}

extension Journal {
    /// Gives the drafts the next positions and chains them. Writes nothing.
    ///
    /// Cost: two SHA-256 and a compression a draft.
    func prepare(_ drafts: [Draft], wallClock: Timestamp) throws -> RecordBatch {
        let head = self.head
        return try encoder.withLock { encoder in
            encoder.load(dictionaries)
            return try encoder.encode(
                drafts, after: head, wallClock: wallClock, identity: Hex.bytes(identity) ?? [])
        }
    }

    /// Commits what was prepared; when this returns it is durable and seen by readers. One thread's affair.
    /// - Throws: `StoreError`; then it is unknown whether the batch is on the disk: call `recover`.
    func commit(_ batch: RecordBatch) throws {
        try store.append(batch)
        advance(to: batch.head)
        encoder.withLock { $0.committed(batch) }
        learnWhenDue(after: batch)
    }

    /// Writes events at the end of the journal and commits them durably.
    package func append(_ drafts: [Draft], wallClock: Timestamp) throws -> Head {
        let batch = try prepare(drafts, wallClock: wallClock)
        try commit(batch)
        return batch.head
    }

    /// After a failed commit: closes the environment, opens it anew and looks where the journal ends now.
    ///
    /// The acknowledged head has to be there unchanged; what follows it is verified and becomes part of the
    /// head.
    /// - Throws: `LedgerError` of kind `held` while a reader still has the old environment (try again), of
    ///   kind `behindAnchor` or `damaged` when the file is not the one that was written to.
    func recover() throws -> Head {
        let old = head
        store.take()
        encoder.withLock { $0.reset() }
        try store.reopen()
        do {
            let found = try store.readRecords { try JournalMeta(reading: $0, $1) }
            guard Hex.text(found.identity) == identity else {
                throw LedgerError(.behindAnchor, "\(paths.journal) was exchanged while it was open")
            }
            try demand(old)
            var verifier = ChainVerifier(
                after: old.digest, next: old.position + 1, dictionaries: dictionaries)
            let fault = try verify(
                with: &verifier, to: found.head.position, pageRecords: 4096, progress: { _, _ in })
            if let fault { throw LedgerError(.damaged, fault.description) }
            guard found.head.position >= old.position else {
                throw LedgerError(.behindAnchor, "\(paths.journal) ends before position \(old.position)")
            }
            advance(to: found.head)
            return found.head
        } catch {
            store.take()
            throw error
        }
    }

    /// - Throws: `LedgerError` when the journal does not hold the record that the head names.
    private func demand(_ head: Head) throws {
        guard head.position > 0 else { return }
        let found = try store.readRecords { table, tail in
            try tail.get(head.position, table) { value in
                try RecordLayout.head(value, position: head.position).digest
            }
        }
        guard found == head.digest else {
            throw LedgerError(
                .behindAnchor,
                "\(paths.journal) has digest \(found?.hex ?? "none") at position \(head.position), which was "
                    + "acknowledged with \(head.digest.hex); stop the daemon and restore from a backup")
        }
    }

    /// What a stored event has in common with one that arrives.
    enum Likeness: Sendable {
        /// The very bytes.
        case same
        /// The id within the type, and other bytes.
        case sameIdentifier
        /// Neither.
        case other
        /// There is no such record.
        case missing
    }

    /// Compares events with the records at some positions, raw bytes in place. One snapshot.
    func compare(
        _ questions: [(position: Position, image: EventImage, body: [UInt8])]
    ) throws -> [Likeness] {
        var reader = BodyReader(dictionaries)
        return try store.readRecords { table, tail in
            try questions.map { question in
                let found = try tail.get(question.position, table) { value -> Likeness in
                    let position = question.position
                    if try reader.body(of: value, position: position, equals: question.body) { return .same }
                    let record = try reader.record(value, position: position)
                    let id = question.image.bytes[question.image.idRange]
                    guard record.type == question.image.type, let stored = record.identifierBytes else {
                        return .other
                    }
                    return id.elementsEqual(stored) ? .sameIdentifier : .other
                }
                return found ?? .missing
            }
        }
    }

    /// The fingerprint of an event's id, in the space of its type.
    func fingerprint(of image: EventImage) -> Fingerprint {
        fingerprinter.fingerprint(image.bytes[0], image.bytes.span.extracting(image.idRange))
    }
}
