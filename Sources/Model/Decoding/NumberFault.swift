import JSON

/// Which number of a text the JSON reader stumbled over, and why: the reader itself names only the kind of
/// fault.
///
/// Runs on refused lines only. One pass; where the text is broken otherwise too, the answer is nil or a
/// guess.
struct NumberFault {
    /// JSON pointer of the number.
    let pointer: String
    /// The number as it was sent, shortened.
    let found: String
    let kind: Kind

    enum Kind {
        case malformed
        /// An integer beyond 64 bits.
        case integerTooLarge
        /// Beyond the greatest double.
        case overflow
    }

    /// The first number at fault.
    static func first(in bytes: [UInt8]) -> NumberFault? {
        var path = Path()
        var cursor = 0
        while cursor < bytes.count {
            let byte = bytes[cursor]
            switch byte {
            case UInt8(ascii: "\""):
                let end = endOfString(in: bytes, from: cursor)
                path.string(bytes[cursor..<end])
                cursor = end
            case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                let end = bytes[cursor...].firstIndex(where: isDelimiter) ?? bytes.endIndex
                if let kind = fault(of: bytes[cursor..<end]) {
                    return NumberFault(
                        pointer: path.pointer, found: shortened(bytes[cursor..<end]), kind: kind)
                }
                cursor = end
            default:
                path.structure(byte)
                cursor += 1
            }
        }
        return nil
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}")
    }

    /// The index after the closing quote, or the end of the text.
    private static func endOfString(in bytes: [UInt8], from start: Int) -> Int {
        var cursor = start + 1
        while cursor < bytes.count, bytes[cursor] != UInt8(ascii: "\"") {
            cursor += bytes[cursor] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(cursor + 1, bytes.count)
    }

    /// What is wrong with a number by RFC 8259, section 6, and the reader's 64 bits; nil if nothing is.
    private static func fault(of token: ArraySlice<UInt8>) -> Kind? {
        var rest = token
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        let whole = rest.prefix(while: isDigit)
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return .malformed }
        rest = rest[whole.endIndex...]
        let text = String(decoding: token, as: UTF8.self)
        if rest.isEmpty {
            return Int64(text) == nil && UInt64(text) == nil ? .integerTooLarge : nil
        }
        if rest.first == UInt8(ascii: ".") {
            let fraction = rest.dropFirst().prefix(while: isDigit)
            guard !fraction.isEmpty else { return .malformed }
            rest = rest[fraction.endIndex...]
        }
        if let letter = rest.first {
            guard letter | 0x20 == UInt8(ascii: "e") else { return .malformed }
            rest.removeFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
            guard !rest.isEmpty, rest.allSatisfy(isDigit) else { return .malformed }
        }
        return Double(text)?.isFinite == true ? nil : .overflow
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte &- UInt8(ascii: "0") < 10
    }

    private static func shortened(_ token: ArraySlice<UInt8>) -> String {
        let head = token.prefix(40)
        return String(decoding: head, as: UTF8.self) + (head.count < token.count ? "..." : "")
    }
}

/// Where in a JSON text a scan stands.
private struct Path {
    private enum Level {
        /// The last name that was read, with its quotes; nil while a name is awaited.
        case object(ArraySlice<UInt8>?)
        case array(Int)
    }

    private var levels: [Level] = []

    mutating func string(_ token: ArraySlice<UInt8>) {
        if case .object(nil)? = levels.last { levels[levels.count - 1] = .object(token) }
    }

    mutating func structure(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "{"): levels.append(.object(nil))
        case UInt8(ascii: "["): levels.append(.array(0))
        case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
        case UInt8(ascii: ","): next()
        default: break
        }
    }

    private mutating func next() {
        switch levels.popLast() {
        case .object?: levels.append(.object(nil))
        case .array(let index)?: levels.append(.array(index + 1))
        case nil: break
        }
    }

    var pointer: String {
        var pointer = ""
        for level in levels {
            switch level {
            case .object(let name): pointer += "/" + JSONPointer.escape(Self.unescape(name ?? []))
            case .array(let index): pointer += "/\(index)"
            }
        }
        return pointer
    }

    private static func unescape(_ token: ArraySlice<UInt8>) -> String {
        (try? JSONDocument(Array(token)))?.root.string ?? String(decoding: token, as: UTF8.self)
    }
}
