/// An event as it is put together, member by member.
struct SimulatedText: Sendable {
    private var text: String

    init(_ type: String, id: String, at: String) {
        text = #"{"type":"\#(type)","id":"\#(id)","at":"\#(at)""#
        text.reserveCapacity(700)
    }

    /// Adds a member whose value is JSON.
    mutating func add(_ name: String, json: String) {
        text += ",\""
        text += name
        text += "\":"
        text += json
    }

    mutating func add(_ name: String, _ value: String) { add(name, json: "\"\(value)\"") }

    mutating func add(_ name: String, _ number: Double) { add(name, json: Self.number(number)) }

    var line: String { text + "}" }

    /// A whole number without a point.
    static func number(_ number: Double) -> String {
        if let whole = Int64(exactly: number) { return "\(whole)" }
        return "\(number)"
    }

    static func members(_ members: [(name: String, json: String)]) -> String {
        var text = "{"
        for (index, member) in members.enumerated() {
            if index > 0 { text += "," }
            text += "\""
            text += member.name
            text += "\":"
            text += member.json
        }
        return text + "}"
    }
}

extension SimulatedFeature {
    /// A value as events carry it; nil when the event leaves the input out.
    func json(_ cell: SimulatedCell) -> String? {
        switch cell {
        case .missing: nil
        case .number(let number): SimulatedText.number(number)
        case .category(let place): "\"\(categories[place])\""
        case .flag(let flag): flag ? "true" : "false"
        case .text(let text): "\"\(text)\""
        }
    }

    /// What a contract says about it.
    func declaration(in world: SimulatedWorld) -> String {
        var members: [(name: String, json: String)] = []
        switch kind {
        case .number: members.append(("type", #""number""#))
        case .integer: members.append(("type", #""integer""#))
        case .flag: members.append(("type", #""boolean""#))
        case .category(let names):
            members.append(("type", #""category""#))
            if world.statesCategories {
                let all = names + (world.declaresUnknown ? ["unknown"] : [])
                members.append(("categories", "[" + all.map { "\"\($0)\"" }.joined(separator: ",") + "]"))
            }
        }
        if let unit { members.append(("unit", "\"\(unit)\"")) }
        members.append(("required", missing == 0 && isAlwaysThere(in: world) ? "true" : "false"))
        if world.statesRanges, let range {
            members.append(("min", SimulatedText.number(range.lowerBound)))
            members.append(("max", SimulatedText.number(range.upperBound)))
        }
        return SimulatedText.members(members)
    }

    /// Real rows lack what the bank did not know.
    private func isAlwaysThere(in world: SimulatedWorld) -> Bool {
        guard let place = world.features.firstIndex(where: { $0.name == name }) else { return true }
        return !world.sample.contains { $0.cells[place] == .missing }
    }
}
