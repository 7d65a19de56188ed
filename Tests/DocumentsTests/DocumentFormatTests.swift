import Documents
import Testing

@Suite("DocumentFormat")
struct DocumentFormatTests {
    @Test("are taken by name")
    func names() {
        #expect(DocumentFormat.allCases.map(\.rawValue) == ["json", "text", "markdown", "csv", "html"])
        #expect(DocumentFormat(rawValue: "pdf") == nil)
    }

    @Test("render what their renderer renders, with their media type")
    func dispatch() {
        let report = Samples.report
        let json = render(report, format: .json)
        #expect(json.contentType == "application/json")
        #expect(json.body == Array(JSONRenderer().render(report).utf8))
        let text = render(report, format: .text, width: 60, colour: true, bars: true)
        #expect(text.contentType == "text/plain; charset=utf-8")
        #expect(text.body == Array(TextRenderer(width: 60, colour: true, bars: true).render(report).utf8))
        let markdown = render(report, format: .markdown)
        #expect(markdown.contentType == "text/markdown; charset=utf-8")
        #expect(markdown.body == Array(MarkdownRenderer().render(report).utf8))
        let csv = render(report, format: .csv)
        #expect(csv.contentType == "text/csv; charset=utf-8")
        #expect(csv.body == Array(CSVRenderer().render(report).utf8))
        let html = render(report, format: .html)
        #expect(html.contentType == "text/html; charset=utf-8")
        #expect(html.body == Array(HTMLRenderer().render(report).utf8))
    }

    @Test("take any width", arguments: [Int.min, -1, 0, 1, 40, 1_000_000, .max])
    func widths(width: Int) {
        #expect(!render(Samples.report, format: .text, width: width, colour: true, bars: true).body.isEmpty)
    }
}
