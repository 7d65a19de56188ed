/// CSV as in RFC 4180, but in blocks and with lines that end with LF alone; values are in full
/// (`ValueFormat.exact`).
///
/// A document is always blocks, whatever it holds, with the facts that JSON carries: each block comes after a
/// line `# <key>` and has a header line of its own, and blank lines part them. They are, in this order:
///
/// - `# findings`: `severity,code,text,evidence`, the evidence as JSON;
/// - every section in reading order, under its key: a table with the keys of its columns, a fact list as
///   `key,value`, a histogram as `low,high,count`, a note as `key,text`;
/// - `# parameters`: `key,value`;
/// - `# definitions`: `definition`, an id a line.
///
/// Findings, parameters and definitions are left out when there are none; a section is always there. The
/// first and last line of a histogram are open: they count the values below and above its edges, 0 included.
/// A key that an earlier block has taken gets `_2` behind it. Tables without columns have the mark alone.
///
/// Two things guard what opens the file. A field with a comma, semicolon, quote, tab, CR or LF in it, or with
/// `#` at its start, is quoted. A text that starts with `=`, `+`, `-`, `@`, tab, CR or LF gets an apostrophe
/// in front, so that a spreadsheet does not take it for a formula; numbers, also those inside JSON values, do
/// not.
package struct CSVRenderer: Sendable {
    package init() {}

    package func render(_ document: Document) -> String {
        let blocks = Self.blocks(document)
        let marks = Names.unique(blocks.map { VisibleText.escape($0.key) })
        return zip(marks, blocks).map { mark, block in
            "# \(mark)\n" + block.lines.map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }

    private static func blocks(_ document: Document) -> [(key: String, lines: [String])] {
        var blocks: [(key: String, lines: [String])] = []
        if !document.findings.isEmpty { blocks.append(("findings", findings(document.findings))) }
        for section in document.sections {
            switch section {
            case .facts(let list): blocks.append((list.key, facts(list.facts)))
            case .table(let table): blocks.append((table.key, self.table(table)))
            case .plot(let plot): blocks.append((plot.key, self.plot(plot)))
            case .chart(let chart): blocks.append((chart.key, table(chart.table)))
            case .note(let key, let text):
                blocks.append((key, ["key,text", line([field(key), field(text)])]))
            }
        }
        if !document.parameters.isEmpty { blocks.append(("parameters", facts(document.parameters))) }
        if !document.definitions.isEmpty {
            blocks.append(("definitions", ["definition"] + document.definitions.map { line([field($0)]) }))
        }
        return blocks
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
        lines.append(",\(edge(0)),\(plot.below)")
        for (bin, count) in plot.counts.enumerated() {
            lines.append("\(edge(bin)),\(edge(bin + 1)),\(count)")
        }
        lines.append("\(edge(plot.edges.count - 1)),,\(plot.above)")
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
