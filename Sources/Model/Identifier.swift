/// A name that a producer chose: the id of an event, a subject, a model, a version, a feature.
///
/// Two identifiers are the same if their UTF-8 bytes are; texts that differ only in Unicode normal form are
/// two identifiers. Order is byte order.
package struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The text exactly as it was sent.
    package let text: String

    /// Takes a text that is known to follow the rules, as one read back from the ledger does; checks nothing.
    /// What comes from outside goes through `init(validating:)`.
    package init(_ text: String) {
        self.text = text
    }

    /// Takes a text from outside: 1 to 200 bytes of UTF-8 without control characters (U+0000-001F,
    /// U+007F-009F).
    /// - Throws: `IdentifierError` that says which rule is broken.
    package init(validating text: String) throws(IdentifierError) {
        try Self.check(text.utf8.span)
        self.text = text
    }

    /// Takes bytes that are valid UTF-8 already, as those of a parsed JSON text are.
    init(validating utf8: ArraySlice<UInt8>) throws(IdentifierError) {
        try Self.check(utf8.span)
        self.text = String(decoding: utf8, as: UTF8.self)
    }

    package var utf8Bytes: [UInt8] { Array(text.utf8) }

    package var description: String { text }

    package static func == (left: Identifier, right: Identifier) -> Bool {
        Bytewise.equal(left.text, right.text)
    }

    package static func < (left: Identifier, right: Identifier) -> Bool {
        Bytewise.precedes(left.text, right.text)
    }

    package func hash(into hasher: inout Hasher) {
        Bytewise.hash(text, into: &hasher)
    }

    private static func check(_ utf8: borrowing Swift.Span<UInt8>) throws(IdentifierError) {
        guard !utf8.isEmpty else { throw .empty }
        guard utf8.count <= Limits.identifierBytes else { throw .tooLong(bytes: utf8.count) }
        var previous: UInt8 = 0
        for index in utf8.indices {
            let byte = utf8[index]
            if byte < 0x20 || byte == 0x7f { throw .controlCharacter(UInt32(byte), at: index) }
            // U+0080-009F are C2 80 to C2 9F in UTF-8; C2 is never a continuation byte.
            if previous == 0xc2, byte < 0xa0 { throw .controlCharacter(UInt32(byte), at: index - 1) }
            previous = byte
        }
    }
}

/// Why a text is no identifier.
package enum IdentifierError: Error, Hashable, Sendable {
    case empty
    case tooLong(bytes: Int)
    /// The code point and the byte offset where it stands.
    case controlCharacter(UInt32, at: Int)
}

/// An event's sequence number in the journal: 1, 2, 3, ... without gaps.
package typealias Position = UInt64
