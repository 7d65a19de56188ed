import Digest
import JSON
import Model

/// What a replay set was made of: the exact inputs of its members and their labels as they were known.
///
/// SHA-256 over, for each member in order: the length of its id (4 bytes, big-endian) and the id's bytes; the
/// SHA-256 of the decision's exact bytes; the length (4 bytes, big-endian) and bytes of its label as
/// canonical JSON, which is `null` when there is none.
struct ReplaySetDigest: Sendable {
    static let definition = "replay-set.sha256.1"

    private var bytes: [UInt8] = []

    /// Adds the next member.
    mutating func add(id: Identifier, decision: [UInt8], label: Label?) {
        append(id.utf8Bytes)
        SHA256Digest(of: decision).append(to: &bytes)
        append((label?.json ?? .null).bytes)
    }

    private mutating func append(_ part: [UInt8]) {
        let count = UInt32(clamping: part.count)
        for shift: UInt32 in [24, 16, 8, 0] { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
        bytes.append(contentsOf: part)
    }

    /// 64 lower-case hexadecimal digits.
    var hex: String { SHA256Digest(of: bytes).hex }
}
