import Documents
import Model
import Wire

/// The answer to a question that a diagnosis asked, from which it takes figures by their place.
struct Answer: Sendable {
    let question: Subquestion
    let position: Position
    let document: Document

    var target: String { question.target(asOf: position) }
    var commandLine: String { question.commandLine(asOf: position) }

    /// A value with where it stands in the JSON form of the answer.
    func fact(_ list: String, _ key: String) -> CitedFigure? {
        guard let facts = document.factLists.first(where: { $0.key == list }),
            let fact = facts.facts.first(where: { $0.key == key })
        else { return nil }
        return CitedFigure(self, pointer: "/facts/\(list)/\(key)", label: fact.label, value: fact.value)
    }

    /// A cell of the first row whose texts in some columns are these.
    func cell(_ table: String, _ wanted: [(String, String)] = [], _ column: String) -> CitedFigure? {
        guard let found = document.tables.first(where: { $0.key == table }) else { return nil }
        let places = wanted.map { name, _ in found.columns.firstIndex { $0.key == name } }
        for (number, row) in found.rows.enumerated() {
            let fits = zip(places, wanted).allSatisfy { place, wanted in
                guard let place, place < row.count, case .text(let text) = row[place] else { return false }
                return text.utf8.elementsEqual(wanted.1.utf8)
            }
            if fits { return cell(found, number, column) }
        }
        return nil
    }

    /// A cell by the number of its row.
    func cell(_ table: String, row: Int, _ column: String) -> CitedFigure? {
        document.tables.first { $0.key == table }.flatMap { cell($0, row, column) }
    }

    private func cell(_ table: Table, _ row: Int, _ column: String) -> CitedFigure? {
        guard let place = table.columns.firstIndex(where: { $0.key == column }), row < table.rows.count,
            place < table.rows[row].count
        else { return nil }
        return CitedFigure(
            self, pointer: "/tables/\(table.key)/\(row)/\(column)", label: table.columns[place].label,
            value: table.rows[row][place])
    }

    /// How many rows a table has.
    func rows(_ table: String) -> Int { document.tables.first { $0.key == table }?.rows.count ?? 0 }

    /// The findings of a code.
    func findings(_ code: String) -> [CitedFinding] {
        document.findings.enumerated().filter { $0.element.code == code }.map {
            CitedFinding(answer: self, number: $0.offset, finding: $0.element)
        }
    }
}

/// A finding of an answer.
struct CitedFinding: Sendable {
    let answer: Answer
    let number: Int
    let finding: Finding

    var text: String { finding.text }

    func fact(_ key: String) -> CitedFigure? {
        guard let fact = finding.evidence.first(where: { $0.key == key }) else { return nil }
        return CitedFigure(
            answer, pointer: "/findings/\(number)/evidence/\(key)", label: fact.label, value: fact.value)
    }

    /// All its figures.
    var figures: [CitedFigure] { finding.evidence.compactMap { fact($0.key) } }
}

/// One value of an answer, with all that it takes to see it again.
struct CitedFigure: Sendable {
    let target: String
    let commandLine: String
    /// JSON pointer into the JSON form of the answer.
    let pointer: String
    let label: String
    let value: Value

    init(_ answer: Answer, pointer: String, label: String, value: Value) {
        target = answer.target
        commandLine = answer.commandLine
        self.pointer = pointer
        self.label = label
        self.value = value
    }

    /// The same figure as people are to see it.
    init(_ figure: CitedFigure, value: Value) {
        self = CitedFigure(
            target: figure.target, commandLine: figure.commandLine, pointer: figure.pointer,
            label: figure.label, value: value)
    }

    private init(target: String, commandLine: String, pointer: String, label: String, value: Value) {
        self.target = target
        self.commandLine = commandLine
        self.pointer = pointer
        self.label = label
        self.value = value
    }

    /// Nil for what is no number.
    var number: Double? {
        switch value {
        case .number(let number), .share(let number), .duration(let number): number
        case .integer(let number): Double(number)
        default: nil
        }
    }

    var text: String? { if case .text(let text) = value { text } else { nil } }
}
