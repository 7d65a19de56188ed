import Documents
import Model
import Projections
import Wire

/// The rules that hold for a version.
struct ContractQuery: Query {
    static let name = "contract"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model") ?? Identifier("")
        let version = request.arguments.identifier("version") ?? Identifier("")
        let versions = try LiveVersions(of: model, request, view)
        let registered = try view.documents(.contract, model: model, asOf: request.position)
            .filter { $0.version == version }
        guard !registered.isEmpty || versions.isKnown(version) else {
            throw QueryFailure(
                .notFound,
                "neither a contract nor a decision of \(model.text) \(version.text) is known at position "
                    + "\(request.position)", parameter: "version")
        }
        let rules = try ContractRules(of: model, version, versions, judged: nil, request, view)
        let page = ContractPage(rules: rules, registered: registered)
        return .document(
            Document(
                name: Self.name, title: "Contract of \(model.text) \(version.text)",
                parameters: try request.parameters(), definitions: ContractPage.definitions,
                findings: page.findings, sections: page.sections))
    }
}

/// What changed between the contracts of two versions.
struct ContractDiffQuery: Query {
    static let name = "contract-diff"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let model = request.arguments.identifier("model") ?? Identifier("")
        let versions = request.arguments.identifiers("versions")
        guard versions.count == 2 else {
            throw QueryFailure(
                .badParameter, "versions has \(versions.count) values; expected two, the earlier first",
                parameter: "versions")
        }
        let contracts = try versions.map {
            try view.contractInForce(model: model, version: $0, asOf: request.position)
        }
        let changes = RuleChange.between(RuleList(contracts[0]?.contract), RuleList(contracts[1]?.contract))
        let held = Table(
            key: "contracts", title: "Contracts",
            columns: [
                Table.Column("version", "version"), Table.Column("id", "id"), Table.Column("at", "at"),
                Table.Column("position", "position"), Table.Column("rules", "rules"),
            ],
            rows: zip(versions, contracts).map { version, found in
                let none = Value.none("no contract")
                return [
                    .text(version), found.map { .text($0.row.id) } ?? none,
                    found.map { .time($0.row.at) } ?? none, found.map { .position($0.row.position) } ?? none,
                    .count(RuleList(found?.contract).rules.count),
                ]
            })
        let missing = zip(versions, contracts).filter { $0.1 == nil }.map(\.0)
        let same =
            missing.isEmpty
            ? "the contracts state the same rules"
            : "there is no contract of \(missing.map(\.text).joined(separator: " and of "))"
        let table = Table(
            key: "changes", title: "Changes",
            columns: [
                Table.Column("place", "place"), Table.Column("rule", "rule"),
                Table.Column("change", "change"), Table.Column("before", "before"),
                Table.Column("after", "after"),
            ],
            rows: changes.map {
                [
                    .text($0.place), .text($0.rule), .text($0.kind.rawValue),
                    $0.before.map(Value.text) ?? .none("not stated"),
                    $0.after.map(Value.text) ?? .none("not stated"),
                ]
            }, empty: same)
        return .document(
            Document(
                name: Self.name,
                title: "Contracts of \(model.text): \(versions.map(\.text).joined(separator: " and "))",
                parameters: try request.parameters(), definitions: ["document.in-force"],
                findings: Self.findings(changes, missing, versions), sections: [.table(held), .table(table)]))
    }

    private static func findings(
        _ changes: [RuleChange], _ missing: [Identifier], _ versions: [Identifier]
    ) -> [Finding] {
        var found: [Finding] = []
        let score = changes.filter { $0.place == "score" && ($0.rule == "min" || $0.rule == "max") }
        if missing.isEmpty, !score.isEmpty {
            found.append(
                Finding(
                    .warning, code: "score-range-changed",
                    text:
                        "The score's range is another in \(versions[1].text) than in \(versions[0].text): thresholds do "
                        + "not carry over.",
                    evidence: score.map {
                        Fact(
                            "score_\($0.rule)", $0.rule,
                            .text("\($0.before ?? "none") -> \($0.after ?? "none")"))
                    }))
        }
        for version in missing {
            found.append(
                Finding(
                    .warning, code: "no-contract",
                    text: "There is no contract of \(version.text) to compare.",
                    evidence: [Fact("version", "version", .text(version))]))
        }
        let counts = [RuleChange.Kind.added, .removed, .changed].map { kind in
            changes.filter { $0.kind == kind }.count
        }
        found.append(
            Finding(
                .notice, code: changes.isEmpty ? "contracts-agree" : "contract-changed",
                text: changes.isEmpty
                    ? "No rule changed."
                    : "\(counts[0]) rules were added, \(counts[1]) removed and \(counts[2]) changed.",
                evidence: [
                    Fact("added", "added", .count(counts[0])), Fact("removed", "removed", .count(counts[1])),
                    Fact("changed", "changed", .count(counts[2])),
                ]))
        return found
    }
}
