package import Digest
import LMDB
package import Model

/// How records are chained, so that no byte of history changes unseen.
package enum Chain {
    /// What the first record is chained to: SHA-256("daybook journal 1\n" ‖ the ledger's 16 identity bytes).
    package static func genesis(identity: [UInt8]) -> SHA256Digest {
        SHA256Digest(of: Array("daybook journal 1\n".utf8) + identity)
    }

    /// The digest of a body under its salt. It alone stands for the body in the chain, and tells nothing of
    /// it.
    package static func content(salt: Swift.Span<UInt8>, body: Swift.Span<UInt8>) -> SHA256Digest {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(salt.count + body.count)
        bytes.append(copying: salt)
        bytes.append(copying: body)
        return SHA256Digest(of: bytes)
    }

    /// SHA-256(previous digest ‖ position ‖ header ‖ content digest).
    package static func digest(
        after previous: SHA256Digest, position: Position, header: Swift.Span<UInt8>, content: SHA256Digest
    ) -> SHA256Digest {
        var bytes = InlineArray<112, UInt8>(repeating: 0)
        bytes.put(previous, at: 0)
        bytes.put(position, at: 32)
        for index in 0..<RecordLayout.headerBytes { bytes[40 + index] = header[index] }
        bytes.put(content, at: 80)
        return SHA256Digest(of: bytes.span)
    }
}
