/// CSV as in RFC 4180, but lines end with LF alone; a header line first, values in full
/// (`ValueFormat.exact`).
///
/// A document becomes blocks: its findings (`severity,code,text,evidence`, the evidence as JSON), then its
/// tables. When it has no tables, its fact lists (`key,value`) and histograms (`low,high,count`, the first
/// and last line open for the values outside) take their place. A single block stands alone; of several, each
/// comes after a line `# <key>`, and blank lines part them. Parameters, definitions and notes are in the
/// other forms only. Tables without columns have no lines.
///
/// Two things guard what opens the file. A field with a comma, semicolon, quote, tab, CR or LF in it, or with
/// `#` at its start, is quoted. A text that starts with `=`, `+`, `-`, `@`, tab, CR or LF gets an apostrophe
/// in front, so that a spreadsheet does not take it for a formula; numbers, also those inside JSON values, do
/// not.
package struct CSVRenderer: Sendable {
    package init() {}

    package func render(_ document: Document) -> String {
        var blocks: [(key: String, lines: [String])] = []
        if !document.findings.isEmpty { blocks.append(("findings", Self.findings(document.findings))) }
        let tables = document.tables
        for table in tables { blocks.append((table.key, Self.table(table))) }
        if tables.isEmpty {
            for list in document.factLists { blocks.append((list.key, Self.facts(list.facts))) }
            for plot in document.plots { blocks.append((plot.key, Self.plot(plot))) }
        }
        var text = ""
        for (offset, block) in blocks.enumerated() {
            if offset > 0 { text += "\n" }
            if blocks.count > 1 { text += "# \(VisibleText.escape(block.key))\n" }
            for line in block.lines { text += line + "\n" }
        }
        return text
    }

    private static func findings(_ findings: [Finding]) -> [String] {
        ["severity,code,text,evidence"]
            + findings.map { finding in
                line([
                    finding.severity.rawValue, field(finding.code), field(finding.text),
                    field(JSONRenderer.text(of: finding.evidence)),
                ])
            }
    }

    private static func table(_ table: Table) -> [String] {
        guard !table.columns.isEmpty else { return [] }
        return [line(table.columns.map { field($0.key) })]
            + table.rows.map { line(table.values(of: $0).map(field)) }
    }

    private static func facts(_ facts: [Fact]) -> [String] {
        ["key,value"] + facts.map { line([field($0.key), field($0.value)]) }
    }

    private static func plot(_ plot: Plot) -> [String] {
        var lines = ["low,high,count"]
        let edge = { (offset: Int) in
            plot.edges.indices.contains(offset) ? ValueFormat.exact(.number(plot.edges[offset])) : ""
        }
        if plot.below != 0 { lines.append(",\(edge(0)),\(plot.below)") }
        for (bin, count) in plot.counts.enumerated() {
            lines.append("\(edge(bin)),\(edge(bin + 1)),\(count)")
        }
        if plot.above != 0 { lines.append("\(edge(plot.edges.count - 1)),,\(plot.above)") }
        return lines
    }

    /// A line of one empty field would be a blank line, which reads as none.
    private static func line(_ fields: [String]) -> String {
        fields.count == 1 && fields[0].isEmpty ? "\"\"" : fields.joined(separator: ",")
    }

    private static func field(_ value: Value) -> String {
        let text = ValueFormat.exact(value)
        switch value {
        case .text, .list: return field(text)
        case .json: return isNumber(text) ? text : field(text)
        case .none, .integer, .number, .share, .time, .duration, .flag: return text
        }
    }

    /// A text, guarded and quoted where it has to be.
    private static func field(_ text: String) -> String {
        let guarded: Bool =
            switch text.utf8.first {
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0d, 0x0a:
                true
            default: false
            }
        let quoted = text.utf8.first == UInt8(ascii: "#") || text.utf8.contains(where: needsQuotes)
        let whole = guarded ? "'" + text : text
        guard quoted else { return whole }
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in whole.utf8 {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\""), 0x09, 0x0a, 0x0d: true
        default: false
        }
    }

    /// Whether a text is nothing but a number as JSON writes it.
    private static func isNumber(_ text: String) -> Bool {
        let inside = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "e"),
                UInt8(ascii: "E"), UInt8(ascii: "+"):
                true
            default: false
            }
        }
        return inside && text.utf8.first != UInt8(ascii: "+") && Double(text) != nil
    }
}
