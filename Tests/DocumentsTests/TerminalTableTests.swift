import Documents
import Testing

@Suite("Tables on a terminal")
struct TerminalTableTests {
    /// A table as the reports make them: key columns, then many figures, then exact JSON.
    private static let wide = Samples.table(
        [
            .init("model", "model"), .init("contact", "contact"), .init("decisions", "decisions", bar: true),
            .init("rate", "rate", bar: true), .init("within", "rate within 14d"), .init("at", "last at"),
            .init("base", "base rate"), .init("pending", "pending"), .init("body", "body"),
        ],
        [
            [
                .text("term-deposit"), .text("cellular"), .integer(12_000), .share(0.5), .share(0.25),
                .time(0), .share(0.125), .integer(7),
                .json(
                    #"{"age":41,"campaign":1,"job":"admin.","marital":"single","previous":0,"month":"may"}"#),
            ],
            [
                .text("term-deposit"), .text("telephone"), .integer(30), .share(0.0625), .share(1),
                .time(1), .none("no label"), .integer(123), .json("{}"),
            ],
        ])

    private static func lines(_ document: Document, width: Int) -> [Substring] {
        TextRenderer(width: width, bars: true).render(document)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("parts what is too wide into tables that repeat the key columns, long text under its row")
    func parted() {
        #expect(
            TextRenderer(width: 80, bars: true).render(Self.wide) == """
                T
                =

                  model         contact    decisions    rate  rate within 14d
                  term-deposit  cellular      12,000  50.0 %           25.0 %
                  term-deposit  telephone         30   6.3 %          100.0 %

                  model         contact    last at                      base rate  pending
                  term-deposit  cellular   1970-01-01T00:00:00Z            12.5 %        7
                    body: {"age":41,"campaign":1,"job":"admin.","marital":"single",
                      "previous":0,"month":"may"}
                  term-deposit  telephone  1970-01-01T00:00:00.000001Z          –      123
                    body: {}
                  base rate –: no label

                """)
    }

    @Test("stays one line a row in a pipe, whatever the width")
    func pipe() {
        let text = TextRenderer(width: 40).render(Self.wide)
        #expect(text == TextRenderer(width: 200).render(Self.wide))
        // Title, its rule, the header, two rows and the reason.
        #expect(text.split(separator: "\n").count == 6)
    }

    @Test("fits every width and breaks no word of it but the JSON", arguments: 40...260)
    func fits(width: Int) {
        let lines = Self.lines(Self.wide, width: width)
        #expect(lines.allSatisfy { $0.count <= width })
        let words = lines.flatMap { $0.split(separator: " ") }
        for word in ["term-deposit", "telephone", "1970-01-01T00:00:00.000001Z", "12,000", "decisions"] {
            #expect(words.contains { $0 == word })
        }
        // No row of a part goes without its key.
        for line in lines where line.contains("telephone") { #expect(line.contains("term-deposit")) }
    }

    @Test("keeps as many key columns in front as leave room for every other column")
    func narrow() {
        #expect(
            TextRenderer(width: 40, bars: true).render(Self.wide) == """
                T
                =

                  model         contact    decisions
                  term-deposit  cellular      12,000
                  term-deposit  telephone         30

                  model           rate  rate within 14d
                  term-deposit  50.0 %           25.0 %
                    last at: 1970-01-01T00:00:00Z
                  term-deposit   6.3 %          100.0 %
                    last at: 1970-01-01T00:00:00.000001Z

                  model         base rate  pending
                  term-deposit     12.5 %        7
                    body: {"age":41,"campaign":1,
                      "job":"admin.","marital":"single",
                      "previous":0,"month":"may"}
                  term-deposit          –      123
                    body: {}
                  base rate –: no label

                """)
    }

    @Test("gives bars 10 to 20 columns of what is free, and else none", arguments: 40...90)
    func bars(width: Int) {
        let document = Samples.table(
            [.init("w", "week"), .init("n", "decisions", bar: true), .init("r", "rate", bar: true)],
            [[.text("2009-W24"), .integer(8), .share(1)], [.text("2009-W25"), .integer(4), .share(0.5)]])
        // 8 + 9 + 7 columns, two gaps, and the renderer's own two blanks.
        let free = width - 30
        let bars = Self.lines(document, width: width).first { $0.contains("W24") }.map { line in
            line.split(separator: " ").filter { $0.contains("█") }.map(\.count)
        }
        let expected =
            switch free {
            case ..<12: [Int]()
            case ..<24: [min(20, free - 2)]
            default: [min(20, free / 2 - 2), min(20, free / 2 - 2)]
            }
        #expect(bars == expected)
    }

    @Test("draws no bar in a table of one row")
    func single() {
        let document = Samples.table(
            [.init("n", "n", bar: true), .init("r", "r", bar: true)], [[.integer(8), .share(0.5)]])
        #expect(TextRenderer(bars: true).render(document) == TextRenderer().render(document))
    }

    @Test("draws the bars of a histogram where there is room only")
    func plot() {
        let plot = Plot(key: "p", title: "", edges: [0, 1e9, 2e9], counts: [1, 3], below: 0, above: 0)
        let document = Document(name: "n", title: "N", sections: [.plot(plot)])
        for width in 44...70 {
            let lines = Self.lines(document, width: width)
            #expect(lines.allSatisfy { $0.count <= width })
            let longest = lines.map { $0.filter { $0 == "█" }.count }.max() ?? 0
            // "  [1,000,000,000, 2,000,000,000]  3  75.0 %  " comes before the bar: 45 columns.
            #expect(longest == (width < 55 ? 0 : min(20, width - 45)))
        }
    }

    @Test("takes the first column for the key where it is a number, or where no column is one")
    func keys() {
        let id = String(repeating: "i", count: 30)
        func headers(_ values: [Value]) -> [[Substring]] {
            let names = ["a", "b", "c", "d"]
            let document = Samples.table(names.map { .init($0, $0) }, [values])
            return Self.lines(document, width: 80).map { $0.split(separator: " ") }
                .filter { $0.first == "a" }
        }
        #expect(headers([.integer(1), .text(id), .text(id), .text(id)]) == [["a", "b", "c"], ["a", "d"]])
        #expect(
            headers([.text(id), .text(id), .text(id), .text(id)]) == [["a", "b"], ["a", "c"], ["a", "d"]])
        #expect(headers([.text(id), .text("x"), .text(id), .integer(1)]) == [["a", "b", "c", "d"]])
    }

    @Test("writes a long label and its number under the row, too")
    func longLabel() {
        let label = "decisions whose label came after the window"
        let document = Samples.table(
            [.init("m", "model"), .init("l", label), .init("k", label)],
            [[.text("a"), .integer(1), .none("")], [.text("b"), .integer(2), .integer(3)]])
        #expect(
            TextRenderer(width: 60, bars: true).render(document) == """
                T
                =

                  model
                  a
                    \(label): 1
                    \(label): –
                  b
                    \(label): 2
                    \(label): 3

                """)
    }

    @Test("breaks the list of definitions on a terminal")
    func definitions() {
        let ids = (0..<30).map { "proportion.rate-\($0)" }
        let document = Document(name: "n", title: "N", definitions: ids)
        #expect(Self.lines(document, width: 60).allSatisfy { $0.count <= 60 })
        #expect(TextRenderer().render(document).contains("definitions  " + ids.joined(separator: ", ")))
    }

    @Test("wrapped text breaks at blanks, a word longer than a line after its commas")
    func words() {
        let json = #"{"reason":"term-deposit","count":143451,"segment":"telephone"}"#
        let document = Samples.table([.init("r", "row")], [[.json(json)], [.text("a b")]])
        #expect(
            TextRenderer(width: 40, bars: true).render(document) == """
                T
                =

                  row: {"reason":"term-deposit",
                    "count":143451,
                    "segment":"telephone"}
                  row: a b

                """)
    }
}
