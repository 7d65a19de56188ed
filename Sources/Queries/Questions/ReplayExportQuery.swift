import JSON
import Journal
import Model
import Projections

/// The members of a replay set as lines, ready to be scored again and appended.
///
/// A scorer adds `at`, `version` and `score`. Inputs are copied from the exact events, in their order and
/// spelling.
struct ReplayExportQuery: Query {
    static let name = "replay-export"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let set = try FrozenSet.named(request, view)
        guard set.unknown == 0 else {
            throw QueryFailure(
                .damaged,
                "replay set \(set.row.id.text) names \(set.unknown) decisions that the ledger does not hold")
        }
        guard set.isWhole else {
            throw QueryFailure(
                .damaged,
                "replay set \(set.row.id.text) does not have the digest that it was frozen with; "
                    + "run daybookd verify")
        }
        let names = Self.names(of: set)
        var body: [UInt8] = []
        var count = 0
        for (member, name) in zip(set.members, names) {
            try request.deadline.tick(&count)
            guard let row = member.row else { continue }
            let record = try request.record(at: row.position)
            body.append(contentsOf: Self.line(for: row, named: name, in: set.row.id, from: record.body))
            body.append(UInt8(ascii: "\n"))
        }
        return .bytes(contentType: "application/x-ndjson", body: body)
    }

    /// What the inputs of a decision are, beside the members that are written anew.
    private static let inputs = ["subject", "group", "segments", "features", "feature_times", "context"]

    static func line(
        for row: DecisionRow, named name: String, in set: Identifier, from event: [UInt8]
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.raw("{\"type\":\"decision\",\"id\":")
        writer.string(name)
        let texts: [(String, String)] = [
            ("model", row.series.model.text), ("role", Role.replay.rawValue), ("replay_set", set.text),
            ("of", row.id.text),
        ]
        for (key, text) in texts {
            writer.raw(",\"\(key)\":")
            writer.string(text)
        }
        for member in RawMembers(event).members
        where inputs.contains(where: { Bytewise.equal($0, member.name) }) {
            writer.raw(",\"\(member.name)\":")
            writer.raw(String(decoding: member.value, as: UTF8.self))
        }
        writer.raw("}")
        return writer.bytes
    }

    /// `SET/DECISION` for each member; where one of them would be too long for an id, `SET/1`, `SET/2`, ...
    /// for all, the set's name cut at a character if it must be.
    static func names(of set: FrozenSet) -> [String] {
        names(set: set.row.id, members: set.members.map(\.id))
    }

    static func names(set: Identifier, members: [Identifier]) -> [String] {
        let full = members.map { "\(set.text)/\($0.text)" }
        guard full.contains(where: { $0.utf8.count > Limits.identifierBytes }) else { return full }
        var stem = String.UnicodeScalarView()
        let room = Limits.identifierBytes - "/\(members.count)".utf8.count
        var used = 0
        for scalar in set.text.unicodeScalars {
            used += String(Character(scalar)).utf8.count
            guard used <= room else { break }
            stem.append(scalar)
        }
        return members.indices.map { "\(String(stem))/\($0 + 1)" }
    }
}
