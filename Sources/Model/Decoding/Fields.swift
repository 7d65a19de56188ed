import JSON

/// The members of one object of fixed shape, handed out by name; what nobody asked for is unknown.
///
/// The object's names are hashed once; finding a field compares hashes, and bytes only where those agree. The
/// object has no name twice: the decoder has checked that for the whole event.
struct Fields {
    /// JSON pointer of the object; empty for the event itself.
    let pointer: String
    private let members: [(name: String, value: JSONNode)]
    /// The hash of each member's name, 0 once it was taken.
    private var keys: [UInt64]
    /// Unknown members of objects further in, by the member of this object that they are under.
    private var nested: [Int: [String]] = [:]

    /// Takes the members of an object; of any other value there are none.
    init(of object: JSONNode, at pointer: String) {
        self.pointer = pointer
        members = object.members
        keys = []
        keys.reserveCapacity(members.count)
        for member in members { keys.append(FieldName.key(of: member.name)) }
    }

    /// The member of that name, whatever its value; nil if there is none.
    mutating func take(_ name: FieldName) -> Field? {
        for index in keys.indices where keys[index] == name.key {
            guard Bytewise.equal(members[index].name, name.text) else { continue }
            keys[index] = 0
            return Field(
                value: members[index].value, parent: pointer, name: members[index].name, member: index)
        }
        return nil
    }

    /// The member of that name, which has to be there.
    mutating func required(_ name: FieldName) throws(Refusal) -> Field {
        if let field = take(name) { return field }
        throw Refusal(
            .missingField, field: "\(pointer)/\(name.text)", "\(pointer)/\(name.text) is required but missing"
        )
    }

    /// The member of that name, nil if it is absent. A null is not an absent member, and refused.
    mutating func optional(_ name: FieldName) throws(Refusal) -> Field? {
        guard let field = take(name) else { return nil }
        if case .null = field.value.kind {
            throw Refusal(
                .wrongType, field: field.pointer,
                "\(field.pointer) is null; leave an optional field out when there is no value", found: "null")
        }
        return field
    }

    /// Counts what is unknown inside the object of a field among what is unknown here.
    mutating func adopt(_ inner: Fields, of field: Field) {
        let pointers = inner.unknown
        if !pointers.isEmpty { nested[field.member, default: []] += pointers }
    }

    /// JSON pointers of the members that were not taken, here and further in, in document order.
    var unknown: [String] {
        if nested.isEmpty, !keys.contains(where: { $0 != 0 }) { return [] }
        var found: [String] = []
        for index in keys.indices {
            if keys[index] != 0 { found.append("\(pointer)/\(JSONPointer.escape(members[index].name))") }
            if let inner = nested[index] { found += inner }
        }
        return found
    }
}
