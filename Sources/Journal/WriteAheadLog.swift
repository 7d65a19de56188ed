import LMDB
import Model
import Platform

/// The file in front of the table of records: small commits are made durable in it with one flush of the
/// device, and many of them together go to the table.
///
/// It has two halves. One takes commits while those of the other, when it is full, go to the table; each is
/// overwritten from its begin once the table holds everything that it held. Commits are the writer's affair.
struct WriteAheadLog: Sendable {
    /// Bytes of the file: some hundred commits of one event each in a half.
    static let size = 2 << 20
    /// The largest commit that goes through the log; a larger one costs less in the table at once.
    static let commitEvents = 256
    static let commitBytes = 128 << 10
    /// Events after which a half is full: moving more of them at once would disturb the commits beside it.
    static let halfEvents = 1_024

    private let file: OverwrittenFile
    private let identity: [UInt8]
    /// Where the half begins that takes commits, and where the next frame goes.
    private var begin = 0
    private var offset = 0
    /// Events of that half.
    private var events = 0
    /// Whether the other half holds what the table does not.
    private(set) var isOtherFull = false
    /// Whether a write has failed, so that something of it may stand at `offset`.
    private(set) var isDoubtful: Bool
    private var buffer: [UInt8] = []

    private var half: Int { Self.half(of: file.size) }

    /// Bytes of a half of a log.
    static func half(of size: Int) -> Int {
        size / (2 * WriteAheadFrame.blockBytes) * WriteAheadFrame.blockBytes
    }

    init(_ file: OverwrittenFile, identity: [UInt8], isDoubtful: Bool = false) {
        self.file = file
        self.identity = identity
        self.isDoubtful = isDoubtful
    }

    /// The file of a ledger's log.
    /// - Throws: `LedgerError` of kind `damaged` when the file is not there or not of the size of one.
    static func open(_ path: String, readOnly: Bool) throws -> OverwrittenFile {
        guard try FileFacts(path: path)?.kind == .regular else {
            throw LedgerError(
                .damaged,
                "\(path) is not there: it holds the last events that were acknowledged before a crash; "
                    + "restore the ledger from a backup")
        }
        let file = try OverwrittenFile(opening: path, readOnly: readOnly)
        guard file.size > 0, file.size % (2 * WriteAheadFrame.blockBytes) == 0 else {
            throw LedgerError(
                .damaged,
                "\(path) has \(file.size) bytes, expected a multiple of \(2 * WriteAheadFrame.blockBytes): "
                    + "it was cut short; restore the ledger from a backup")
        }
        return file
    }

    /// Whether a commit is small enough for the log, and there is room for it.
    func takes(_ batch: RecordBatch) -> Bool {
        let stored = WriteAheadFrame.storedBytes(records: batch.records.count, bytes: batch.bytes.count)
        guard !batch.records.isEmpty, batch.dictionary == nil, batch.records.count <= Self.commitEvents,
            batch.bytes.count <= Self.commitBytes, stored <= half, !isDoubtful
        else { return false }
        return !isOtherFull || hasRoom(stored, events: batch.records.count)
    }

    private func hasRoom(_ stored: Int, events: Int) -> Bool {
        stored <= begin + half - offset && self.events + events <= Self.halfEvents
    }

    /// Writes a frame that `takes` allows; when this returns it is durable. Whether the half before it is
    /// full since.
    /// - Throws: what the kernel said; then it is unknown whether the frame is on the disk: `restart`.
    mutating func write(_ frame: WriteAheadFrame) throws -> Bool {
        let turns = !hasRoom(frame.storedBytes, events: frame.count)
        if turns {
            begin = half - begin
            offset = begin
            events = 0
            isOtherFull = true
        }
        frame.encode(identity: identity, into: &buffer)
        isDoubtful = true
        try file.overwrite(buffer.span, at: offset)
        isDoubtful = false
        offset += buffer.count
        events += frame.count
        return turns
    }

    /// The table durably holds what the other half held.
    mutating func otherIsSettled() { isOtherFull = false }

    /// Begins anew, when the table durably holds everything that was written. What a failed write may have
    /// left is wiped out first: nobody was told that it is there.
    mutating func restart() throws {
        if isDoubtful {
            let zeros = [UInt8](repeating: 0, count: WriteAheadFrame.blockBytes)
            if offset < begin + half { try file.overwrite(zeros.span, at: offset) }
            isDoubtful = false
        }
        offset = begin
        events = 0
        isOtherFull = false
    }
}
