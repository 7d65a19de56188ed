/// An image where it stands in a larger array, such as an `ImageBlock`'s: the parts of its head, found in
/// `EventImage`'s layout without a copy.
package struct ImageView: ~Escapable {
    package let bytes: Swift.Span<UInt8>

    /// Takes bytes of the layout. Nothing is checked: they come from the decoder.
    @_lifetime(copy bytes)
    package init(_ bytes: Swift.Span<UInt8>) { self.bytes = bytes }

    package var type: EventType { EventType(rawValue: bytes[0]) ?? .decision }

    /// Microseconds since 1970.
    package var at: Int64 { Int64(bitPattern: bytes.word(at: 2)) }

    package var hasUnknownFields: Bool { bytes[1] & EventImage.unknownFlag != 0 }

    /// Whether an outcome names a subject; false for a decision, and every other type.
    package var namesSubject: Bool { bytes[1] & EventImage.subjectFlag != 0 }

    /// Where the id's bytes stand.
    package var idRange: Range<Int> { 11..<(11 + Int(bytes[10])) }

    /// What a decision has before its cells: where the bytes stand that are the same for the same series
    /// (role, model and version with their lengths), where the subject stands, and the first byte of the
    /// cells. Meaningless for other types.
    package var decision: (series: Range<Int>, subject: Range<Int>, cells: Int) {
        let start = idRange.upperBound
        let version = text(at: text(at: start + 1).upperBound)
        let subject = text(at: version.upperBound)
        return (start..<version.upperBound, subject, subject.upperBound)
    }

    /// What an outcome or a withdrawal names, and the first byte of its cells.
    package var target: (name: Range<Int>, cells: Int) {
        let name = text(at: idRange.upperBound)
        return (name, name.upperBound)
    }

    func text(at index: Int) -> Range<Int> {
        (index + 1)..<(index + 1 + Int(bytes[index]))
    }

    /// Some of its bytes as an identifier.
    package func identifier(_ range: Range<Int>) -> Identifier {
        Identifier(String(decoding: array(range), as: UTF8.self))
    }

    /// A copy of some of its bytes.
    package func array(_ range: Range<Int>) -> [UInt8] {
        let part = bytes.extracting(range)
        return [UInt8](capacity: part.count) { out in
            for index in part.indices { out.append(part[index]) }
        }
    }
}
