import Documents
import Testing

@Suite("MarkdownRenderer")
struct MarkdownRendererTests {
    @Test("writes headings, lists, tables and a fenced histogram")
    func report() {
        #expect(
            MarkdownRenderer().render(Samples.report) == """
                # Feedback of credit 3

                ## Findings

                - **alert** Feedback fell to 12.3 % from 45.0 %. (feedback-decay)
                - **warning** Half of the labels take 2 d 4 h. (slow)
                - **notice** Few decisions. (small)

                ## Summary

                - decisions: 143,451
                - positive rate: 12.3 %
                - median delay: 2 d 4 h
                - AUC: – (no labelled decisions)
                - drifted: yes
                - actions: yes, no
                - a row: {"age":41}

                ## By week

                | week | decisions | rate | PSI |
                | --- | ---: | ---: | ---: |
                | 2009-W24 | 12,000 | 50.0 % | 0.00123457 |
                | 2009-W25 | 3,000 | 6.3 % | – |

                - PSI –: no baseline

                ## Scores

                ```
                [0, 0.5)     2 empty bins
                [0.5, 0.75)  3  37.5 %  ███████████████
                [0.75, 1)    1  12.5 %  █████
                [1, 1.25]    0   0.0 %
                > 1.25       4  50.0 %  ████████████████████
                ```

                Only decisions of the role are counted.

                ## Parameters

                - role: credit
                - from: 2009-06-08T07:00:00Z
                - limit: 100000
                - alpha: 0.05
                - within: 14 d
                - segment: – (all segments)

                Definitions: proportion.rate, histogram.equal-width

                """)
    }

    @Test("keeps a hostile value inside its cell and its line")
    func hostile() {
        let text = MarkdownRenderer().render(Samples.table([.init("a", "A")], [[.text(Samples.hostile)]]))
        #expect(
            text == """
                # T

                | A |
                | --- |
                | =1\\\\u{1B}\\[2J\\|\\\\u{202E}\\\\u{9B}\\\\u{7F}\\\\u{0D}\\\\u{0A}"\\`\\<b\\>,\\*x\\* |

                """)
    }

    @Test(
        "keeps a note from becoming a list, a rule or code",
        arguments: [
            ("- a", "\\- a"), ("1. a", "1\\. a"), ("12) a", "12\\) a"), ("    a", "a"), ("---", "\\---"),
            ("===", "\\==="), ("1970", "1970"), ("# a", "\\# a"), ("a - b", "a - b"), ("```", "\\`\\`\\`"),
        ])
    func notes(note: String, wanted: String) {
        let document = Document(name: "n", title: "N", sections: [.note(key: "k", text: note)])
        #expect(MarkdownRenderer().render(document) == "# N\n\n\(wanted)\n")
    }

    @Test("says that there are no rows, also without columns")
    func empty() {
        for columns in [[], [Table.Column("a", "A")]] {
            #expect(MarkdownRenderer().render(Samples.table(columns, [])) == "# T\n\nno rows\n")
        }
    }
}
