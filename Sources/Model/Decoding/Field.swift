import JSON

/// One value and where it stands; reads it as what it has to be, or refuses it.
struct Field {
    let value: JSONNode
    /// JSON pointer of the object or array around it.
    let parent: String
    /// The member's name, or the element's index.
    let name: String
    /// Which member of the fixed object it is in, for `Fields.adopt`.
    let member: Int

    /// Built when it is needed, which for a good event is never.
    var pointer: String { parent + "/" + JSONPointer.escape(name) }

    /// A text that follows the rules of identifiers.
    func identifier() throws(Refusal) -> Identifier {
        guard case .string = value.kind else { throw wrongType("a text") }
        do {
            return try Identifier(validating: value.utf8)
        } catch {
            throw refusal(of: error, what: pointer)
        }
    }

    /// Any text of at most that many bytes of UTF-8.
    func text(bytesMax: Int = Limits.textBytes) throws(Refusal) -> String {
        guard case .string = value.kind else { throw wrongType("a text") }
        let utf8 = value.utf8
        guard utf8.count <= bytesMax else { throw tooLong(utf8.count, bytesMax, what: pointer) }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// A text of at least one byte.
    func textNotEmpty() throws(Refusal) -> String {
        let text = try text()
        guard !text.isEmpty else {
            throw Refusal(.invalidText, field: pointer, "\(pointer) is empty; expected a text", found: "\"\"")
        }
        return text
    }

    /// One of the values that an enumeration has on the wire.
    func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(Refusal) -> Choice where Choice.RawValue == String {
        guard case .string = value.kind, let text = value.string else { throw wrongType("a text") }
        for choice in Choice.allCases where Bytewise.equal(choice.rawValue, text) { return choice }
        let known = Choice.allCases.map(\.rawValue).joined(separator: ", ")
        throw invalidValue("expected one of \(known)")
    }

    /// That many bytes as lower-case hexadecimal digits.
    func hexadecimal(bytes: Int) throws(Refusal) -> String {
        guard case .string = value.kind, let text = value.string else { throw wrongType("a text") }
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        let letters = UInt8(ascii: "a")...UInt8(ascii: "f")
        guard text.utf8.count == bytes * 2,
            text.utf8.allSatisfy({ digits.contains($0) || letters.contains($0) })
        else { throw invalidValue("expected \(bytes * 2) lower-case hexadecimal digits") }
        return text
    }

    func timestamp() throws(Refusal) -> Timestamp {
        guard case .string = value.kind else { throw wrongType("a time as text") }
        do {
            return try Timestamp(utf8: value.utf8.span)
        } catch {
            throw Refusal(.invalidTime, field: pointer, "\(pointer): \(error.message)", found: found)
        }
    }

    func span() throws(Refusal) -> Span {
        guard case .string = value.kind else { throw wrongType("a span as text, such as 14d") }
        do {
            return try Span(utf8: value.utf8.span)
        } catch {
            throw invalidValue(error.message)
        }
    }

    /// A finite number; integers that a double would change are refused.
    func number() throws(Refusal) -> Double {
        switch value.kind {
        case .double(let number):
            return number
        case .integer(let integer):
            guard integer.magnitude <= Limits.exactInteger.magnitude else { throw inexact }
            return Double(integer)
        case .unsigned:
            throw inexact
        default:
            throw wrongType("a number")
        }
    }

    /// A number of at least, and perhaps at most, so much.
    func number(from low: Double, to high: Double = .infinity) throws(Refusal) -> Double {
        let number = try number()
        guard number >= low, number <= high else {
            let range =
                high.isFinite
                ? "\(JSONWriter.text(of: low)) to \(JSONWriter.text(of: high))"
                : "\(JSONWriter.text(of: low)) or more"
            throw Refusal(
                .outOfRange, field: pointer, "\(pointer) is \(found); expected \(range)", limit: range,
                found: found)
        }
        return number
    }

    func boolean() throws(Refusal) -> Bool {
        guard let flag = value.boolean else { throw wrongType("true or false") }
        return flag
    }

    /// An object of fixed shape.
    func object() throws(Refusal) -> Fields {
        guard case .object = value.kind else { throw wrongType("an object") }
        return Fields(of: value, at: pointer)
    }

    /// An object whose names the producer chose, each value read the same way, in document order.
    func named<Value: Sendable>(
        max: Int = .max, _ read: (Field) throws(Refusal) -> Value
    ) throws(Refusal) -> [Named<Value>] {
        guard case .object = value.kind else { throw wrongType("an object") }
        let members = value.members
        guard members.count <= max else { throw tooMany(members.count, max, "entries") }
        let pointer = pointer
        var named: [Named<Value>] = []
        named.reserveCapacity(members.count)
        for (name, value) in members {
            let field = Field(value: value, parent: pointer, name: name, member: member)
            named.append(Named(try field.nameAsIdentifier(), try read(field)))
        }
        return named
    }

    private func nameAsIdentifier() throws(Refusal) -> Identifier {
        do {
            return try Identifier(validating: name)
        } catch {
            throw refusal(of: error, what: "a name in \(parent)")
        }
    }

    /// The elements of an array.
    func elements(max: Int = .max) throws(Refusal) -> [Field] {
        guard case .array = value.kind else { throw wrongType("an array") }
        let elements = value.elements
        guard elements.count <= max else { throw tooMany(elements.count, max, "elements") }
        let pointer = pointer
        var fields: [Field] = []
        fields.reserveCapacity(elements.count)
        for (index, element) in elements.enumerated() {
            fields.append(Field(value: element, parent: pointer, name: String(index), member: member))
        }
        return fields
    }

    /// An object whose inside is kept as it is.
    func anyObject() throws(Refusal) -> JSONValue {
        guard case .object = value.kind else { throw wrongType("an object") }
        return JSONValue(value)
    }
}
