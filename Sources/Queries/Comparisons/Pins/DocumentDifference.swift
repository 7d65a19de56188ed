import Documents
import Model

/// How two answers to one question differ, figure by figure.
///
/// Charts show what tables hold and are not looked at; nor are notes. See the definition for what is matched
/// with what.
struct DocumentDifference: Sendable {
    static let definition = "pin.difference.1"

    /// A figure, or a whole row, list or table that is only on one side.
    struct Change: Sendable {
        /// Such as `facts.population.decisions` or `tables.groups[v1, 2009-06-01].mean`.
        let path: String
        let then: Value
        let now: Value
    }

    /// Figures that are on both sides.
    private(set) var compared = 0
    /// In the order of the earlier answer; within each part, what is only in the later one comes last.
    private(set) var changes: [Change] = []
    /// Those of the changes that are there on one side only.
    private(set) var came = 0
    private(set) var went = 0

    /// Facts of every answer that say when it was asked, and nothing else.
    private static let moments = ["position", "recorded", "evaluated"]

    /// Cost: linear in the figures of both.
    init(_ then: Document, _ now: Document) {
        compare(
            Parts(Self.asked(then)), Parts(Self.asked(now)), under: "parameters")
        lists(Parts(then.factLists.map { ($0.key, $0) }), Parts(now.factLists.map { ($0.key, $0) }))
        tables(Parts(then.tables.map { ($0.key, $0) }), Parts(now.tables.map { ($0.key, $0) }))
    }

    private static func asked(_ document: Document) -> [(String, Value)] {
        document.parameters.filter { fact in !moments.contains { Bytewise.equal($0, fact.key) } }
            .map { ($0.key, $0.value) }
    }

    private mutating func lists(_ then: Parts<FactList>, _ now: Parts<FactList>) {
        func values(_ list: FactList) -> Parts<Value> { Parts(list.facts.map { ($0.key, $0.value) }) }
        for (key, before, after) in then.matched(now) {
            let path = "facts.\(key.text)"
            if let before, let after {
                compare(values(before), values(after), under: path)
            } else {
                only(path, before.map { "\($0.facts.count) facts" }, after.map { "\($0.facts.count) facts" })
            }
        }
    }

    private mutating func tables(_ then: Parts<Table>, _ now: Parts<Table>) {
        for (key, before, after) in then.matched(now) {
            let path = "tables.\(key.text)"
            if let before, let after {
                rows(before, after, under: path)
            } else {
                only(path, before.map { "\($0.rows.count) rows" }, after.map { "\($0.rows.count) rows" })
            }
        }
    }

    private mutating func rows(_ then: Table, _ now: Table, under path: String) {
        let names = RowNames(then, now)
        // Once for the table, not once a row.
        let columns = Parts(then.columns.enumerated().map { ($1.key, $0) })
            .matched(Parts(now.columns.enumerated().map { ($1.key, $0) }))
        let before = Parts(unique: zip(names.then, then.rows).map { ($0, then.values(of: $1)) })
        let after = Parts(unique: zip(names.now, now.rows).map { ($0, now.values(of: $1)) })
        for (name, before, after) in before.matched(after) {
            let place = name.text.isEmpty ? path : "\(path)[\(name.text)]"
            guard let before, let after else {
                only(place, before.map { "a row of \($0.count)" }, after.map { "a row of \($0.count)" })
                continue
            }
            for (key, one, other) in columns {
                figure("\(place).\(key.text)", one.map { before[$0] }, other.map { after[$0] })
            }
        }
    }

    private mutating func compare(_ then: Parts<Value>, _ now: Parts<Value>, under path: String) {
        for (key, before, after) in then.matched(now) { figure("\(path).\(key.text)", before, after) }
    }

    private mutating func figure(_ path: @autoclosure () -> String, _ then: Value?, _ now: Value?) {
        if let then, let now {
            compared += 1
            if !then.isSame(as: now) { changes.append(Change(path: path(), then: then, now: now)) }
        } else {
            count(then == nil)
            changes.append(
                Change(
                    path: path(), then: then ?? .none("it was not there"),
                    now: now ?? .none("it is not there")))
        }
    }

    private mutating func only(_ path: String, _ then: String?, _ now: String?) {
        count(then == nil)
        changes.append(
            Change(
                path: path, then: then.map(Value.text) ?? .none("it was not there"),
                now: now.map(Value.text) ?? .none("it is not there")))
    }

    private mutating func count(_ isNew: Bool) {
        if isNew { came += 1 } else { went += 1 }
    }
}

/// Parts of an answer under names of their own, in order.
private struct Parts<Part> {
    let parts: [(key: Identifier, part: Part)]

    init(_ parts: [(String, Part)]) {
        self.init(unique: Array(zip(Names.unique(parts.map(\.0)), parts.map(\.1))))
    }

    /// - Parameter parts: no two of one name.
    init(unique parts: [(String, Part)]) { self.parts = parts.map { (Identifier($0), $1) } }

    /// Every part with the one of the same name on the other side; what is only there comes last.
    func matched(_ other: Parts) -> [(key: Identifier, then: Part?, now: Part?)] {
        var places: [Identifier: Int] = [:]
        for (place, part) in other.parts.enumerated() { places[part.key] = place }
        var isMet = [Bool](repeating: false, count: other.parts.count)
        var matched: [(key: Identifier, then: Part?, now: Part?)] = []
        for (key, part) in parts {
            guard let place = places[key] else {
                matched.append((key, part, nil))
                continue
            }
            isMet[place] = true
            matched.append((key, part, other.parts[place].part))
        }
        for (place, part) in other.parts.enumerated() where !isMet[place] {
            matched.append((part.key, nil, part.part))
        }
        return matched
    }
}
