import Digest
import JSON
import Model

/// SHA-256 over, for each member, its id with its length in 4 bytes, the SHA-256 of its exact bytes, and its
/// label as JSON with its length in 4 bytes.
struct PlainDigest {
    private var bytes: [UInt8] = []

    mutating func add(_ made: PlainDecision, _ label: Label?) {
        add(Array(made.id.text.utf8))
        bytes += SHA256Digest(of: Array(made.entry.line.utf8)).bytes
        add(Array(PlainValue.label(label).json.text.utf8))
    }

    private mutating func add(_ part: [UInt8]) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: part.count >> $0) } + part
    }

    var hex: String { SHA256Digest(of: bytes).hex }
}

/// A replay set with its members looked up.
private struct PlainSet {
    let entry: PlainBook.Entry
    let set: ReplaySet
    let frozenAt: Position
    let members: [(id: Identifier, made: PlainDecision?, label: Label?)]
    /// Nil while a member is not there.
    let digest: String?

    init?(_ entry: PlainBook.Entry, _ book: PlainBook) {
        guard case .replaySet(let set) = entry.event.body else { return nil }
        self.entry = entry
        self.set = set
        var frozenAt = entry.position - 1
        if let stated = set.criteria["position"]?.integer, stated >= 0, stated < Int64(frozenAt) {
            frozenAt = Position(stated)
        }
        self.frozenAt = frozenAt
        let known = PlainState(book, entry.position, labelsBy: nil)
        let frozen = PlainState(book, frozenAt, labelsBy: set.labelsBy)
        members = set.members.map { id in
            let made = known.decision(id)
            return (id, made, made.flatMap { frozen.label(of: $0).current?.outcome.label })
        }
        var digest = PlainDigest()
        for member in members { if let made = member.made { digest.add(made, member.label) } }
        self.digest = members.contains { $0.made == nil } ? nil : digest.hex
    }

    var unknown: Int { members.count { $0.made == nil } }
    var isWhole: Bool { digest == set.digest }

    var findings: [PlainDocument.Finding] {
        let name = entry.event.id
        if unknown > 0 {
            return [
                .init(
                    severity: .alert, code: "replay-set-unknown-members",
                    text: "Replay set \(name.text) names \(unknown) decisions that the ledger does not hold.",
                    evidence: [
                        ("name", .text(name)), ("unknown", .count(unknown)),
                        ("members", .count(members.count)),
                    ])
            ]
        }
        if isWhole { return [] }
        return [
            .init(
                severity: .alert, code: "replay-set-digest",
                text: "Replay set \(name.text) does not have the digest that it was frozen with.",
                evidence: [("name", .text(name)), ("digest", .text(set.digest)), ("derived", .text(digest))])
        ]
    }
}

extension PlainBook {
    func replaySets(_ asked: PlainRequest) -> PlainValue {
        let model = asked.identifier("model")
        let sets = entries.prefix(Int(asked.position)).compactMap { PlainSet($0, self) }
            .filter { model == nil || $0.set.model == model }
        var document = PlainDocument(
            "replay-sets", title: "Replay sets", parameters: (try? asked.echo()) ?? [],
            definitions: ["replay-set.sha256.1"])
        document.findings = sets.flatMap(\.findings)
        document.table(
            "sets",
            ["name", "model", "at", "position", "members", "labels_by", "digest", "digest_ok"],
            sets.map { set in
                [
                    .text(set.entry.event.id), .text(set.set.model), .time(set.entry.event.at),
                    .position(set.entry.position), .count(set.members.count), .time(set.set.labelsBy),
                    .text(set.set.digest), .flag(set.isWhole),
                ]
            })
        return document.value
    }

    private func named(_ asked: PlainRequest) throws(PlainFailure) -> PlainSet {
        let entry = entries.prefix(Int(asked.position)).first {
            $0.event.type == .replaySet && $0.event.id == asked.identifier("name")
        }
        guard let set = entry.flatMap({ PlainSet($0, self) }) else { throw PlainFailure("not_found", "name") }
        return set
    }

    func replaySet(_ asked: PlainRequest) throws(PlainFailure) -> PlainValue {
        let set = try named(asked)
        let state = PlainState(self, asked)
        var document = PlainDocument(
            "replay-set", title: "Replay set \(set.entry.event.id.text)", parameters: try asked.echo(),
            definitions: ["replay-set.sha256.1", "label.current"])
        document.findings = set.findings
        document.facts = [
            (
                "set",
                [
                    ("name", .text(set.entry.event.id)), ("model", .text(set.set.model)),
                    ("at", .time(set.entry.event.at)), ("position", .position(set.entry.position)),
                    ("frozen_position", .position(set.frozenAt)), ("labels_by", .time(set.set.labelsBy)),
                    ("members", .count(set.members.count)), ("unknown", .count(set.unknown)),
                    ("digest", .text(set.set.digest)), ("digest_ok", .flag(set.isWhole)),
                    ("derived", .text(set.digest)), ("criteria", .exact(set.set.criteria)),
                ]
            )
        ]
        document.table(
            "members", ["id", "subject", "at", "version", "score", "label", "label_now", "changed"],
            set.members.map { member in
                guard let made = member.made else {
                    return [.text(member.id)] + [PlainValue](repeating: .null, count: 6) + [.flag(false)]
                }
                let now = state.label(of: made).current?.outcome.label
                return [
                    .text(member.id), .text(made.decision.subject), .time(made.at),
                    .text(made.series.version), .sent(made.decision.score), .label(member.label),
                    .label(now), .flag(now != member.label),
                ]
            })
        return document.value
    }

    /// One decision a line, with the inputs as they were sent.
    func replayExport(_ asked: PlainRequest) throws(PlainFailure) -> String {
        let set = try named(asked)
        guard set.unknown == 0, set.isWhole else { throw PlainFailure("damaged") }
        let name = set.entry.event.id.text
        var ids = set.members.map { "\(name)/\($0.id.text)" }
        if ids.contains(where: { $0.utf8.count > 200 }) {
            // All are numbered then, and the set's name is cut at a character.
            var stem = name.unicodeScalars
            let room = 200 - "/\(ids.count)".utf8.count
            while String(stem).utf8.count > room { stem.removeLast() }
            ids = ids.indices.map { "\(String(stem))/\($0 + 1)" }
        }
        var lines = ""
        for (member, id) in zip(set.members, ids) {
            guard let made = member.made else { continue }
            let head: [(String, String)] = [
                ("type", "decision"), ("id", id), ("model", made.series.model.text), ("role", "replay"),
                ("replay_set", name), ("of", made.id.text),
            ]
            var members = head.map { "\"\($0.0)\":\(JSONValue.string($0.1).text)" }
            let inputs = ["subject", "group", "segments", "features", "feature_times", "context"]
            for (name, value) in PlainText.members(made.entry.line) where inputs.contains(name) {
                members.append("\"\(name)\":\(value)")
            }
            lines += "{\(members.joined(separator: ","))}\n"
        }
        return lines
    }
}

/// The members of an object's text with their values' exact text.
enum PlainText {
    static func members(_ line: String) -> [(name: String, value: String)] {
        // Cut at the commas of the outermost object, and there at the first colon outside a text.
        var pieces: [(name: [UInt8], value: [UInt8])] = []
        var (depth, isText, isEscaped, isName) = (0, false, false, true)
        var name: [UInt8] = []
        var value: [UInt8] = []
        for byte in line.utf8 {
            let letter = Character(Unicode.Scalar(byte))
            if !isText {
                if letter == "{" || letter == "[" { depth += 1 }
                if letter == "}" || letter == "]" { depth -= 1 }
                if depth == 1, letter == "{", name.isEmpty, isName { continue }
                if depth == 0 || (depth == 1 && letter == ",") {
                    if !name.isEmpty { pieces.append((name, value)) }
                    (name, value, isName) = ([], [], true)
                    continue
                }
                if depth == 1, letter == ":", isName {
                    isName = false
                    continue
                }
            }
            if letter == "\"", !isEscaped { isText.toggle() }
            isEscaped = isText && letter == "\\" && !isEscaped
            if isName { name.append(byte) } else { value.append(byte) }
        }
        return pieces.map { piece in
            let name = (try? JSONValue(parsing: String(decoding: piece.name, as: UTF8.self)))?.string ?? ""
            return (name, String(decoding: trimmed(piece.value), as: UTF8.self))
        }
    }

    private static func trimmed(_ bytes: [UInt8]) -> [UInt8] {
        let blank: [UInt8] = [0x20, 0x09, 0x0a, 0x0d]
        let head = bytes.drop { blank.contains($0) }
        return Array(
            head.prefix((head.lastIndex { !blank.contains($0) } ?? head.startIndex - 1) - head.startIndex + 1)
        )
    }
}

extension PlainValue {
    /// JSON as it is.
    static func exact(_ value: JSONValue) -> PlainValue {
        switch value {
        case .null: .null
        case .boolean(let flag): .flag(flag)
        case .integer(let number): .integer(number)
        case .number(let number): .sent(number)
        case .string(let text): .text(text)
        case .array(let elements): .list(elements.map(PlainValue.exact))
        case .object(let members): .object(members.map { ($0.name, .exact($0.value)) })
        }
    }
}
