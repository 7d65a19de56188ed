import Documents

/// Documents that the tests render.
enum Samples {
    /// One of everything, small enough to write its forms by hand.
    static let report = Document(
        name: "feedback",
        title: "Feedback of credit 3",
        parameters: [
            Fact("role", "Role", .text("credit")),
            Fact("from", "From", .time(1_244_444_400_000_000)),
            Fact("limit", "Limit", .integer(100_000)),
            Fact("alpha", "Level", .share(0.05)),
            Fact("within", "Within", .duration(1_209_600)),
            Fact("segment", "Segment", .none("all segments")),
        ],
        definitions: ["proportion.rate", "histogram.equal-width"],
        findings: [
            Finding(
                .alert, code: "feedback-decay", text: "Feedback fell to 12.3 % from 45.0 %.",
                evidence: [
                    Fact("current", "Current", .share(0.123)), Fact("baseline", "Baseline", .share(0.45)),
                ]),
            Finding(.warning, code: "slow", text: "Half of the labels take 2 d 4 h."),
            Finding(.notice, code: "small", text: "Few decisions."),
        ],
        sections: [
            .facts(
                FactList(
                    key: "summary", title: "Summary",
                    facts: [
                        Fact("decisions", "decisions", .integer(143_451)),
                        Fact("rate", "positive rate", .share(0.1234)),
                        Fact("delay", "median delay", .duration(187_200)),
                        Fact("auc", "AUC", .none("no labelled decisions")),
                        Fact("drifted", "drifted", .flag(true)),
                        Fact("actions", "actions", .list(["yes", "no"])),
                        Fact("row", "a row", .json(#"{"age":41}"#)),
                    ])),
            .table(
                Table(
                    key: "weeks", title: "By week",
                    columns: [
                        .init("week", "week"), .init("decisions", "decisions", bar: true),
                        .init("rate", "rate", bar: true), .init("psi", "PSI"),
                    ],
                    rows: [
                        [.text("2009-W24"), .integer(12_000), .share(0.5), .number(0.00123456789)],
                        [.text("2009-W25"), .integer(3_000), .share(0.0625), .none("no baseline")],
                    ])),
            .plot(
                Plot(
                    key: "scores", title: "Scores", edges: [0, 0.25, 0.5, 0.75, 1, 1.25],
                    counts: [0, 0, 3, 1, 0],
                    below: 0, above: 4)),
            .note(key: "scope", text: "Only decisions of the role are counted."),
        ])

    /// A document of one table.
    static func table(_ columns: [Table.Column], _ rows: [[Value]], empty: String = "no rows") -> Document {
        Document(
            name: "t", title: "T",
            sections: [.table(Table(key: "t", title: "", columns: columns, rows: rows, empty: empty))])
    }

    /// A text that tries a terminal, a table, a spreadsheet and a line at once.
    static let hostile = "=1\u{1B}[2J|\u{202E}\u{9B}\u{7F}\r\n\"`<b>,*x*"
}
