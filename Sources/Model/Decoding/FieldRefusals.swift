import JSON

/// How a field says what is wrong with it.
extension Field {
    /// What was found, short enough for a message.
    var found: String { Self.describe(value) }

    func wrongType(_ expected: String) -> Refusal {
        Refusal(
            .wrongType, field: pointer, "\(pointer) has to be \(expected), but is \(found)", found: found)
    }

    func invalidValue(_ expected: String) -> Refusal {
        Refusal(.invalidValue, field: pointer, "\(pointer) is \(found); \(expected)", found: found)
    }

    func tooLong(_ bytes: Int, _ max: Int, what: String) -> Refusal {
        Refusal(
            .tooLong, field: pointer, "\(what) has \(bytes) bytes of UTF-8; expected at most \(max)",
            limit: "\(max) bytes", found: "\(bytes) bytes")
    }

    func tooMany(_ count: Int, _ max: Int, _ what: String) -> Refusal {
        Refusal(
            .tooMany, field: pointer, "\(pointer) has \(count) \(what); expected at most \(max)",
            limit: "\(max) \(what)", found: "\(count) \(what)")
    }

    var inexact: Refusal {
        Refusal(
            .inexactNumber, field: pointer,
            "\(pointer) is \(found), an integer beyond 2^53 that a double would change; send text",
            limit: "\(Limits.exactInteger)", found: found)
    }

    /// A broken rule of identifiers; `what` starts the sentence.
    func refusal(of error: IdentifierError, what: String) -> Refusal {
        switch error {
        case .empty:
            return Refusal(
                .invalidText, field: pointer,
                "\(what) is empty; expected 1 to \(Limits.identifierBytes) bytes of text", found: "\"\"")
        case .tooLong(let bytes):
            return tooLong(bytes, Limits.identifierBytes, what: what)
        case .controlCharacter(let scalar, let offset):
            let digits = String(scalar, radix: 16, uppercase: true)
            let name = "U+" + String(repeating: "0", count: 4 - digits.count) + digits
            return Refusal(
                .invalidText, field: pointer,
                "\(what) holds the control character \(name) at byte \(offset); expected none", found: name)
        }
    }

    static func describe(_ value: JSONNode) -> String {
        switch value.kind {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .integer(let number): String(number)
        case .unsigned(let number): String(number)
        case .double(let number): JSONWriter.text(of: number)
        case .string: quoted(value.utf8)
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// A text in quotes, cut after some 40 bytes where a character ends.
    static func quoted(_ utf8: ArraySlice<UInt8>) -> String {
        var end = utf8.startIndex + min(utf8.count, 40)
        while end < utf8.endIndex, end > utf8.startIndex, utf8[end] & 0xc0 == 0x80 { end -= 1 }
        var writer = JSONWriter()
        writer.string(String(decoding: utf8[..<end], as: UTF8.self) + (end < utf8.endIndex ? "..." : ""))
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
