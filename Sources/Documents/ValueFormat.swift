import JSON

/// How values read: for people in `people`, in full for machines in `exact`.
package enum ValueFormat {
    /// What stands for a value that does not exist.
    package static let noValue = "–"

    /// A value as a person reads it, with nothing in it that could drive a terminal (`VisibleText`).
    package static func people(_ value: Value) -> String {
        switch value {
        case .none: noValue
        case .text(let text): VisibleText.escape(text)
        case .integer(let number): integer(number)
        case .number(let number): self.number(number)
        case .share(let fraction): share(fraction)
        case .time(let microseconds): time(microseconds)
        case .duration(let seconds): duration(seconds)
        case .flag(let flag): flag ? "yes" : "no"
        case .list(let texts): texts.map(VisibleText.escape).joined(separator: ", ")
        case .json(let text): VisibleText.escape(text)
        }
    }

    /// As `people`, but a value that does not exist says why: `– (no labelled decisions)`.
    package static func explained(_ value: Value) -> String {
        if case .none(let reason) = value, !reason.isEmpty {
            return "\(noValue) (\(VisibleText.escape(reason)))"
        }
        return people(value)
    }

    /// A parameter as a person would pass it: numbers in full and without groups, the rest as in `explained`.
    package static func parameter(_ value: Value) -> String {
        switch value {
        case .integer, .number, .share:
            let text = exact(value)
            return text.isEmpty ? noValue : text
        default: return explained(value)
        }
    }

    /// A value in full, as CSV carries it: shares as fractions, durations in seconds, lists joined by `;`,
    /// nothing for no value and for numbers that are not finite. Text is as it is, control characters
    /// included.
    package static func exact(_ value: Value) -> String {
        switch value {
        case .none: ""
        case .text(let text): text
        case .integer(let number): String(number)
        case .number(let number), .share(let number), .duration(let number):
            number.isFinite ? JSONWriter.text(of: number) : ""
        case .time(let microseconds): time(microseconds)
        case .flag(let flag): flag ? "true" : "false"
        case .list(let texts): texts.joined(separator: ";")
        case .json(let text): text
        }
    }

    /// `143,451`.
    package static func integer(_ value: Int64) -> String {
        (value < 0 ? "-" : "") + DecimalDigits.grouped(String(value.magnitude))
    }

    /// Six significant digits, but every digit of the whole part: `0.123457`, `1,234,568`, `1.5e-7`.
    ///
    /// Under 0.0001 and from 1e15 on the exponent is written; `∞` and `-∞` for infinities.
    package static func number(_ value: Double) -> String {
        number(value, significant: 6)
    }

    /// As `number(_:)`, with so many significant digits.
    package static func number(_ value: Double, significant: Int) -> String {
        guard value.isFinite else { return value.isNaN ? noValue : value < 0 ? "-∞" : "∞" }
        var digits = DecimalDigits(value)
        if value.magnitude >= 1e15 || (value.magnitude < 1e-4 && value != 0) {
            digits.round(significant: significant)
            return digits.scientific()
        }
        digits.round(significant: max(significant, digits.point))
        return digits.plain()
    }

    /// A percentage with one decimal, `12.3 %`; a share of 1e12 and over as a number.
    package static func share(_ value: Double) -> String {
        guard value.isFinite, value.magnitude < 1e12 else { return number(value) }
        var digits = DecimalDigits(value)
        digits.shift(2)
        digits.round(fraction: 1)
        return digits.plain(padding: 1) + " %"
    }

    /// The two largest units, rounded to the smaller one: `45 s`, `12 m 5 s`, `3 h 10 m`, `2 d 4 h`.
    ///
    /// Under a minute it has three significant digits: `0.25 s`.
    package static func duration(_ seconds: Double) -> String {
        let length = seconds.magnitude
        let sign = seconds < 0 ? "-" : ""
        guard length < 1e15 else { return number(seconds) + (seconds.isNaN ? "" : " s") }
        let whole = Int64(length.rounded())
        let minutes = Int64((length / 60).rounded())
        let hours = Int64((length / 3600).rounded())
        // 59.95 s and over would round to 60.0 s.
        if length < 59.95 { return number(seconds, significant: 3) + " s" }
        if whole < 3_600 { return sign + pair(whole, of: 60, "m", "s") }
        if minutes < 1_440 { return sign + pair(minutes, of: 60, "h", "m") }
        return sign + pair(hours, of: 24, "d", "h")
    }

    private static func pair(_ count: Int64, of size: Int64, _ large: String, _ small: String) -> String {
        let rest = count % size
        return "\(integer(count / size)) \(large)" + (rest == 0 ? "" : " \(rest) \(small)")
    }

    /// RFC 3339 in UTC, `2009-06-08T07:00:00Z`; a fraction only if it is not zero, without its trailing
    /// zeros.
    package static func time(_ microseconds: Int64) -> String {
        CivilTime.text(microseconds: microseconds)
    }
}
