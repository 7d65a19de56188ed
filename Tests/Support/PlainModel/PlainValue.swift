package import JSON

/// What the plain model expects at one place of an answer.
package indirect enum PlainValue: Sendable {
    case null
    case flag(Bool)
    /// A whole number, which has to be exact.
    case integer(Int64)
    /// A number that may be off by so much, as sums may be added up in another order.
    case number(Double, slack: Double)
    case text(String)
    case list([PlainValue])
    /// Members in order, under names that are unique.
    case object([(name: String, value: PlainValue)])
    /// Rows of which neighbours of one group may stand in any order.
    case groups([[PlainValue]])

    /// A number to 12 digits; what is not finite has no JSON form.
    package static func number(_ value: Double?) -> PlainValue {
        guard let value, value.isFinite else { return .null }
        return .number(value, slack: value.magnitude * 1e-12)
    }

    package static func count(_ count: Int) -> PlainValue { .integer(Int64(count)) }

    /// A share of a whole; there is none of nothing.
    package static func share(_ hits: Int, of whole: Int) -> PlainValue {
        whole == 0 ? .null : .number(Double(hits) / Double(whole))
    }

    package static func text(_ text: String?) -> PlainValue { text.map { .text($0) } ?? .null }

    /// An object whose names get `_2`, `_3`, ... behind them where an earlier one has taken them.
    package static func record(_ members: [(String, PlainValue)]) -> PlainValue {
        var taken: [[UInt8]] = []
        var found: [(name: String, value: PlainValue)] = []
        for (name, value) in members {
            var candidate = name
            var number = 1
            while taken.contains(Array(candidate.utf8)) {
                number += 1
                candidate = "\(name)_\(number)"
            }
            taken.append(Array(candidate.utf8))
            found.append((candidate, value))
        }
        return .object(found)
    }

    /// The value as JSON, for showing it and for making events of it.
    package var json: JSONValue {
        switch self {
        case .null: .null
        case .flag(let flag): .boolean(flag)
        case .integer(let number): .integer(number)
        case .number(let number, _): .number(number)
        case .text(let text): .string(text)
        case .list(let elements): .array(elements.map(\.json))
        case .object(let members): .object(members.map { ($0.name, $0.value.json) })
        case .groups(let groups): .array(groups.joined().map(\.json))
        }
    }

    /// The member of that name.
    package subscript(name: String) -> PlainValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// The first place where an answer is another than expected.
package struct PlainDifference: Sendable, CustomStringConvertible {
    /// Names and indexes from the top, joined by slashes.
    package let path: String
    package let expected: String
    package let found: String

    package init(path: String, expected: String, found: String) {
        self.path = path
        self.expected = expected
        self.found = found
    }

    package var description: String { "\(path): expected \(expected), found \(found)" }

    private static func short(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard scalars.count > 400 else { return text }
        return String(scalars.prefix(400)) + "..."
    }

    init(_ path: String, _ expected: PlainValue, _ found: JSONValue?) {
        self.init(
            path: path, expected: Self.short(expected.json.text),
            found: Self.short(found?.text ?? "nothing"))
    }
}

extension PlainValue {
    /// The first difference to an answer, nil when there is none. Names, order and number of members and
    /// rows count.
    package func difference(from found: JSONValue, at path: String = "") -> PlainDifference? {
        switch (self, found) {
        case (.null, .null): return nil
        case (.flag(let wanted), .boolean(let there)) where wanted == there: return nil
        case (.integer(let wanted), .integer(let there)) where wanted == there: return nil
        case (.number(let wanted, let slack), _):
            guard let there = found.double, (there - wanted).magnitude <= slack else { break }
            return nil
        case (.text(let wanted), .string(let there)) where wanted.utf8.elementsEqual(there.utf8): return nil
        case (.list(let wanted), .array(let there)):
            for (index, value) in wanted.enumerated() {
                guard there.indices.contains(index) else {
                    return PlainDifference("\(path)/\(index)", value, nil)
                }
                if let found = value.difference(from: there[index], at: "\(path)/\(index)") { return found }
            }
            return Self.surplus(there, over: wanted.count, path)
        case (.groups(let groups), .array(let there)): return Self.difference(groups, there, path)
        case (.object(let wanted), .object(let there)): return Self.difference(wanted, there, path)
        default: break
        }
        return PlainDifference(path, self, found)
    }

    private static func surplus(_ there: [JSONValue], over count: Int, _ path: String) -> PlainDifference? {
        guard there.count > count else { return nil }
        return PlainDifference(
            path: "\(path)/\(count)", expected: "nothing", found: there[count].text)
    }

    private static func difference(
        _ wanted: [(name: String, value: PlainValue)], _ there: [(name: String, value: JSONValue)],
        _ path: String
    ) -> PlainDifference? {
        for (index, member) in wanted.enumerated() {
            let place = "\(path)/\(member.name)"
            guard there.indices.contains(index), there[index].name.utf8.elementsEqual(member.name.utf8) else {
                let name = there.indices.contains(index) ? there[index].name : "the end"
                return PlainDifference(path: place, expected: member.value.json.text, found: name)
            }
            if let found = member.value.difference(from: there[index].value, at: place) { return found }
        }
        guard there.count > wanted.count else { return nil }
        let more = there[wanted.count]
        return PlainDifference(
            path: "\(path)/\(more.name)", expected: "no such field: the plain model does not predict it",
            found: more.value.text)
    }

    private static func difference(
        _ groups: [[PlainValue]], _ there: [JSONValue], _ path: String
    ) -> PlainDifference? {
        var start = 0
        for group in groups {
            var left = group
            for index in start..<(start + group.count) {
                guard there.indices.contains(index) else {
                    return PlainDifference("\(path)/\(index)", left[0], nil)
                }
                guard let match = left.firstIndex(where: { $0.difference(from: there[index]) == nil }) else {
                    return left[0].difference(from: there[index], at: "\(path)/\(index)")
                }
                left.remove(at: match)
            }
            start += group.count
        }
        return surplus(there, over: start, path)
    }
}
