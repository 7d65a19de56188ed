import JSON

/// Canonical JSON of one shape for every document, with one newline at the end.
///
///     {"name", "title", "parameters": {key: value}, "definitions": [id],
///      "findings": [{"severity", "code", "text", "evidence": {key: value}}],
///      "facts": {list: {key: value}}, "tables": {table: [{column: value}]},
///      "plots": {plot: {"edges": [], "counts": [], "below", "above"},
///                chart: {"kind", "axis": [], "series": {key: {"values": [], "low": [], "high": [], "n":
///                []}},
///                        "markers": [{"place", "label"}]}},
///      "notes": {key: text}}
///
/// All members are there, empty or not, and names keep the document's order. No value and numbers that are
/// not finite are null; numbers are in full; shares are fractions, durations seconds, times RFC 3339 text.
/// JSON values stand as they are if they are JSON, else as text. A name that its object already has gets `_2`
/// behind it.
package struct JSONRenderer: Sendable {
    package init() {}

    package func render(_ document: Document) -> String {
        String(decoding: bytes(of: document), as: UTF8.self)
    }

    /// The UTF-8 of `render(_:)`, which most askers want.
    package func bytes(of document: Document) -> [UInt8] {
        var form = JSONForm(reserving: 8_192)
        form.object {
            $0.member("name") { $0.writer.string(document.name) }
            $0.member("title") { $0.writer.string(document.title) }
            $0.member("parameters") { $0.facts(document.parameters) }
            $0.member("definitions") { $0.array(document.definitions) { $0.writer.string($1) } }
            $0.member("findings") { $0.array(document.findings) { $0.finding($1) } }
            $0.member("facts") { form in
                form.members(document.factLists, key: \.key) { $0.facts($1.facts) }
            }
            $0.member("tables") { form in
                form.members(document.tables, key: \.key) { $0.table($1) }
            }
            $0.member("plots") { form in
                form.members(document.figures, key: \.key) { form, figure in
                    switch figure {
                    case .plot(let plot): form.plot(plot)
                    case .chart(let chart): form.chart(chart)
                    }
                }
            }
            $0.member("notes") { form in
                form.members(document.notes, key: \.key) { $0.writer.string($1.text) }
            }
        }
        form.writer.byte(UInt8(ascii: "\n"))
        return form.writer.bytes
    }
}

/// A JSON text in the making: objects and arrays around the writer's values.
private struct JSONForm {
    var writer: JSONWriter
    private var first = true

    /// - Parameter count: bytes to have room for.
    init(reserving count: Int = 0) { writer = JSONWriter(reserving: count) }

    mutating func object(_ body: (inout JSONForm) -> Void) {
        writer.byte(UInt8(ascii: "{"))
        first = true
        body(&self)
        writer.byte(UInt8(ascii: "}"))
        first = false
    }

    mutating func array<Element>(_ elements: [Element], each: (inout JSONForm, Element) -> Void) {
        writer.byte(UInt8(ascii: "["))
        for (offset, element) in elements.enumerated() {
            if offset > 0 { writer.byte(UInt8(ascii: ",")) }
            each(&self, element)
        }
        writer.byte(UInt8(ascii: "]"))
        first = false
    }

    mutating func member(_ name: String, _ body: (inout JSONForm) -> Void) {
        writer.name(name, isFirst: first)
        body(&self)
        first = false
    }

    /// An object of one member an entry, under names made unique.
    mutating func members<Element>(
        _ elements: [Element], key: (Element) -> String, each: (inout JSONForm, Element) -> Void
    ) {
        let names = Names.unique(elements.map(key))
        writer.byte(UInt8(ascii: "{"))
        for index in elements.indices {
            writer.name(names[index], isFirst: index == 0)
            each(&self, elements[index])
        }
        writer.byte(UInt8(ascii: "}"))
        first = false
    }

    mutating func facts(_ facts: [Fact]) {
        members(facts, key: \.key) { $0.value($1.value) }
    }

    mutating func table(_ table: Table) {
        // The names stand in every row: they are made unique and escaped once.
        let names = Names.unique(table.columns.map(\.key)).enumerated().map { index, name in
            var writer = JSONWriter()
            writer.name(name, isFirst: index == 0)
            return writer.bytes
        }
        array(table.rows) { form, row in
            form.writer.byte(UInt8(ascii: "{"))
            for index in names.indices {
                form.writer.raw(names[index])
                if index < row.count { form.value(row[index]) } else { form.writer.raw("null") }
            }
            form.writer.byte(UInt8(ascii: "}"))
        }
    }

    mutating func plot(_ plot: Plot) {
        object {
            $0.member("edges") { $0.array(plot.edges) { $0.writer.number($1) } }
            $0.member("counts") { $0.array(plot.counts) { $0.writer.integer($1) } }
            $0.member("below") { $0.writer.integer(plot.below) }
            $0.member("above") { $0.writer.integer(plot.above) }
        }
    }

    mutating func chart(_ chart: Chart) {
        object {
            $0.member("kind") { $0.writer.string(chart.kind.rawValue) }
            $0.member("axis") { form in
                switch chart.axis {
                case .labels(let labels): form.array(labels) { $0.writer.string($1) }
                case .numbers(let numbers), .edges(let numbers):
                    form.array(numbers) { $0.writer.number($1) }
                }
            }
            $0.member("series") { form in
                form.members(chart.series, key: \.key) { form, series in
                    form.object {
                        for (name, values) in [
                            ("values", series.values), ("low", series.low), ("high", series.high),
                        ] {
                            $0.member(name) {
                                $0.array(values) { $0.value($1.map(Value.number) ?? .none("")) }
                            }
                        }
                        $0.member("n") { $0.array(series.counts) { $0.writer.integer($1) } }
                    }
                }
            }
            $0.member("markers") {
                $0.array(chart.markers) { form, marker in
                    form.object {
                        $0.member("place") { $0.writer.number(marker.place) }
                        $0.member("label") { $0.writer.string(marker.label) }
                    }
                }
            }
        }
    }

    mutating func finding(_ finding: Finding) {
        object {
            $0.member("severity") { $0.writer.string(finding.severity.rawValue) }
            $0.member("code") { $0.writer.string(finding.code) }
            $0.member("text") { $0.writer.string(finding.text) }
            $0.member("evidence") { $0.facts(finding.evidence) }
        }
    }

    mutating func value(_ value: Value) {
        switch value {
        case .none: writer.raw("null")
        case .text(let text): writer.string(text)
        case .integer(let number): writer.integer(number)
        case .number(let number), .share(let number), .duration(let number): writer.number(number)
        case .time(let microseconds):
            writer.plainString { CivilTime.append(microseconds: microseconds, to: &$0) }
        case .flag(let flag): writer.raw(flag ? "true" : "false")
        case .list(let texts): array(texts) { $0.writer.string($1) }
        case .json(let text):
            // Spliced text must not be able to break the answer around it.
            if (try? JSONDocument(Array(text.utf8))) == nil { writer.string(text) } else { writer.raw(text) }
        }
    }

    /// The facts alone, for renderers that carry evidence in a field.
    static func text(of facts: [Fact]) -> String {
        var form = JSONForm()
        form.facts(facts)
        return String(decoding: form.writer.bytes, as: UTF8.self)
    }
}

extension JSONRenderer {
    /// The facts as one JSON object without white space.
    static func text(of facts: [Fact]) -> String {
        JSONForm.text(of: facts)
    }
}
