/// Percent-encoding of URLs (RFC 3986) and of their queries as forms write them.
package enum PercentEncoding {
    /// Everything but letters, digits and `-._~` as `%XX` of its UTF-8, so the result is one path piece or
    /// value.
    package static func encode(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text of an encoded path piece, or of a query's name or value, where `+` stands for a space.
    ///
    /// - Returns: nil when a `%` is not followed by two hexadecimal digits or the bytes are not valid UTF-8.
    package static func decode(_ text: Substring, plusIsSpace: Bool) -> String? {
        let isPlain = text.utf8.allSatisfy { byte in
            byte != UInt8(ascii: "%") && !(plusIsSpace && byte == UInt8(ascii: "+"))
        }
        if isPlain { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.next().flatMap(value), let low = rest.next().flatMap(value) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The names and values of a query such as `model=lead-score&by=version`, in order.
    /// - Throws: `ArgumentError` for a piece that is not percent-encoded UTF-8.
    package static func items(ofQuery query: Substring) throws(ArgumentError) -> [(
        name: String, value: String
    )] {
        var items: [(name: String, value: String)] = []
        for piece in query.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = piece.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(Substring(halves[0]), plusIsSpace: true),
                let value = decode(halves.count > 1 ? Substring(halves[1]) : "", plusIsSpace: true)
            else {
                throw ArgumentError(
                    parameter: nil, message: "the query of the URL is not percent-encoded UTF-8")
            }
            items.append((name, value))
        }
        return items
    }

    /// `name=value&name=value`, each percent-encoded; empty for no items.
    package static func query(of items: [(name: String, value: String)]) -> String {
        items.map { "\(encode($0.name))=\(encode($0.value))" }.joined(separator: "&")
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
