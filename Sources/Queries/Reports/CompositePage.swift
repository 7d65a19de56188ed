import Documents
import Wire

/// A page made of the answers to several questions: of each the sections that matter, with the command that
/// asks it alone.
struct CompositePage {
    private var parts: [(name: String, answer: Answer)] = []
    private(set) var sections: [Section] = []

    /// Adds a part: its title, how to ask it alone, and sections of its answers.
    /// - Parameters:
    ///   - name: in the overview of parts, and the key of the remark that begins the part.
    ///   - answers: those that the sections are from; nil for a question that has none.
    ///   - missing: why there is nothing, where no answer is there.
    mutating func add(
        _ name: String, _ title: String, from answers: [Answer?], missing: String, _ picked: [Section?]
    ) {
        let found = answers.compactMap(\.self)
        guard !found.isEmpty else {
            sections.append(.note(key: "part.\(name)", text: "\(title): \(missing)."))
            return
        }
        parts += found.map { (name, $0) }
        let commands = found.map(\.commandLine).joined(separator: " ; ")
        sections.append(.note(key: "part.\(name)", text: "\(title). To ask it alone: \(commands)"))
        sections += picked.compactMap(\.self)
    }

    /// Adds sections that belong to a part that is there already.
    mutating func append(_ picked: [Section?]) { sections += picked.compactMap(\.self) }

    /// Ids of the statistics of all parts, each once.
    func definitions(_ first: [String] = []) -> [String] {
        var ids = first
        for (_, answer) in parts {
            for id in answer.document.definitions where !ids.contains(id) { ids.append(id) }
        }
        return ids
    }

    /// The alerts and warnings of all parts.
    func said(without left: Set<String> = []) -> Section {
        var seen: Set<String> = []
        let rows = parts.filter { !left.contains($0.name) && seen.insert($0.answer.target).inserted }.flatMap
        {
            part in
            part.answer.document.findings.filter { $0.severity != .notice }.map { finding -> [Value] in
                [
                    .text(part.name), .text(finding.severity.rawValue), .text(finding.code),
                    .text(finding.text),
                ]
            }
        }
        return .table(
            Table(
                key: "said", title: "What the parts find",
                columns: [
                    Table.Column("part", "part"), Table.Column("severity", "severity"),
                    Table.Column("code", "code"), Table.Column("words", "in words"),
                ], rows: rows, empty: "no alerts and no warnings"))
    }

    /// Every question that was asked, to be asked again.
    var asked: Section {
        var seen: Set<String> = []
        let rows = parts.filter { seen.insert($0.name + " " + $0.answer.target).inserted }.map {
            part -> [Value] in
            [
                .text(part.name), .text(part.answer.question.specification.name),
                .text(part.answer.commandLine), .text(part.answer.target),
            ]
        }
        return .table(
            Table(
                key: "asked", title: "Asked for this page",
                columns: [
                    Table.Column("part", "part"), Table.Column("question", "question"),
                    Table.Column("command", "command"), Table.Column("target", "target"),
                ], rows: rows))
    }
}

extension Answer {
    /// A list of facts under its own key, or under the question's and its own where another part has that.
    func facts(_ key: String, prefixed: String? = nil) -> Section? {
        document.factLists.first { $0.key == key }.map { list in
            var list = list
            list.key = prefixed.map { "\($0).\(key)" } ?? key
            return .facts(list)
        }
    }

    /// A table, or the first rows of it.
    /// - Parameters:
    ///   - titled: where its own title does not say enough beside the other parts.
    ///   - prefixed: what stands before the key, with a dot, where another part has a table of that key.
    ///   - largest: a column of numbers, by which the rows are then ordered, from the largest; what has none
    ///     comes last.
    ///   - isWanted: which rows are taken; nil takes all.
    func table(
        _ key: String, titled title: String? = nil, prefixed: String? = nil, first: Int? = nil,
        largest: String? = nil, _ isWanted: (([String: Value]) -> Bool)? = nil
    ) -> Section? {
        guard var table = document.tables.first(where: { $0.key == key }) else { return nil }
        table.title = title ?? table.title
        if let isWanted {
            table.rows = table.rows.filter { isWanted(table.named($0)) }
        }
        if let largest, let place = table.columns.firstIndex(where: { $0.key == largest }) {
            func size(_ row: [Value]) -> Double {
                if place < row.count, case .number(let number) = row[place] { number } else { -.infinity }
            }
            table.rows = table.rows.enumerated().sorted {
                (size($1.element), $0.offset) < (size($0.element), $1.offset)
            }.map(\.element)
        }
        if let first, table.rows.count > first {
            table.title += ", the first \(first) of \(table.rows.count)"
            table.rows = Array(table.rows.prefix(first))
        }
        table.key = prefixed.map { "\($0).\(key)" } ?? key
        return .table(table)
    }

    /// All charts.
    var charts: [Section] {
        document.sections.filter { if case .chart = $0 { true } else { false } }
    }
}

extension Table {
    /// The values of a row by the names of their columns, which our own tables give.
    func named(_ row: [Value]) -> [String: Value] {
        Dictionary(zip(columns.map(\.key), row), uniquingKeysWith: { first, _ in first })
    }

    /// Tables of one shape, each of one side, as one with the side in front.
    static func beside(_ key: String, title: String, _ sides: [(name: String, answer: Answer?)]) -> Section? {
        let found = sides.compactMap { side in
            side.answer?.document.tables.first { $0.key == key }.map { (side.name, $0) }
        }
        guard var table = found.first?.1 else { return nil }
        let keys = table.columns.map(\.key)
        let alike = found.filter { $0.1.columns.map(\.key) == keys }
        table.title = title
        table.columns.insert(Table.Column("side", "side"), at: 0)
        table.rows = alike.flatMap { name, table in table.rows.map { [.text(name)] + $0 } }
        return .table(table)
    }
}
