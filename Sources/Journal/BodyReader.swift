import Compression
import LMDB
import Model

/// Reads the bodies of stored records, compressed or not. For one thread and a run of records: the
/// dictionary of the record before is at hand.
struct BodyReader {
    private let dictionaries: RecordDictionaries
    private var last: RecordDictionaries.Prepared?

    init(_ dictionaries: RecordDictionaries) {
        self.dictionaries = dictionaries
    }

    /// The record that some bytes are, with its body as it was sent. Its place in the chain is not checked.
    /// - Throws: `LedgerError` of kind `badRecord`.
    mutating func record(_ bytes: Swift.Span<UInt8>, position: Position) throws -> Record {
        let header = try RecordLayout.header(bytes, position: position)
        let stored = bytes.extracting(RecordLayout.bodyOffset..<bytes.count)
        var body: [UInt8]
        if header.codec == RecordLayout.raw {
            body = Array(copying: stored)
        } else {
            body = [UInt8](repeating: 0, count: Int(header.bodyBytes))
            try decompress(stored, header, into: &body, position: position)
        }
        return Record(
            position: position, header: header, body: body,
            digest: RecordLayout.digest(bytes, at: RecordLayout.digestOffset))
    }

    /// Whether a stored record has exactly that body; without a copy when it is not compressed.
    /// - Throws: `LedgerError` of kind `badRecord`.
    mutating func body(
        of bytes: Swift.Span<UInt8>, position: Position, equals body: [UInt8]
    ) throws -> Bool {
        let header = try RecordLayout.header(bytes, position: position)
        guard Int(header.bodyBytes) == body.count else { return false }
        guard header.codec == RecordLayout.raw else {
            return try record(bytes, position: position).body == body
        }
        for index in body.indices where bytes[RecordLayout.bodyOffset + index] != body[index] { return false }
        return true
    }

    /// Fills the room from an offset on, where it has as many bytes as the header says, with the body that
    /// the stored bytes stand for.
    /// - Throws: `LedgerError` of kind `badRecord`.
    mutating func decompress(
        _ stored: Swift.Span<UInt8>, _ header: RecordLayout.Header, into room: inout [UInt8],
        from offset: Int = 0, position: Position
    ) throws {
        if last?.header.number != header.dictionary { last = try dictionaries.find(header.dictionary) }
        guard let dictionary = last?.dictionary else { return }
        do {
            try dictionary.decompress(stored, into: &room, from: offset)
        } catch {
            throw RecordLayout.bad(
                position, "a body of \(stored.count) compressed bytes, of which \(error)")
        }
    }
}
