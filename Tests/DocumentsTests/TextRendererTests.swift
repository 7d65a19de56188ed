import Documents
import Testing

@Suite("TextRenderer")
struct TextRendererTests {
    @Test("writes a report for a pipe: findings first, aligned, nothing but plain text")
    func pipe() {
        #expect(
            TextRenderer().render(Samples.report) == """
                Feedback of credit 3
                ====================

                !! Feedback fell to 12.3 % from 45.0 %. [feedback-decay]
                !  Half of the labels take 2 d 4 h. [slow]
                -  Few decisions. [small]

                Summary
                  decisions      143,451
                  positive rate  12.3 %
                  median delay   2 d 4 h
                  AUC            – (no labelled decisions)
                  drifted        yes
                  actions        yes, no
                  a row          {"age":41}

                By week
                  week      decisions    rate         PSI
                  2009-W24     12,000  50.0 %  0.00123457
                  2009-W25      3,000   6.3 %           –
                  PSI –: no baseline

                Scores
                  [0, 0.5)     2 empty bins
                  [0.5, 0.75)  3  37.5 %
                  [0.75, 1)    1  12.5 %
                  [1, 1.25]    0   0.0 %
                  > 1.25       4  50.0 %

                Only decisions of the role are counted.

                parameters
                  role    = credit
                  from    = 2009-06-08T07:00:00Z
                  limit   = 100000
                  alpha   = 0.05
                  within  = 14 d
                  segment = – (all segments)
                definitions  proportion.rate, histogram.equal-width

                """)
    }

    @Test("draws bars in eighths: shares of 1, counts of the largest")
    func bars() {
        let text = TextRenderer(bars: true).render(Samples.report)
        #expect(
            text.contains(
                """
                  week      decisions                          rate                     PSI
                  2009-W24     12,000  ████████████████████  50.0 %  ██████████  0.00123457
                  2009-W25      3,000  █████                  6.3 %  █▎                   –

                """))
        #expect(
            text.contains(
                """
                  [0.5, 0.75)  3  37.5 %  ███████████████
                  [0.75, 1)    1  12.5 %  █████
                  [1, 1.25]    0   0.0 %
                  > 1.25       4  50.0 %  ████████████████████

                """))
    }

    @Test("colours titles, severities and parameters, and nothing else")
    func colour() {
        let text = TextRenderer(colour: true).render(Samples.report)
        #expect(
            text.hasPrefix("\u{1B}[1mFeedback of credit 3\u{1B}[0m\n\n\u{1B}[31m!!\u{1B}[0m Feedback fell"))
        #expect(text.contains("\n\u{1B}[33m!\u{1B}[0m  Half"))
        #expect(text.contains("\n\u{1B}[36m-\u{1B}[0m  Few"))
        #expect(text.contains("\n\u{1B}[2m  limit   = 100000\u{1B}[0m\n"))
        // Title, two headings and the plot's; three findings; parameters, six of them, and definitions.
        #expect(text.unicodeScalars.filter { $0 == "\u{1B}" }.count == 2 * (4 + 3 + 8))
    }

    @Test("lets no control or direction character of a value through")
    func hostile() {
        let hostile = Samples.hostile
        let fact = Fact(hostile, hostile, .text(hostile))
        let document = Document(
            name: hostile, title: hostile, parameters: [fact], definitions: [hostile],
            findings: [Finding(.alert, code: hostile, text: hostile)],
            sections: [
                .facts(
                    FactList(key: hostile, title: hostile, facts: [fact, Fact("n", "n", .none(hostile))])),
                .table(
                    Table(
                        key: hostile, title: hostile, columns: [.init(hostile, hostile), .init("b", "b")],
                        rows: [[.list([hostile]), .json(hostile)], [.none(hostile)]])),
                .table(Table(key: "e", title: "", columns: [.init("a", "a")], rows: [], empty: hostile)),
                .plot(Plot(key: hostile, title: hostile, edges: [], counts: [1], below: 0, above: 0)),
                .note(key: hostile, text: hostile),
            ])
        for renderer in [TextRenderer(), TextRenderer(width: 40, bars: true)] {
            let text = renderer.render(document)
            let active = text.unicodeScalars.filter {
                ($0.value < 0x20 && $0 != "\n") || (0x7f...0x9f).contains($0.value)
                    || (0x202a...0x202e).contains($0.value) || (0x2066...0x2069).contains($0.value)
            }
            #expect(active.isEmpty)
        }
        #expect(
            TextRenderer().render(document).hasPrefix(
                #"=1\u{1B}[2J|\u{202E}\u{9B}\u{7F}\u{0D}\u{0A}"`<b>,*x*"# + "\n"))
    }

    @Test("breaks long texts on a terminal only, and loses no character of them")
    func wide() {
        let words = (0..<40).map { "word\($0)" }.joined(separator: " ")
        let solid = String(repeating: "x", count: 150)
        let document = Samples.table(
            [.init("a", "a"), .init("b", "b"), .init("n", "n")],
            [[.text(words), .text(solid), .integer(.min)]])
        let pipe = TextRenderer(width: 60).render(document)
        #expect(pipe.contains("\(words)  \(solid)  -9,223,372,036,854,775,808\n"))

        let terminal = TextRenderer(width: 60, bars: true).render(document)
        let lines = terminal.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 60 })
        #expect(terminal.contains("-9,223,372,036,854,775,808"))
        #expect(terminal.filter { $0 == "x" }.count == 150)
        for number in 0..<40 { #expect(terminal.contains("word\(number)")) }
    }

    @Test("aligns wide and combining characters by the columns they take")
    func columns() {
        let document = Samples.table(
            [.init("name", "name"), .init("n", "n")],
            [[.text("東京"), .integer(1)], [.text("e\u{301}a"), .integer(22)], [.text("abcd"), .integer(3)]])
        #expect(
            TextRenderer().render(document) == """
                T
                =

                  name   n
                  東京   1
                  e\u{301}a    22
                  abcd   3

                """)
    }

    @Test("says that there are no rows, also without columns")
    func empty() {
        for columns in [[], [Table.Column("a", "a")]] {
            let document = Samples.table(columns, [], empty: "nothing in the window")
            #expect(TextRenderer().render(document) == "T\n=\n\n  nothing in the window\n")
        }
        #expect(TextRenderer().render(Samples.table([], [[.integer(1)]])) == "T\n=\n\n  no rows\n")
        #expect(TextRenderer().render(Document(name: "n", title: "N")) == "N\n=\n")
    }

    @Test("folds empty bins at the ends, all of them if all are empty, and counts what is outside")
    func plots() {
        let edges = (0...6).map { Double($0) }
        func lines(_ counts: [Int64], below: Int64 = 0, edges: [Double]) -> [Substring] {
            let plot = Plot(key: "p", title: "", edges: edges, counts: counts, below: below, above: 0)
            let document = Document(name: "n", title: "N", sections: [.plot(plot)])
            return Array(TextRenderer().render(document).split(separator: "\n").dropFirst(2))
        }
        #expect(lines([0, 0, 0, 0, 0, 0], edges: edges) == ["  [0, 6]  6 empty bins"])
        #expect(
            lines([0, 1, 0, 2, 0, 0], below: 1, edges: edges) == [
                "  < 0     1  25.0 %", "  [0, 1)  0   0.0 %", "  [1, 2)  1  25.0 %", "  [2, 3)  0   0.0 %",
                "  [3, 4)  2  50.0 %", "  [4, 6]  2 empty bins",
            ])
        #expect(lines([1, 2, 3], edges: [0, 1]) == ["  [0, 1]  1  100.0 %"])
        #expect(lines([5], edges: [1, 1 + 1e-9]) == ["  [1, 1.000000001]  5  100.0 %"])
        #expect(lines([Int64.max, Int64.max], edges: [0, 1, 2]).count == 2)
    }

    @Test("says under a table why values are missing, a line for each column that has a reason")
    func reasons() {
        let document = Samples.table(
            [.init("a", "answer"), .init("b", "by"), .init("s", "state"), .init("n", "n")],
            [
                [.text("x"), .none("no value"), .none("stands"), .integer(1)],
                [.text("y"), .none("nobody"), .none("stands"), .none("")],
                [.text("z"), .none("no value"), .text("withdrawn"), .integer(3)],
            ])
        let under = "\n  by –: no value; nobody\n  state –: stands\n"
        #expect(TextRenderer().render(document).hasSuffix("withdrawn  3" + under))
        #expect(TextRenderer(bars: true).render(document).hasSuffix("withdrawn  3" + under))
        let markdown = MarkdownRenderer().render(document)
        #expect(markdown.hasSuffix("| 3 |\n\n- by –: no value; nobody\n- state –: stands\n"))
    }

    @Test("breaks a long reason on a terminal between words")
    func longReason() {
        let reason = "fewer than two hundred labelled decisions in the window"
        let document = Samples.table([.init("a", "A")], [[.none(reason)]])
        #expect(TextRenderer(width: 40).render(document).hasSuffix("  A –: \(reason)\n"))
        #expect(
            TextRenderer(width: 40, bars: true).render(document).hasSuffix(
                "\n  A –: fewer than two hundred labelled\n    decisions in the window\n"))
    }

    @Test("takes rows that are too short or too long")
    func ragged() {
        let document = Samples.table(
            [.init("a", "a", bar: true), .init("b", "b")],
            [[.integer(1)], [.integer(2), .text("x"), .text("lost")], []])
        #expect(TextRenderer().render(document) == "T\n=\n\n  a  b\n  1  –\n  2  x\n  –  –\n")
    }
}
