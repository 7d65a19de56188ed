/// One value inside a `JSONDocument`.
package struct JSONNode: Sendable {
    let document: JSONDocument
    let index: Int

    /// What a value is. Integers keep apart from doubles: `1` is an integer, `1.0` and `1e0` are not.
    package enum Kind: Hashable, Sendable {
        case null
        case boolean(Bool)
        case integer(Int64)
        /// An integer over `Int64.max` that still fits 64 bits.
        case unsigned(UInt64)
        case double(Double)
        case string
        case array
        case object
    }

    private var word: UInt64 { document.words[index] }
    private static let payload: UInt64 = 0x00ff_ffff_ffff_ffff

    /// The tape's letter for this value.
    private var letter: UInt8 { UInt8(truncatingIfNeeded: word >> 56) }

    package var kind: Kind {
        switch letter {
        case UInt8(ascii: "{"): .object
        case UInt8(ascii: "["): .array
        case UInt8(ascii: "\""): .string
        case UInt8(ascii: "l"): .integer(Int64(bitPattern: document.words[index + 1]))
        case UInt8(ascii: "u"): .unsigned(document.words[index + 1])
        case UInt8(ascii: "d"): .double(Double(bitPattern: document.words[index + 1]))
        case UInt8(ascii: "t"): .boolean(true)
        case UInt8(ascii: "f"): .boolean(false)
        default: .null
        }
    }

    /// The index of the value after this one.
    private var next: Int {
        switch letter {
        case UInt8(ascii: "{"), UInt8(ascii: "["): Int(word & 0xffff_ffff)
        case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): index + 2
        default: index + 1
        }
    }

    /// The UTF-8 of a string; empty for every other kind.
    package var utf8: ArraySlice<UInt8> {
        guard letter == UInt8(ascii: "\"") else { return [] }
        return document.text(at: Int(word & Self.payload))
    }

    /// The text of a string, nil for every other kind. The parser has checked its UTF-8, so nothing is
    /// repaired.
    package var string: String? {
        guard letter == UInt8(ascii: "\"") else { return nil }
        return String(decoding: utf8, as: UTF8.self)
    }

    /// The number as a double, nil for every other kind. Integers beyond 2^53 lose their last digits here.
    package var double: Double? {
        switch kind {
        case .integer(let value): Double(value)
        case .unsigned(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    package var boolean: Bool? {
        if case .boolean(let value) = kind { value } else { nil }
    }

    /// The members of an object in document order; empty for every other kind.
    package var members: [(name: String, value: JSONNode)] {
        guard letter == UInt8(ascii: "{") else { return [] }
        var found: [(name: String, value: JSONNode)] = []
        found.reserveCapacity(Int(word >> 32 & 0xff_ffff))
        var at = index + 1
        let end = next - 1
        while at < end {
            let name = JSONNode(document: document, index: at)
            let value = JSONNode(document: document, index: at + 1)
            found.append((String(decoding: name.utf8, as: UTF8.self), value))
            at = value.next
        }
        return found
    }

    /// The elements of an array in order; empty for every other kind.
    package var elements: [JSONNode] {
        guard letter == UInt8(ascii: "[") else { return [] }
        var found: [JSONNode] = []
        var at = index + 1
        let end = next - 1
        while at < end {
            let value = JSONNode(document: document, index: at)
            found.append(value)
            at = value.next
        }
        return found
    }

    /// The first member of that name (compared as bytes), nil if there is none or this is no object.
    package subscript(name: String) -> JSONNode? {
        members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }

    func firstDuplicateName(under pointer: String) -> String? {
        switch kind {
        case .array:
            for (offset, element) in elements.enumerated() {
                if let found = element.firstDuplicateName(under: "\(pointer)/\(offset)") { return found }
            }
            return nil
        case .object:
            return firstDuplicateMember(under: pointer)
        default:
            return nil
        }
    }

    private func firstDuplicateMember(under pointer: String) -> String? {
        var seen: [ArraySlice<UInt8>] = []
        var many: Set<ArraySlice<UInt8>> = []
        var at = index + 1
        let end = next - 1
        while at < end {
            let name = JSONNode(document: document, index: at).utf8
            let value = JSONNode(document: document, index: at + 1)
            let member = { "\(pointer)/\(JSONPointer.escape(String(decoding: name, as: UTF8.self)))" }
            if seen.count < 16 {
                if seen.contains(where: { $0.count == name.count && $0.elementsEqual(name) }) {
                    return member()
                }
                seen.append(name)
            } else {
                if many.isEmpty { many = Set(seen) }
                if !many.insert(name).inserted { return member() }
            }
            switch value.letter {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if let found = value.firstDuplicateName(under: member()) { return found }
            default: break
            }
            at = value.next
        }
        return nil
    }
}

/// JSON pointers (RFC 6901), by which refusals name the field they speak of.
package enum JSONPointer {
    /// One reference token: `~` and `/` written as `~0` and `~1`.
    package static func escape(_ name: String) -> String {
        guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
            return name
        }
        var escaped = ""
        for scalar in name.unicodeScalars {
            switch scalar {
            case "~": escaped += "~0"
            case "/": escaped += "~1"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
