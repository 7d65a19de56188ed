import JSON

extension Event {
    /// Reads one event from the bytes of its line, strictly: size, JSON, names given twice, depth, then every
    /// field.
    ///
    /// A pure function of the bytes. Cost: one parse and a pass over the members, linear in the bytes.
    /// - Throws: `Refusal` with the first fault; faults of the line come before faults of fields, and fields
    ///   are read in a fixed order, not in that of the document.
    package static func decode(_ bytes: [UInt8]) throws(Refusal) -> Event {
        guard bytes.count <= Limits.largeEventBytes else {
            throw tooLarge(bytes.count, Limits.largeEventBytes, "an event of any type")
        }
        let document = try parse(bytes)
        let root = document.root
        guard case .object = root.kind else {
            throw Refusal(
                .notAnObject, "an event has to be an object, but this is \(Field.describe(root))",
                found: Field.describe(root))
        }
        if let pointer = document.firstDuplicateName() {
            throw Refusal(.duplicateKey, field: pointer, "\(pointer) is given twice in its object")
        }
        var fields = Fields(of: root, at: "")
        let type = try type(of: try fields.required(.type))
        guard bytes.count <= type.bytesMax else {
            throw tooLarge(bytes.count, type.bytesMax, "an event of type \(type.name)")
        }
        let id = try fields.required(.id).identifier()
        let at = try fields.required(.at).timestamp()
        let body = try EventBody(type, &fields)
        return Event(type: type, id: id, at: at, body: body, unknownFields: fields.unknown)
    }

    /// The type and id of a line that may be refused, for the error's own line; each nil when it cannot be
    /// read.
    ///
    /// Best effort: bytes that are no JSON, or too many, give neither.
    package static func peekIdentity(_ bytes: [UInt8]) -> (type: EventType?, id: Identifier?) {
        guard bytes.count <= Limits.largeEventBytes,
            let root = try? JSONDocument(bytes, depthMax: Limits.depth + 1).root
        else { return (nil, nil) }
        let type = root[FieldName.type.text]?.string.flatMap { EventType(name: $0) }
        let id = root[FieldName.id.text]?.string.flatMap { try? Identifier(validating: $0) }
        return (type, id)
    }

    private static func type(of field: Field) throws(Refusal) -> EventType {
        guard case .string = field.value.kind, let name = field.value.string else {
            throw field.wrongType("a text")
        }
        if let type = EventType(name: name) { return type }
        let known = EventType.allCases.map(\.name).joined(separator: ", ")
        throw Refusal(
            .unknownType, field: field.pointer, "the type is \(field.found); expected one of \(known)",
            found: field.found)
    }

    private static func parse(_ bytes: [UInt8]) throws(Refusal) -> JSONDocument {
        do {
            return try JSONDocument(bytes, depthMax: Limits.depth)
        } catch {
            throw refusal(of: error, in: bytes)
        }
    }

    private static func refusal(of error: JSONError, in bytes: [UInt8]) -> Refusal {
        switch error.code {
        case .empty: Refusal(.emptyLine, "the line is empty; expected one JSON object")
        case .syntax, .text: Refusal(.invalidJSON, "not a JSON text: \(error.message)")
        case .number: refusal(of: NumberFault.first(in: bytes), otherwise: error.message)
        case .invalidUTF8: Refusal(.invalidUTF8, "not a JSON text: \(error.message)")
        case .tooDeep: Refusal(.tooDeep, error.message, limit: "\(Limits.depth) levels")
        case .tooLarge: tooLarge(bytes.count, Limits.largeEventBytes, "an event of any type")
        }
    }

    private static func refusal(of fault: NumberFault?, otherwise message: String) -> Refusal {
        guard let fault else { return Refusal(.invalidNumber, "not a JSON text: \(message)") }
        let what = "\(fault.pointer) is \(fault.found), "
        switch fault.kind {
        case .malformed:
            return Refusal(
                .invalidNumber, field: fault.pointer, what + "which is no number of JSON", found: fault.found)
        case .overflow:
            return Refusal(
                .invalidNumber, field: fault.pointer,
                what + "beyond the greatest double; expected a finite number",
                limit: "1.7976931348623157e308", found: fault.found)
        case .integerTooLarge:
            return Refusal(
                .inexactNumber, field: fault.pointer,
                what + "an integer beyond 2^53 that a double would change; send text",
                limit: "\(Limits.exactInteger)", found: fault.found)
        }
    }

    private static func tooLarge(_ bytes: Int, _ max: Int, _ what: String) -> Refusal {
        Refusal(
            .tooLarge, "the line has \(bytes) bytes; \(what) has at most \(max)", limit: "\(max) bytes",
            found: "\(bytes) bytes")
    }
}

extension EventBody {
    init(_ type: EventType, _ fields: inout Fields) throws(Refusal) {
        switch type {
        case .decision: self = .decision(try Decision(&fields))
        case .outcome: self = .outcome(try Outcome(&fields))
        case .outcomeWithdrawn: self = .outcomeWithdrawn(try OutcomeWithdrawn(&fields))
        case .contract: self = .contract(try Contract(&fields))
        case .deployment: self = .deployment(try Deployment(&fields))
        case .policy: self = .policy(try Policy(&fields))
        case .replaySet: self = .replaySet(try ReplaySet(&fields))
        case .review: self = .review(try Review(&fields))
        case .pin: self = .pin(try Pin(&fields))
        }
    }
}
