import Model
import Synchronization

extension Journal {
    /// Writes what was admitted at the end of the journal and commits it durably; the bodies are read where
    /// they stand.
    ///
    /// Cost: two SHA-256 and a compression an event.
    /// - Throws: `StoreError`; then it is unknown whether the batch is on the disk: call `recover`.
    func append(_ admitted: Admission.Batch, wallClock: Timestamp) throws -> Head {
        let head = self.head
        let batch = try encoder.withLock { encoder in
            encoder.load(dictionaries)
            return try encoder.encode(
                admitted, after: head, wallClock: wallClock, identity: Hex.bytes(identity) ?? [])
        }
        try commit(batch)
        return batch.head
    }
}
