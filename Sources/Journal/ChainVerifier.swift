package import Digest
import LMDB
package import Model

/// The first place where a journal is not what was written.
package struct ChainFault: Hashable, Sendable, CustomStringConvertible {
    package enum Reason: String, Hashable, Sendable {
        /// A position is not there.
        case missing
        /// A header that no writer of ours writes.
        case header
        /// The stored bytes give no body.
        case body
        /// The bytes do not give the digest that stands beside them.
        case digest
        /// Written before its predecessor.
        case time
        /// More rows than positions.
        case surplus
    }

    package let position: Position
    package let reason: Reason
    package let expected: String
    package let found: String

    package var description: String {
        switch reason {
        case .missing: "position \(position) is missing: expected \(expected), found \(found)"
        case .header: "the header at position \(position) is wrong: expected \(expected), found \(found)"
        case .body: "the body at position \(position) is damaged: expected \(expected), found \(found)"
        case .digest:
            "the record at position \(position) is not what was written: expected digest \(expected), found \(found)"
        case .time: "position \(position) was recorded at \(found), before its predecessor at \(expected)"
        case .surplus: "the journal has \(found) rows for \(expected) positions"
        }
    }
}

/// Derives the digest of every record anew, in order, from the bytes alone, compressed bodies decompressed. A
/// value without storage: whoever reads feeds it rows.
package struct ChainVerifier: Sendable {
    /// The digest of the last record that was found right, or what the first is chained to.
    package private(set) var previous: SHA256Digest
    /// The position that has to come next.
    package private(set) var next: Position
    private var recorded: Timestamp?
    /// Nil where no body is compressed.
    private var reader: BodyReader?
    /// Salt and body of the record under way.
    private var content: [UInt8] = []

    /// A verifier of records none of which is compressed.
    package init(after previous: SHA256Digest, next: Position = 1) {
        self.previous = previous
        self.next = next
    }

    init(after previous: SHA256Digest, next: Position = 1, dictionaries: RecordDictionaries) {
        self.init(after: previous, next: next)
        reader = BodyReader(dictionaries)
    }

    /// Checks the next row; nil when it is right. After a fault there is nothing more to learn.
    package mutating func check(key: Swift.Span<UInt8>, value: Swift.Span<UInt8>) -> ChainFault? {
        guard key.count == 8, key.word64(0) == next else {
            let found = key.count == 8 ? "position \(key.word64(0))" : "a key of \(key.count) bytes"
            return fault(.missing, "position \(next)", found)
        }
        if let wrong = RecordLayout.fault(of: value) { return fault(.header, "a sound record", wrong) }
        do {
            try takeContent(of: value)
        } catch {
            return fault(.body, "\(value.word32(28)) bytes", "\(error)")
        }
        let expected = Chain.digest(
            after: previous, position: next, header: value.extracting(0..<RecordLayout.headerBytes),
            content: SHA256Digest(of: content.span))
        let found = RecordLayout.digest(value, at: RecordLayout.digestOffset)
        guard found == expected else { return fault(.digest, expected.hex, found.hex) }
        let time = Timestamp(microseconds: Int64(bitPattern: value.word64(8)))
        if let recorded, time < recorded { return fault(.time, recorded.text, time.text) }
        recorded = time
        previous = expected
        next += 1
        return nil
    }

    /// The body of the record that was found right last, as it was sent.
    var body: Swift.Span<UInt8> {
        @_lifetime(borrow self)
        get { content.span.extracting(RecordLayout.saltBytes..<content.count) }
    }

    /// Salt and body, one after the other.
    private mutating func takeContent(of value: Swift.Span<UInt8>) throws {
        let stored = value.extracting(RecordLayout.bodyOffset..<value.count)
        let header = try RecordLayout.header(value, position: next)
        // What is there from the record before is written over, most of it without being cleared.
        let bytes = RecordLayout.saltBytes + Int(header.bodyBytes)
        if content.count > bytes {
            content.removeLast(content.count - bytes)
        } else {
            content.append(contentsOf: repeatElement(0, count: bytes - content.count))
        }
        content.store(value.extracting(RecordLayout.headerBytes..<RecordLayout.digestOffset), at: 0)
        guard header.codec != RecordLayout.raw else {
            return content.store(stored, at: RecordLayout.saltBytes)
        }
        guard var reader else { throw DictionaryLayout.bad(header.dictionary, "no row") }
        let position = next
        try reader.decompress(
            stored, header, into: &content, from: RecordLayout.saltBytes, position: position)
        self.reader = reader
    }

    /// What is wrong when the rows end here though there should be more.
    package func end(before last: Position) -> ChainFault? {
        next > last ? nil : fault(.missing, "positions up to \(last)", "the end")
    }

    private func fault(_ reason: ChainFault.Reason, _ expected: String, _ found: String) -> ChainFault {
        ChainFault(position: next, reason: reason, expected: expected, found: found)
    }
}
