package import Model

/// A time as a question gives it, before the evaluation time is known.
package enum TimeArgument: Hashable, Sendable {
    case instant(Timestamp)
    /// The midnight that the day starts with, in UTC.
    case date(CivilDate)
    /// That long before the evaluation time.
    case span(Model.Span)

    /// Reads `2009-06-08`, an RFC 3339 time or a span such as `14d`.
    package init(parsing text: String) throws(TimeFault) {
        let forms = "a date such as 2009-06-30, an RFC 3339 time, or a span such as 14d"
        switch try TimeText(text, expected: forms) {
        case .date(let date): self = .date(date)
        case .instant(let time): self = .instant(time)
        case .span(let span): self = .span(span)
        }
    }

    /// The instant, counted from the evaluation time where it is a span; nil if there is no such instant.
    package func instant(evaluated: Timestamp) -> Timestamp? {
        switch self {
        case .instant(let time): time
        case .date(let date): date.startOfDay
        case .span(let span): evaluated.subtracting(span)
        }
    }

    /// The canonical text.
    package var text: String {
        switch self {
        case .instant(let time): time.text
        case .date(let date): date.dayLabel
        case .span(let span): span.text
        }
    }
}

/// The state of the ledger that a question asks about.
package enum AsOfArgument: Hashable, Sendable {
    case position(Position)
    /// The last position recorded not after that time.
    case recorded(Timestamp)

    /// Reads a position, an RFC 3339 time, or a date for the midnight it starts with.
    package init(parsing text: String) throws(TimeFault) {
        if let position = Position(text), text.utf8.first.map({ $0 != UInt8(ascii: "+") }) == true {
            self = .position(position)
        } else {
            self = .recorded(
                try TimeText.instant(
                    text, expected: "a position, a date such as 2009-06-30, or an RFC 3339 time"))
        }
    }

    package var text: String {
        switch self {
        case .position(let position): String(position)
        case .recorded(let time): time.text
        }
    }
}

extension CivilDate {
    /// The day that a text such as `2009-06-08` names; nil if it is no such text or there is no such day.
    package init?(label: String) {
        guard label.utf8.count == 10, let window = try? CalendarUnit.window(parsing: label) else {
            return nil
        }
        self.init(window.lowerBound)
    }
}
