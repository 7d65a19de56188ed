import Digest
import LMDB
import Model

/// A commit's records as they stand in the write-ahead log, drawn in `schemas/write-ahead-log.md`.
///
/// A frame begins at a multiple of `blockBytes`, so that no write touches a block that holds an earlier
/// commit.
struct WriteAheadFrame: Hashable, Sendable {
    /// The layout of the log: what `meta` says of a ledger that has one.
    static let layout: UInt8 = 1
    static let blockBytes = 4_096
    static let headerBytes = 72
    /// Eight bytes that no JSON text holds.
    private static let mark: UInt64 = 0x6461_7962_6f6f_6b01
    private static let checksumOffset = 8
    /// What the checksum covers begins here and goes to the last record's end.
    private static let identityOffset = 40
    private static let firstOffset = 56
    private static let countOffset = 64
    private static let bytesOffset = 68

    /// The position of the first record; the others follow it without a gap.
    let first: Position
    /// Where each record ends in `bytes`.
    let ends: [Int]
    let bytes: [UInt8]

    var count: Int { ends.count }
    /// The position of the last record.
    var last: Position { first + Position(count) - 1 }
    /// Bytes that it takes in the log.
    var storedBytes: Int { Self.storedBytes(records: count, bytes: bytes.count) }

    /// Where the record at a position of the frame stands in `bytes`.
    func range(of position: Position) -> Range<Int> {
        let place = Int(position - first)
        return (place == 0 ? 0 : ends[place - 1])..<ends[place]
    }

    /// Bytes that a frame takes: whole blocks.
    static func storedBytes(records: Int, bytes: Int) -> Int {
        (headerBytes + 4 * records + bytes + blockBytes - 1) / blockBytes * blockBytes
    }

    init(first: Position, ends: [Int], bytes: [UInt8]) {
        self.first = first
        self.ends = ends
        self.bytes = bytes
    }

    /// A batch's records, whose positions follow each other.
    init(_ batch: RecordBatch) {
        self.init(
            first: batch.records.first?.position ?? 0, ends: batch.records.map(\.end), bytes: batch.bytes)
    }

    /// Puts the frame into a buffer, in the place of what is there. Cost: a copy and a SHA-256.
    func encode(identity: [UInt8], into buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(bigEndian: Self.mark)
        buffer.append(contentsOf: repeatElement(0, count: Self.identityOffset - Self.checksumOffset))
        buffer.append(contentsOf: identity)
        buffer.append(bigEndian: first)
        buffer.append(bigEndian: UInt32(clamping: count))
        buffer.append(bigEndian: UInt32(clamping: bytes.count))
        for end in ends { buffer.append(bigEndian: UInt32(clamping: end)) }
        buffer.append(contentsOf: bytes)
        let checksum = SHA256Digest(of: buffer.span.extracting(Self.identityOffset..<buffer.count))
        var bytes = buffer.mutableSpan
        bytes.store(checksum, at: Self.checksumOffset)
        buffer.append(contentsOf: repeatElement(0, count: storedBytes - buffer.count))
    }

    /// Whether a frame begins at an offset of the log that names another ledger.
    static func isForeign(at offset: Int, of log: Swift.Span<UInt8>, identity: [UInt8]) -> Bool {
        guard log.count - offset >= headerBytes, log.word64(offset) == mark else { return false }
        return !identity.indices.allSatisfy { log[offset + identityOffset + $0] == identity[$0] }
    }

    /// Appends its records to the table.
    func append(to transaction: inout WriteTransaction) throws {
        let bytes = self.bytes.span
        var key = InlineArray<8, UInt8>(repeating: 0)
        var start = 0
        for (place, end) in ends.enumerated() {
            key.put(first + Position(place), at: 0)
            try transaction.append(JournalTables.records, key: key.span, value: bytes.extracting(start..<end))
            start = end
        }
    }

    /// The frame that begins at an offset of the log, nil when there is none of that ledger, or not a whole
    /// one.
    init?(at offset: Int, of log: Swift.Span<UInt8>, identity: [UInt8]) {
        guard log.count - offset >= Self.headerBytes, log.word64(offset) == Self.mark else { return nil }
        let header = log.extracting(offset..<offset + Self.headerBytes)
        let count = Int(header.word32(Self.countOffset))
        let size = Int(header.word32(Self.bytesOffset))
        let first = header.word64(Self.firstOffset)
        let begin = offset + Self.headerBytes + 4 * count
        guard count > 0, first > 0, begin <= log.count, size <= log.count - begin,
            identity.indices.allSatisfy({ header[Self.identityOffset + $0] == identity[$0] })
        else { return nil }
        let covered = log.extracting(offset + Self.identityOffset..<begin + size)
        guard RecordLayout.digest(header, at: Self.checksumOffset) == SHA256Digest(of: covered) else {
            return nil
        }
        let ends = (0..<count).map { Int(log.word32(offset + Self.headerBytes + 4 * $0)) }
        guard ends.last == size, zip(ends, ends.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.init(first: first, ends: ends, bytes: Array(copying: log.extracting(begin..<begin + size)))
    }
}
