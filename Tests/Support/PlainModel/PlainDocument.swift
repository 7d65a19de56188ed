/// An expected answer, put together in the shape of the JSON form.
struct PlainDocument {
    struct Table {
        let key: String
        let columns: [String]
        var rows: [[PlainValue]]
    }

    struct Finding {
        enum Severity: String { case alert, warning, notice }

        let severity: Severity
        let code: String
        let text: String
        let evidence: [(String, PlainValue)]
    }

    let name: String
    let title: String
    var parameters: [(String, PlainValue)]
    var definitions: [String] = []
    var findings: [Finding] = []
    var facts: [(String, [(String, PlainValue)])] = []
    var tables: [(String, PlainValue)] = []
    var plots: [(String, PlainValue)] = []
    var notes: [(String, PlainValue)] = []

    init(_ name: String, title: String, parameters: [(String, PlainValue)], definitions: [String] = []) {
        self.name = name
        self.title = title
        self.parameters = parameters
        self.definitions = definitions
    }

    mutating func table(_ key: String, _ columns: [String], _ rows: [[PlainValue]]) {
        tables.append((key, .list(rows.map { row in .record(Array(zip(columns, row))) })))
    }

    mutating func note(_ key: String, _ text: String) { notes.append((key, .text(text))) }

    var value: PlainValue {
        .record([
            ("name", .text(name)), ("title", .text(title)), ("parameters", .record(parameters)),
            ("definitions", .list(definitions.map { .text($0) })),
            ("findings", .list(findings.map(Self.value))),
            ("facts", .record(facts.map { ($0.0, .record($0.1)) })), ("tables", .record(tables)),
            ("plots", .record(plots)), ("notes", .record(notes)),
        ])
    }

    private static func value(_ finding: Finding) -> PlainValue {
        .record([
            ("severity", .text(finding.severity.rawValue)), ("code", .text(finding.code)),
            ("text", .text(finding.text)), ("evidence", .record(finding.evidence)),
        ])
    }
}

/// What a question comes to.
package enum PlainAnswer: Sendable {
    /// The JSON form of a document.
    case document(PlainValue)
    /// Lines of an export.
    case lines(String)
    /// The code of the failure and the parameter at fault.
    case failure(code: String, parameter: String?)
}

/// A failure that the model expects.
struct PlainFailure: Error {
    let code: String
    let parameter: String?

    init(_ code: String, _ parameter: String? = nil) {
        self.code = code
        self.parameter = parameter
    }

    static func badParameter(_ name: String) -> PlainFailure { PlainFailure("bad_parameter", name) }
}
