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
    /// The stored link of the chain, as four big-endian words; read only by those who ask for it.
    private let link: (UInt64, UInt64, UInt64, UInt64)

    /// The digest that chains this record to all before it. As stored: checked by `ChainVerifier`, not here.
    package var digest: SHA256Digest {
        SHA256Digest(words: link.0, link.1, link.2, link.3)
    }

    init(
        position: Position, type: EventType, recorded: Timestamp, wallClock: Timestamp, peerUser: UInt32,
        body: [UInt8], link: (UInt64, UInt64, UInt64, UInt64)
    ) {
        self.position = position
        self.type = type
        self.recorded = recorded
        self.wallClock = wallClock
        self.peerUser = peerUser
        self.body = body
        self.link = link
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

extension SHA256Digest {
    init(words a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for word in [a, b, c, d] { bytes.append(bigEndian: word) }
        // 32 bytes always make a digest.
        self = SHA256Digest(bytes: bytes) ?? SHA256Digest(of: [])
    }
}
