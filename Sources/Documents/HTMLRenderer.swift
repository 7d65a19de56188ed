/// One page for a browser or a printer that needs nothing else: no script, no style sheet, font or image from
/// elsewhere, and a policy in it that forbids any.
///
/// The title, the position that it is of, the findings, the sections in reading order, and at the end the
/// parameters and definitions. Values read as people see them on a terminal; bars stand beside the columns
/// that have them. Histograms and charts are inline SVG with a title and description, and under each its
/// values in full stand in a table that is folded up. A drawing has at most 8 series, 40 markers and 2,000
/// places, of more the lowest and highest; what it leaves out is said under it, and the table has it.
///
/// Every text of a document is made visible (`VisibleText`) and escaped (`Markup`), so none can become markup
/// or turn the reading order. The page is well-formed XML as well. Equal documents give equal bytes.
package struct HTMLRenderer: Sendable {
    package init() {}

    package func render(_ document: Document) -> String {
        var html = Markup()
        html.raw("<!DOCTYPE html>\n")
        html.element("html", ["lang": "en"]) { html in
            html.lineBreak()
            Self.head(document, into: &html)
            html.lineBreak()
            html.element("body") { html in
                html.element("main") { Self.main(document, into: &$0) }
            }
        }
        html.lineBreak()
        return String(decoding: html.bytes, as: UTF8.self)
    }

    /// What the page may load or run: nothing. Style stands in the page itself, which no source list can say
    /// as strictly.
    private static let policy = [
        "script-src", "connect-src", "font-src", "frame-src", "img-src", "media-src", "object-src",
        "worker-src", "base-uri", "form-action",
    ].map { "\($0) 'none'" }.joined(separator: "; ")

    private static func head(_ document: Document, into html: inout Markup) {
        html.element("head") { html in
            html.leaf("meta", ["charset": "utf-8"])
            html.leaf(
                "meta",
                [
                    "http-equiv": "Content-Security-Policy",
                    "content": policy,
                ])
            html.leaf("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            html.element("title", text: document.title.isEmpty ? document.name : document.title)
            html.element("style") { $0.raw(HTMLStyle.text) }
        }
    }

    private static func main(_ document: Document, into html: inout Markup) {
        html.lineBreak()
        html.element("h1", text: document.title)
        let positions = document.parameters.filter { ["position", "as_of"].contains($0.key) }
        if !positions.isEmpty {
            let words = positions.map { "\($0.label) \(ValueFormat.explained($0.value))" }
            html.element("p", ["class": "at"], text: words.joined(separator: " · "))
        }
        findings(document.findings, into: &html)
        let keys = document.sections.map(\.key)
        for (id, section) in zip(Names.unique(keys.map(anchor)), document.sections) {
            html.lineBreak()
            html.element("section", ["id": id]) { self.section(section, id: id, into: &$0) }
        }
        if !document.parameters.isEmpty {
            html.lineBreak()
            html.element("section", ["class": "parameters"]) { html in
                html.element("h2", text: "Parameters")
                list(document.parameters.map { ($0.key, ValueFormat.parameter($0.value)) }, into: &html)
            }
        }
        if !document.definitions.isEmpty {
            html.lineBreak()
            html.element(
                "p", ["class": "definitions"],
                text: "Definitions: " + document.definitions.joined(separator: ", "))
        }
        html.lineBreak()
    }

    private static func findings(_ findings: [Finding], into html: inout Markup) {
        guard !findings.isEmpty else { return }
        html.lineBreak()
        html.element("ul", ["class": "findings"]) { html in
            for finding in findings {
                html.lineBreak()
                html.element("li", ["class": finding.severity.rawValue]) { html in
                    html.element("strong", text: finding.severity.rawValue)
                    html.element("p") { html in
                        html.text(finding.text)
                        html.raw(" ")
                        html.element("code", text: finding.code)
                    }
                    guard !finding.evidence.isEmpty else { return }
                    html.element("details") { html in
                        html.element("summary", text: "figures")
                        list(
                            finding.evidence.map { ($0.label, ValueFormat.explained($0.value)) }, into: &html)
                    }
                }
            }
        }
    }

    private static func section(_ section: Section, id: String, into html: inout Markup) {
        switch section {
        case .facts(let facts):
            heading(facts.title, into: &html)
            list(facts.facts.map { ($0.label, ValueFormat.explained($0.value)) }, into: &html)
        case .table(let table):
            heading(table.title, into: &html)
            HTMLTable(table).write(into: &html)
        case .plot(let plot):
            heading(plot.title, into: &html)
            HTMLFigure(plot, id: id).write(into: &html)
        case .chart(let chart):
            heading(chart.title, into: &html)
            HTMLFigure(chart, id: id).write(into: &html)
        case .note(_, let text):
            html.element("p", text: text)
        }
    }

    private static func heading(_ title: String, into html: inout Markup) {
        if !title.isEmpty { html.element("h2", text: title) }
    }

    private static func list(_ facts: [(name: String, value: String)], into html: inout Markup) {
        html.element("dl") { html in
            for fact in facts {
                html.lineBreak()
                html.element("dt", text: fact.name)
                html.element("dd", text: fact.value)
            }
        }
    }

    /// A section's key as an id that a link can name: letters, digits, `-`, `_` and `.` of ASCII stay.
    private static func anchor(_ key: String) -> String {
        let bytes = key.utf8.map { byte -> UInt8 in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                byte
            default: UInt8(ascii: "-")
            }
        }
        return bytes.isEmpty ? "section" : String(decoding: bytes, as: UTF8.self)
    }
}

extension Section {
    /// The name in the forms for machines.
    fileprivate var key: String {
        switch self {
        case .facts(let list): list.key
        case .table(let table): table.key
        case .plot(let plot): plot.key
        case .chart(let chart): chart.key
        case .note(let key, _): key
        }
    }
}
