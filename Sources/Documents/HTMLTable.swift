/// A table of a page: numbers to the right, bars beside the columns that have them, and under it why values
/// do not exist.
struct HTMLTable {
    private let table: Table
    /// The fractions of the bars for each row, for the columns that have bars.
    private let bars: [[Double]?]

    /// Texts up to so many columns are never broken.
    private static let unbroken = 32

    /// As on a terminal, one row has no bars: it has nothing to be compared with.
    init(_ table: Table) {
        self.table = table
        bars = table.columns.indices.map { column in
            guard table.columns[column].bar, table.rows.count > 1, table.isNumeric(column) else { return nil }
            return Bar.fractions(table.rows.map { column < $0.count ? $0[column] : .none("") })
        }
    }

    func write(into html: inout Markup) {
        guard !table.rows.isEmpty, !table.columns.isEmpty else {
            return html.element("p", ["class": "none"], text: table.empty)
        }
        let numeric = table.columns.indices.map(table.isNumeric)
        html.element("div", ["class": "wide"]) { html in
            html.element("table") { html in
                html.element("thead") { html in
                    html.element("tr") { html in
                        for column in table.columns.indices { header(column, numeric[column], into: &html) }
                    }
                }
                html.element("tbody") { html in
                    for row in table.rows.indices { line(row, numeric, into: &html) }
                }
            }
        }
        for reason in table.reasons {
            html.element(
                "p", ["class": "why"], text: "\(reason.label) \(ValueFormat.noValue): \(reason.text)")
        }
    }

    private func header(_ column: Int, _ numeric: Bool, into html: inout Markup) {
        let label = table.columns[column].label
        if numeric {
            html.element("th", ["scope": "col", "class": "n"], text: label)
        } else {
            html.element("th", ["scope": "col"], text: label)
        }
        if bars[column] != nil { html.element("td", ["class": "bar", "aria-hidden": "true"]) { _ in } }
    }

    private func line(_ row: Int, _ numeric: [Bool], into html: inout Markup) {
        html.lineBreak()
        html.element("tr") { html in
            for (column, value) in table.values(of: table.rows[row]).enumerated() {
                let text = ValueFormat.people(value)
                if numeric[column] {
                    html.element("td", ["class": "n"], text: text)
                } else if VisibleText.width(text) > Self.unbroken {
                    html.element("td", ["class": "t"], text: text)
                } else {
                    html.element("td", text: text)
                }
                guard let fraction = bars[column]?[row] else { continue }
                html.element("td", ["class": "bar", "aria-hidden": "true"]) { html in
                    guard fraction > 0 else { return }
                    let width = Markup.length(max(0.5, min(1, fraction) * 100))
                    html.element("i", ["style": "width:\(width)%"]) { _ in }
                }
            }
        }
    }
}
