import Documents
import Model
import Wire

/// Lays the check of a pin out.
struct PinCheckPage {
    private let check: PinCheck
    private let question: Subquestion?
    /// Of the later answer.
    private let position: Position

    /// Changes that are listed.
    static let changesMax = 200

    init(_ check: PinCheck, _ question: Subquestion?, position: Position) {
        self.check = check
        self.question = question
        self.position = position
    }

    private var pin: PinnedQuestion { check.pin }
    private var name: String { pin.name.text }

    // Findings.

    var findings: [Finding] {
        let all = [reproduction, latest, moved, news].compactMap(\.self)
        return Finding.Severity.allCases.flatMap { severity in all.filter { $0.severity == severity } }
    }

    private var reproduction: Finding {
        let evidence = [
            Fact("name", "pin", .text(pin.name)), Fact("pinned", "pinned digest", .text(pin.event.digest)),
            Fact("derived", "derived anew", check.digest.map(Value.text) ?? .none("there is no answer")),
        ]
        if case .failure(let failure) = check.then {
            return Finding(
                .alert, code: "pin-not-answerable",
                text: "Pin \(name) cannot be answered again as of position \(pin.event.position): "
                    + "\(failure.detail).", evidence: evidence)
        }
        if check.isReproduced {
            return Finding(
                .notice, code: "pin-reproduced",
                text: "Pin \(name) is reproduced byte for byte as of position \(pin.event.position).",
                evidence: evidence)
        }
        if let definitions = check.definitions, !definitions.gone.isEmpty || !definitions.new.isEmpty {
            let gone = definitions.gone.isEmpty ? "" : " without " + definitions.gone.joined(separator: ", ")
            let new = definitions.new.isEmpty ? "" : " with " + definitions.new.joined(separator: ", ")
            return Finding(
                .warning, code: "pin-definitions-changed",
                text: "Pin \(name) is not reproduced: the answer as of position \(pin.event.position) states "
                    + "other definitions,\(gone)\(gone.isEmpty || new.isEmpty ? "" : " and")\(new).",
                evidence: evidence + [
                    Fact("gone", "definitions gone", .list(definitions.gone)),
                    Fact("new", "definitions new", .list(definitions.new)),
                ])
        }
        return Finding(
            .alert, code: "pin-differs",
            text:
                "Pin \(name) is not reproduced: the answer as of position \(pin.event.position) is another one, "
                + (check.definitions == nil
                    ? "and the pin does not say by which definitions it was made."
                    : "though it states the same definitions."),
            evidence: evidence)
    }

    /// That the question has no answer any more.
    private var latest: Finding? {
        guard case .failure(let failure) = check.now, case .success = check.then else { return nil }
        return Finding(
            .warning, code: "pin-not-answerable-now",
            text:
                "The question of pin \(name) has no answer as of position \(position): \(failure.detail).",
            evidence: [Fact("name", "pin", .text(pin.name))])
    }

    private var moved: Finding? {
        guard let difference = check.difference else { return nil }
        let evidence = [
            Fact("changed", "changes", .count(difference.changes.count)),
            Fact("compared", "figures on both sides", .count(difference.compared)),
            Fact("then", "then, position", .position(pin.event.position)),
            Fact("now", "now, position", .position(position)),
        ]
        guard !difference.changes.isEmpty else {
            return Finding(
                .notice, code: "pin-unchanged",
                text:
                    "None of its \(difference.compared) figures has changed from position \(pin.event.position) to "
                    + "\(position).", evidence: evidence)
        }
        let figures = difference.changes.count - difference.came - difference.went
        return Finding(
            .notice, code: "pin-figures-changed",
            text:
                "\(figures) of \(difference.compared) figures have changed from position \(pin.event.position) to "
                + "\(position); \(difference.came) parts came and \(difference.went) went.",
            evidence: evidence)
    }

    /// That findings came or went; a warning when one came that is more than a notice.
    private var news: Finding? {
        guard let changes = check.findings?.changes, !changes.isEmpty else { return nil }
        let came = changes.filter { $0.state == .came }
        let worst = came.first { $0.finding.severity != .notice } ?? came.first
        let counts = [FindingChanges.State.came, .changed, .went].map { state in
            changes.count { $0.state == state }
        }
        return Finding(
            worst.map { $0.finding.severity == .notice ? .notice : .warning } ?? .notice,
            code: "pin-findings-changed",
            text: "\(counts[0]) findings came since, \(counts[1]) changed in severity and \(counts[2]) went"
                + (worst.map { ": \($0.finding.text)" } ?? "."),
            evidence: [
                Fact("came", "findings that came", .count(counts[0])),
                Fact("changed", "findings of another severity", .count(counts[1])),
                Fact("went", "findings that went", .count(counts[2])),
                Fact("first", "first of them", .text((worst ?? changes[0]).finding.code)),
            ])
    }

    // Sections.

    var sections: [Section] {
        var sections: [Section] = []
        let count = check.difference?.changes.count ?? 0
        sections.append(.table(changes))
        if count > Self.changesMax {
            sections.append(
                .note(
                    key: "more_changes",
                    text: "\(count - Self.changesMax) more changes are not listed; the two answers have them."
                ))
        }
        sections.append(.table(findingChanges))
        sections.append(.facts(facts))
        return sections
    }

    private var facts: FactList {
        let noAnswer = "there is no answer"
        func line(_ position: Position) -> Value {
            let line = question?.commandLine(asOf: position) ?? ""
            return line.isEmpty ? .none("the question cannot be asked") : .text(line)
        }
        let stated = "the pin does not say, or there is no answer"
        return FactList(
            key: "check", title: "Check",
            facts: [
                Fact("name", "pin", .text(pin.name)), Fact("query", "question", .text(pin.event.query)),
                Fact("pinned_by", "pinned by", .text(pin.event.by)),
                Fact("pinned_at", "pinned at", .time(pin.at)),
                Fact("then", "answered at position", .position(pin.event.position)),
                Fact("reproduced", "reproduced byte for byte", .flag(check.isReproduced)),
                Fact("digest", "pinned digest", .text(pin.event.digest)),
                Fact("derived", "derived anew", check.digest.map(Value.text) ?? .none(noAnswer)),
                Fact(
                    "definitions_gone", "definitions gone",
                    check.definitions.map { .list($0.gone) } ?? .none(stated)),
                Fact(
                    "definitions_new", "definitions new",
                    check.definitions.map { .list($0.new) } ?? .none(stated)),
                Fact("now", "compared with position", .position(position)),
                Fact("compared", "figures on both sides", figure { .count($0.compared) }),
                Fact("changes", "changes", figure { .count($0.changes.count) }),
                Fact("came", "parts that came", figure { .count($0.came) }),
                Fact("went", "parts that went", figure { .count($0.went) }),
                Fact(
                    "more", "changes not listed",
                    figure { .count(max(0, $0.changes.count - Self.changesMax)) }),
                Fact("command_then", "asks for it then", line(pin.event.position)),
                Fact("command_now", "asks for it now", line(position)),
            ])
    }

    private func figure(_ read: (DocumentDifference) -> Value) -> Value {
        check.difference.map(read) ?? .none("one of the answers is missing")
    }

    private var changes: Table {
        let missing = check.difference == nil
        return Table(
            key: "changes", title: "What has changed",
            columns: [
                Table.Column("path", "figure"), Table.Column("then", "then"), Table.Column("now", "now"),
                Table.Column("difference", "difference"),
            ],
            rows: (check.difference?.changes ?? []).prefix(Self.changesMax).map {
                [.text($0.path), $0.then, $0.now, Value.growth($0.then, $0.now)]
            }, empty: missing ? "one of the answers is missing" : "nothing")
    }

    private var findingChanges: Table {
        Table(
            key: "findings", title: "Findings that came or went",
            columns: [
                Table.Column("state", "state"), Table.Column("severity", "severity"),
                Table.Column("before", "before"), Table.Column("code", "code"),
                Table.Column("text", "finding"),
            ],
            rows: (check.findings?.changes ?? []).map {
                [
                    .text($0.state.rawValue),
                    $0.state == .went ? .none("it went") : .text($0.finding.severity.rawValue),
                    $0.before.map { .text($0.rawValue) } ?? .none("it was not there"),
                    .text($0.finding.code), .text($0.finding.text),
                ]
            }, empty: check.findings == nil ? "one of the answers is missing" : "none")
    }
}
