import Documents
import JSON
import Testing
import Wire

@testable import Queries

/// What a page of several questions says, beside what the questions say themselves.
struct ReportParts {
    let ledger: TemporaryLedger
    let page: JSONValue
    /// The answers to all that the page says it asked, by target.
    let answers: [String: JSONValue]

    init(_ ledger: TemporaryLedger, _ page: JSONValue) throws {
        self.ledger = ledger
        self.page = page
        var answers: [String: JSONValue] = [:]
        for row in page.rows("asked") {
            let target = try #require(row["target"]?.string)
            if answers[target] == nil { answers[target] = try Self.ask(target, ledger) }
        }
        self.answers = answers
    }

    static func ask(_ target: String, _ ledger: TemporaryLedger) throws -> JSONValue {
        let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
        let query = (halves.count > 1 ? halves[1] : "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (
                PercentEncoding.decode(pair[0], plusIsSpace: true) ?? "",
                PercentEncoding.decode(pair.last ?? "", plusIsSpace: true) ?? ""
            )
        }
        return try ledger.json(halves[0], query)
    }

    /// Rows of a table of the page that no question of the page has in a table of that name.
    func strangers(_ table: String) -> [String] {
        let name = table.split(separator: ".").last.map(String.init) ?? table
        let known = Set(answers.values.flatMap { $0.rows(name).map(\.text) })
        return page.rows(table).compactMap { row in
            guard case .object(let members) = row else { return "\(row)" }
            let text = JSONValue.object(members.filter { $0.name != "side" }).text
            return known.contains(row.text) || known.contains(text) ? nil : text
        }
    }

    /// The names of its tables, in order.
    var tables: [String] {
        guard case .object(let members)? = page["tables"] else { return [] }
        return members.map(\.name)
    }
}
