/// A JSON value as a tree, for answers to build and for tests to read. Members keep their order.
package indirect enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([(name: String, value: JSONValue)])

    /// The tree of a parsed value. Integers over `Int64.max` become doubles.
    package init(_ node: JSONNode) {
        switch node.kind {
        case .null: self = .null
        case .boolean(let flag): self = .boolean(flag)
        case .integer(let value): self = .integer(value)
        case .unsigned(let value): self = .number(Double(value))
        case .double(let value): self = .number(value)
        case .string: self = .string(node.string ?? "")
        case .array: self = .array(node.elements.map(JSONValue.init))
        case .object: self = .object(node.members.map { ($0.name, JSONValue($0.value)) })
        }
    }

    /// Parses one text; see `JSONDocument`.
    package init(parsing text: String, depthMax: Int = 64) throws(JSONError) {
        self.init(try JSONDocument(Array(text.utf8), depthMax: depthMax).root)
    }

    /// The canonical bytes.
    package var bytes: [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The canonical text.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The first member of that name, nil if there is none or this is no object.
    package subscript(name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    package subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    package var string: String? { if case .string(let value) = self { value } else { nil } }
    package var boolean: Bool? { if case .boolean(let value) = self { value } else { nil } }
    package var elements: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var members: [(name: String, value: JSONValue)]? {
        if case .object(let value) = self { value } else { nil }
    }
    package var isNull: Bool { if case .null = self { true } else { false } }

    package var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    package var integer: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }
}
