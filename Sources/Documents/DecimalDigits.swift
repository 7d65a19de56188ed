/// A finite double as decimal digits, to be rounded for people without the C library's formatting and its
/// locale.
///
/// The digits are those of the shortest text that reads back as the same double, so 0.1235 rounds as the
/// 0.1235 that a person would read, half away from zero. The value is 0.d1d2d3... times ten to the power of
/// `point`.
struct DecimalDigits {
    private(set) var negative: Bool
    private(set) var digits: [UInt8] = []
    private(set) var point = 0

    /// The digits of a value; those of 0 for what is not finite.
    init(_ value: Double) {
        negative = value < 0
        guard value.isFinite else { return }
        var pastPoint = false
        var exponent = 0
        var text = value.magnitude.description.utf8[...]
        if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
            exponent = Int(String(decoding: text[text.index(after: mark)...], as: UTF8.self)) ?? 0
            text = text[..<mark]
        }
        for byte in text {
            if byte == UInt8(ascii: ".") {
                pastPoint = true
                continue
            }
            digits.append(byte &- UInt8(ascii: "0"))
            if !pastPoint { point += 1 }
        }
        point += exponent
        let leading = digits.prefix { $0 == 0 }.count
        digits.removeFirst(leading)
        point -= leading
        trim()
    }

    private mutating func trim() {
        while digits.last == 0 { digits.removeLast() }
        if digits.isEmpty {
            point = 0
            negative = false
        }
    }

    /// Moves the decimal point to the right: times ten to the power of `places`.
    mutating func shift(_ places: Int) {
        if !digits.isEmpty { point += places }
    }

    /// Rounds to so many significant digits.
    mutating func round(significant count: Int) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = []
            return trim()
        }
        let up = digits[count] >= 5
        digits.removeLast(digits.count - count)
        if up {
            var place = count - 1
            while place >= 0, digits[place] == 9 {
                digits[place] = 0
                place -= 1
            }
            if place >= 0 {
                digits[place] += 1
            } else {
                digits.insert(1, at: 0)
                point += 1
            }
        }
        trim()
    }

    /// Rounds to so many digits after the decimal point.
    mutating func round(fraction count: Int) {
        round(significant: point + count)
    }

    /// `-1,234.5`: thousands in groups, the fraction padded to `padding` digits. Meant for a `point` of some
    /// tens.
    func plain(padding: Int = 0) -> String {
        let whole = point > 0 ? (0..<point).map { $0 < digits.count ? digits[$0] : 0 } : [0]
        var fraction = [UInt8](repeating: 0, count: max(0, -point)) + digits.dropFirst(max(0, point))
        while fraction.count < padding { fraction.append(0) }
        let text = (negative ? "-" : "") + Self.grouped(Self.text(whole))
        return fraction.isEmpty ? text : text + "." + Self.text(fraction)
    }

    /// `-1.5e-7`.
    func scientific() -> String {
        let first = digits.first ?? 0
        let rest = Self.text(Array(digits.dropFirst()))
        return (negative ? "-" : "") + "\(first)" + (rest.isEmpty ? "" : "." + rest) + "e\(point - 1)"
    }

    private static func text(_ digits: [UInt8]) -> String {
        String(decoding: digits.map { $0 + UInt8(ascii: "0") }, as: UTF8.self)
    }

    /// A comma before every third digit from the right.
    static func grouped(_ digits: String) -> String {
        let bytes = Array(digits.utf8)
        var grouped: [UInt8] = []
        for (offset, byte) in bytes.enumerated() {
            if offset > 0, (bytes.count - offset) % 3 == 0 { grouped.append(UInt8(ascii: ",")) }
            grouped.append(byte)
        }
        return String(decoding: grouped, as: UTF8.self)
    }
}
