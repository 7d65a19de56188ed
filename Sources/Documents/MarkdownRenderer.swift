/// GitHub-flavoured Markdown: headings, findings and facts as lists, tables, histograms in fenced blocks.
///
/// Values read as people see them on a terminal. Why values of a table do not exist is listed under it, by
/// column. Every character that Markdown could take for markup is
/// escaped, so a value can neither break a table nor become a heading, an image or HTML. A viewer that links
/// bare addresses by itself, as GitHub does, still links those.
package struct MarkdownRenderer: Sendable {
    package init() {}

    package func render(_ document: Document) -> String {
        var blocks = ["# " + Self.text(document.title)]
        if !document.findings.isEmpty {
            blocks.append("## Findings")
            blocks.append(document.findings.map(Self.finding).joined(separator: "\n"))
        }
        for section in document.sections { blocks += Self.section(section) }
        if !document.parameters.isEmpty {
            blocks.append("## Parameters")
            blocks.append(Self.list(document.parameters) { ($0.key, ValueFormat.parameter($0.value)) })
        }
        if !document.definitions.isEmpty {
            blocks.append("Definitions: " + document.definitions.map(Self.text).joined(separator: ", "))
        }
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private static func finding(_ finding: Finding) -> String {
        "- **\(finding.severity.rawValue)** \(text(finding.text)) (\(text(finding.code)))"
    }

    private static func section(_ section: Section) -> [String] {
        switch section {
        case .facts(let list):
            return [
                heading(list.title), self.list(list.facts) { ($0.label, ValueFormat.explained($0.value)) },
            ]
        case .table(let table):
            return [heading(table.title)] + self.table(table)
        case .plot(let plot):
            return [
                heading(plot.title),
                (["```"] + PlotLines.lines(plot, bars: true) + ["```"]).joined(separator: "\n"),
            ]
        case .chart(let chart):
            return [heading(chart.title)] + table(chart.table)
        case .note(_, let text):
            return [paragraph(text)]
        }
    }

    private static func heading(_ title: String) -> String {
        title.isEmpty ? "" : "## " + text(title)
    }

    private static func list(_ facts: [Fact], _ parts: (Fact) -> (name: String, value: String)) -> String {
        facts.map { fact in
            let parts = parts(fact)
            return "- \(paragraph(parts.name)): \(escape(parts.value))"
        }.joined(separator: "\n")
    }

    private static func table(_ table: Table) -> [String] {
        guard !table.rows.isEmpty, !table.columns.isEmpty else { return [paragraph(table.empty)] }
        let line = { (cells: [String]) in "| " + cells.joined(separator: " | ") + " |" }
        var lines = [line(table.columns.map { text($0.label) })]
        lines.append(line(table.columns.indices.map { table.isNumeric($0) ? "---:" : "---" }))
        for row in table.rows {
            lines.append(line(table.values(of: row).map { escape(ValueFormat.people($0)) }))
        }
        let reasons = table.reasons.map { reason in
            "- \(paragraph(reason.label)) \(ValueFormat.noValue): \(text(reason.text))"
        }
        return [lines.joined(separator: "\n"), reasons.joined(separator: "\n")]
    }

    /// A text from outside: made visible first, then escaped.
    private static func text(_ text: String) -> String {
        escape(VisibleText.escape(text))
    }

    /// A backslash before everything that is markup somewhere inside a line.
    private static func escape(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"), UInt8(ascii: "`"), UInt8(ascii: "*"), UInt8(ascii: "_"),
                UInt8(ascii: "["),
                UInt8(ascii: "]"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "~"),
                UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "@"):
                bytes.append(UInt8(ascii: "\\"))
            default: break
            }
            bytes.append(byte)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A text that starts a line of its own: also what would make a list, a rule, a heading or code of it
    /// there.
    private static func paragraph(_ text: String) -> String {
        let escaped = Array(self.text(text).utf8.drop { $0 == UInt8(ascii: " ") })
        let digits = escaped.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }.count
        guard digits < escaped.count else { return String(decoding: escaped, as: UTF8.self) }
        let marks = digits == 0 ? "-+=" : ".)"
        guard marks.utf8.contains(escaped[digits]) else { return String(decoding: escaped, as: UTF8.self) }
        let head = escaped[..<digits] + [UInt8(ascii: "\\")]
        return String(decoding: head + escaped[digits...], as: UTF8.self)
    }
}
