/// An admitted event in a flat form that costs one allocation: what the writer, the projections and a rebuild
/// pass on instead of an `Event` with its texts. Derived from the record's bytes, never stored.
///
/// Layout (numbers little-endian):
///
///     0        type's code
///     1        flags: 1 = pointers of unknown members follow the cells; 2 = the outcome names a subject
///     2..9     at, microseconds, Int64
///     10       length of the id, then the id
///     decision:          role's code; length and bytes of model; of version; of subject
///     outcome:           length and bytes of the decision or subject that it names
///     outcome_withdrawn: length and bytes of the outcome that it names
///     others:            nothing more of the body; whoever needs it decodes the record
///     cells:   family; name (a field: its code, one byte; else length and bytes); tag; payload
///              (number: 8 bytes of the double; time: 8 bytes of microseconds; text: UInt16 length and bytes)
///     0        end of the cells
///     unknown members, if flagged: count UInt32, then for each UInt32 length and bytes of its JSON pointer
///
/// Cells stand in the order of `FieldCode`, then segments, features, feature times, contributions and
/// context, each in the order of the document. Ids, subjects and the like stand in the head alone, not among
/// the cells.
package struct EventImage: Hashable, Sendable {
    package let bytes: [UInt8]

    /// Takes bytes of the layout above. Nothing is checked: they come from the decoder.
    package init(bytes: [UInt8]) { self.bytes = bytes }

    /// A copy of an image that stands elsewhere.
    package init(_ view: borrowing ImageView) { self.init(bytes: view.array(view.bytes.indices)) }

    package static let unknownFlag: UInt8 = 1
    package static let subjectFlag: UInt8 = 2

    /// The image as one that stands elsewhere.
    package var view: ImageView {
        @_lifetime(borrow self)
        get { ImageView(bytes.span) }
    }

    package var type: EventType { EventType(rawValue: bytes[0]) ?? .decision }

    package var at: Timestamp { Timestamp(microseconds: Int64(bitPattern: bytes.span.word(at: 2))) }

    package var hasUnknownFields: Bool { bytes[1] & Self.unknownFlag != 0 }

    /// Whether an outcome names a subject; false for a decision, and every other type.
    package var namesSubject: Bool { bytes[1] & Self.subjectFlag != 0 }

    /// Where the id's bytes stand.
    package var idRange: Range<Int> { 11..<(11 + Int(bytes[10])) }

    package var id: Identifier { identifier(idRange) }

    /// A text of the head as an identifier.
    package func identifier(_ range: Range<Int>) -> Identifier {
        Identifier(String(decoding: bytes[range], as: UTF8.self))
    }

    /// Where the parts of a decision's head stand.
    package struct DecisionHead: Sendable {
        package let role: Role
        package let model: Range<Int>
        package let version: Range<Int>
        package let subject: Range<Int>
        /// Role, model and version with their lengths: the same bytes for the same series.
        package let series: Range<Int>
        /// The first byte of the cells.
        package let cells: Int
    }

    /// The head of a decision; meaningless for other types.
    package var decisionHead: DecisionHead {
        let start = idRange.upperBound
        let model = text(at: start + 1)
        let version = text(at: model.upperBound)
        let subject = text(at: version.upperBound)
        return DecisionHead(
            role: Role(code: bytes[start]) ?? .live, model: model, version: version, subject: subject,
            series: start..<version.upperBound, cells: subject.upperBound)
    }

    /// What an outcome or a withdrawal names, and the first byte of its cells.
    package var target: (name: Range<Int>, cells: Int) {
        let name = text(at: idRange.upperBound)
        return (name, name.upperBound)
    }

    private func text(at index: Int) -> Range<Int> {
        (index + 1)..<(index + 1 + Int(bytes[index]))
    }
}

extension Role {
    /// The code of a role in images and projections; final.
    package var code: UInt8 {
        switch self {
        case .live: 1
        case .shadow: 2
        case .replay: 3
        case .reference: 4
        }
    }

    package init?(code: UInt8) {
        switch code {
        case 1: self = .live
        case 2: self = .shadow
        case 3: self = .replay
        case 4: self = .reference
        default: return nil
        }
    }
}
