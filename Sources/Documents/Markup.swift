/// HTML and SVG in the making: elements, attributes and escaped text.
///
/// What it writes is well-formed XML too, so any parser of either can read it. Names of elements and
/// attributes and what goes into `raw` are the renderer's own words; everything else may come from a client
/// and is made visible (`VisibleText`) and escaped. Scalars that Unicode keeps for no character, which XML
/// refuses, are written out as `\u{FFFE}`.
struct Markup {
    private(set) var bytes: [UInt8] = []

    /// The renderer's own words, as they are.
    mutating func raw(_ words: String) {
        bytes.append(contentsOf: words.utf8)
    }

    /// A line break of the source, which no reader of the page sees.
    mutating func lineBreak() {
        bytes.append(0x0a)
    }

    /// A text from anywhere, harmless in an element and between double quotes.
    mutating func text(_ text: String) {
        if text.utf8.allSatisfy(Self.isPlain) {
            bytes.append(contentsOf: text.utf8)
            return
        }
        for scalar in VisibleText.escape(text).unicodeScalars {
            switch scalar {
            case "&": raw("&amp;")
            case "<": raw("&lt;")
            case ">": raw("&gt;")
            case "\"": raw("&quot;")
            case "'": raw("&#39;")
            default:
                if Self.isNoCharacter(scalar) {
                    raw("\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}")
                } else {
                    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                }
            }
        }
    }

    /// An element with what `body` writes inside it.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ body: (inout Markup) -> Void
    ) {
        open(name, attributes)
        raw(">")
        body(&self)
        raw("</\(name)>")
    }

    /// An element with a text inside it.
    mutating func element(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String
    ) {
        element(name, attributes) { $0.text(text) }
    }

    /// An element that has no inside. In HTML only those that never have one may be written so, in SVG all.
    mutating func leaf(_ name: String, _ attributes: KeyValuePairs<String, String>...) {
        raw("<\(name)")
        for attributes in attributes { self.attributes(attributes) }
        raw("/>")
    }

    private mutating func open(_ name: String, _ attributes: KeyValuePairs<String, String>) {
        raw("<\(name)")
        self.attributes(attributes)
    }

    private mutating func attributes(_ attributes: KeyValuePairs<String, String>) {
        for (name, value) in attributes {
            raw(" \(name)=\"")
            text(value)
            raw("\"")
        }
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            false
        default: byte >= 0x20 && byte < 0x7f
        }
    }

    private static func isNoCharacter(_ scalar: Unicode.Scalar) -> Bool {
        (0xfdd0...0xfdef).contains(scalar.value) || scalar.value & 0xfffe == 0xfffe
    }

    /// A length in units of a drawing, to the tenth; 0 for what is not finite, and never beyond a million.
    static func length(_ value: Double) -> String {
        guard value.isFinite else { return "0" }
        let tenths = Int((min(1e6, max(-1e6, value)) * 10).rounded())
        let sign = tenths < 0 ? "-" : ""
        let size = tenths.magnitude
        return size % 10 == 0 ? "\(sign)\(size / 10)" : "\(sign)\(size / 10).\(size % 10)"
    }
}
