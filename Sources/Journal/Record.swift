package import Digest
package import Model

/// One event as the journal keeps it: the exact bytes that the producer sent, and when and from whom they
/// came.
package struct Record: Sendable {
    package let position: Position
    package let type: EventType
    /// When the daemon wrote it; never less than that of the record before.
    package let recorded: Timestamp
    /// The system's clock as it was read then, which may have jumped.
    package let wallClock: Timestamp
    /// The user that sent it, as the kernel knew it.
    package let peerUser: UInt32
    /// The event's exact bytes, without the line's end.
    package let body: [UInt8]
    /// The digest that chains this record to all before it. As stored: checked by `ChainVerifier`, not here.
    package let digest: SHA256Digest

    init(position: Position, header: RecordLayout.Header, body: [UInt8], digest: SHA256Digest) {
        self.position = position
        type = header.type
        recorded = header.recorded
        wallClock = header.wallClock
        peerUser = header.peerUser
        self.body = body
        self.digest = digest
    }
}

/// The end of a journal: everything up to `position` is on the disk and chained by `digest`.
package struct Head: Hashable, Sendable {
    /// The last record's position, 0 when there is none.
    package let position: Position
    /// The last record's digest; of an empty journal, the digest that its first record is chained to.
    package let digest: SHA256Digest
    /// When the last record was written, nil when there is none.
    package let recorded: Timestamp?

    package init(position: Position, digest: SHA256Digest, recorded: Timestamp?) {
        self.position = position
        self.digest = digest
        self.recorded = recorded
    }
}
