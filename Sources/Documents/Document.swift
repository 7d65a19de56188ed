/// An answer before it is text: the same facts reach every renderer.
///
/// A document is built by a query or a report and never holds formatting. Two documents built from the same
/// state and parameters are equal, and each renderer gives the same bytes for equal documents.
package struct Document: Sendable {
    /// The query's or report's name, such as `feedback`.
    package var name: String
    /// The heading for people.
    package var title: String
    /// Everything that the answer depends on, defaults included, in the order of the query's specification.
    package var parameters: [Fact]
    /// The definition ids of the statistics that the answer shows.
    package var definitions: [String]
    /// What was found, most severe first. Empty means that nothing was looked for.
    package var findings: [Finding]
    /// The parts of the answer in reading order.
    package var sections: [Section]

    package init(
        name: String, title: String, parameters: [Fact] = [], definitions: [String] = [],
        findings: [Finding] = [], sections: [Section] = []
    ) {
        self.name = name
        self.title = title
        self.parameters = parameters
        self.definitions = definitions
        self.findings = findings
        self.sections = sections
    }
}

/// A part of a document.
package enum Section: Sendable {
    case facts(FactList)
    case table(Table)
    case plot(Plot)
    case chart(Chart)
    /// A remark in a sentence or two, such as why there is no data.
    case note(key: String, text: String)
}

/// Named values that belong together. `key` is the name in JSON, `title` the heading for people.
package struct FactList: Sendable {
    package var key: String
    package var title: String
    package var facts: [Fact]

    package init(key: String, title: String, facts: [Fact]) {
        self.key = key
        self.title = title
        self.facts = facts
    }
}

/// One named value. `key` is the name in JSON and CSV, `label` is for people.
package struct Fact: Sendable {
    package var key: String
    package var label: String
    package var value: Value

    package init(_ key: String, _ label: String, _ value: Value) {
        self.key = key
        self.label = label
        self.value = value
    }
}

/// A value of an answer. What it means decides how a person sees it; JSON and CSV carry it in full.
package enum Value: Sendable {
    /// No value; the text says why, for people (`no labelled decisions`). JSON null, empty in CSV.
    case none(String)
    case text(String)
    case integer(Int64)
    /// A plain number; people see about 6 significant digits.
    case number(Double)
    /// A share between 0 and 1; people see a percentage with one decimal.
    case share(Double)
    /// An instant in UTC microseconds since 1970; RFC 3339 everywhere, a fraction only if it is not zero.
    case time(Int64)
    /// A length of time in seconds; a number of seconds in JSON and CSV, `3 d 4 h` for people.
    case duration(Double)
    case flag(Bool)
    /// A list of texts: an array in JSON, joined by `, ` for people, by `;` in CSV.
    case list([String])
    /// JSON that stands as it is in the JSON form, and is text elsewhere. Text that is no JSON becomes a
    /// string.
    case json(String)
}

/// Rows under named columns. Every row has as many values as there are columns; renderers read a value that
/// is missing as none and leave out what is over.
package struct Table: Sendable {
    package struct Column: Sendable {
        package var key: String
        package var label: String
        /// Whether people see a bar of the value's size beside it (for shares and counts), on a terminal
        /// and on a page.
        package var bar: Bool

        package init(_ key: String, _ label: String, bar: Bool = false) {
            self.key = key
            self.label = label
            self.bar = bar
        }
    }

    package var key: String
    package var title: String
    package var columns: [Column]
    package var rows: [[Value]]
    /// Said instead of rows when there are none.
    package var empty: String

    package init(key: String, title: String, columns: [Column], rows: [[Value]], empty: String = "no rows") {
        self.key = key
        self.title = title
        self.columns = columns
        self.rows = rows
        self.empty = empty
    }
}

/// A histogram: counts in half-open bins `[edges[i], edges[i + 1])`, the last closed.
///
/// `edges.count == counts.count + 1`.
package struct Plot: Sendable {
    package var key: String
    package var title: String
    package var edges: [Double]
    package var counts: [Int64]
    /// Values under the first and over the last edge.
    package var below: Int64
    package var above: Int64

    package init(key: String, title: String, edges: [Double], counts: [Int64], below: Int64, above: Int64) {
        self.key = key
        self.title = title
        self.edges = edges
        self.counts = counts
        self.below = below
        self.above = above
    }
}

/// Something that a person should know, with the figures that show it.
package struct Finding: Sendable {
    package enum Severity: String, Sendable, CaseIterable {
        /// Something is wrong and has consequences now.
        case alert
        /// Something moved and wants a look.
        case warning
        /// Good to know.
        case notice
    }

    package var severity: Severity
    /// A stable name of the rule that spoke, such as `feedback-decay`.
    package var code: String
    /// One sentence with subject, figures and comparison.
    package var text: String
    /// The figures of the sentence, for machines.
    package var evidence: [Fact]

    package init(_ severity: Severity, code: String, text: String, evidence: [Fact] = []) {
        self.severity = severity
        self.code = code
        self.text = text
        self.evidence = evidence
    }
}
