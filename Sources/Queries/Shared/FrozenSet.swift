import JSON
import Journal
import Model
import Projections
import Wire

/// A replay set as it was frozen, with its members looked up and its digest derived anew.
struct FrozenSet {
    struct Member {
        let id: Identifier
        /// Nil when the set names a decision that is not there.
        let row: DecisionRow?
        /// As it was known when the set was frozen.
        let frozen: Label?
    }

    let row: DocumentRow
    let event: ReplaySet
    /// The position that labels were taken as of: the criteria's, else the last before the set itself.
    let frozenAt: Position
    let members: [Member]
    /// Derived from the journal's bytes and the labels as of `frozenAt`; nil while a member is unknown.
    let digest: String?

    var isWhole: Bool { digest.map { Bytewise.equal($0, event.digest) } ?? false }
    var unknown: Int { members.count { $0.row == nil } }

    /// Cost: a look-up, a label and the bytes of every member.
    init(_ row: DocumentRow, _ request: Request, _ view: borrowing View) throws {
        guard case .replaySet(let event) = try view.event(at: row.position).body else {
            throw ProjectionError.missingRecord(position: row.position)
        }
        self.row = row
        self.event = event
        let stated = event.criteria["position"]?.integer.flatMap(Position.init(exactly:))
        let frozenAt = min(stated ?? (row.position - 1), row.position - 1)
        self.frozenAt = frozenAt
        let knowledge = Knowledge(
            position: frozenAt, labelsBy: event.labelsBy, evaluated: event.labelsBy ?? row.at)
        var digest = ReplaySetDigest()
        var members: [Member] = []
        var count = 0
        for id in event.members {
            try request.deadline.tick(&count)
            guard let decision = try view.decision(id, asOf: row.position) else {
                members.append(Member(id: id, row: nil, frozen: nil))
                continue
            }
            let label = try view.label(of: decision, at: knowledge).current?.label
            digest.add(id: id, decision: try request.record(at: decision.position).body, label: label)
            members.append(Member(id: id, row: decision, frozen: label))
        }
        self.members = members
        self.digest = members.contains { $0.row == nil } ? nil : digest.hex
    }

    /// The set of that name as of the request's position.
    /// - Throws: `QueryFailure` of code `not_found`.
    static func named(_ request: Request, _ view: borrowing View) throws -> FrozenSet {
        guard let name = request.arguments.identifier("name") else {
            throw QueryFailure(.badParameter, "name is missing", parameter: "name")
        }
        let row = try view.documents(.replaySet, model: nil, asOf: request.position).first { $0.id == name }
        guard let row else {
            throw QueryFailure(
                .notFound, "no replay set \(name.text) is known at position \(request.position)",
                parameter: "name")
        }
        return try FrozenSet(row, request, view)
    }
}
