import JSON
import Model
import Wire

/// What a group has in common: the value of one grouping.
enum GroupValue: Hashable, Comparable, Sendable {
    case flag(Bool)
    case number(Double)
    case text(Identifier)
    case stretch(Period)
    /// 0 to 23.
    case hour(Int)
    /// Monday 0 to Sunday 6.
    case weekday(Int)

    /// Texts in byte order, numbers and times by size; of a feature that holds several kinds, flags before
    /// numbers before texts.
    static func < (left: GroupValue, right: GroupValue) -> Bool {
        switch (left, right) {
        case (.flag(let left), .flag(let right)): !left && right
        case (.number(let left), .number(let right)): left < right
        case (.text(let left), .text(let right)): left < right
        case (.stretch(let left), .stretch(let right)): left < right
        case (.hour(let left), .hour(let right)): left < right
        case (.weekday(let left), .weekday(let right)): left < right
        default: left.rank < right.rank
        }
    }

    private var rank: Int {
        switch self {
        case .flag: 0
        case .number: 1
        case .text: 2
        case .stretch, .hour, .weekday: 3
        }
    }

    private static let weekdays = [
        "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]

    /// As an answer prints it: numbers in their shortest exact text, hours as 00 to 23.
    func label(under grouping: GroupingArgument) -> String {
        switch self {
        case .flag(let flag): flag ? "true" : "false"
        case .number(let number): JSONWriter.text(of: number)
        case .text(let text):
            if case .feature = grouping, Self.readsAsOther(text) {
                JSONValue.string(text.text).text
            } else {
                text.text
            }
        case .stretch(let period): period.label
        case .hour(let hour): hour < 10 ? "0\(hour)" : "\(hour)"
        case .weekday(let day): Self.weekdays.indices.contains(day) ? Self.weekdays[day] : "\(day)"
        }
    }

    /// Whether a text feature reads like a number or flag, with which it must not be mixed up.
    private static func readsAsOther(_ text: Identifier) -> Bool {
        if Bytewise.equal(text.text, "true") || Bytewise.equal(text.text, "false") { return true }
        guard let root = (try? JSONDocument(text.utf8Bytes, depthMax: 1))?.root else { return false }
        return root.double != nil
    }
}
