import Documents
import Foundation
import Testing

@Suite("HTMLRenderer")
struct HTMLRendererTests {
    @Test("gives well-formed pages of one piece, whatever stands in the document")
    func wellFormed() throws {
        var pages = [
            Samples.everything, Samples.report, Document(name: "n", title: ""), Self.hostile,
            Samples.document(Samples.weekly, Samples.weekly),
        ]
        pages += Self.extremes.map { Samples.document($0) }
        let faults = try PageCheck.faults(pages.map { HTMLRenderer().render($0) })
        #expect(faults.isEmpty, "\(faults)")
    }

    @Test("has a checker that finds what is wrong with a page")
    func checker() throws {
        let page = HTMLRenderer().render(Samples.everything)
        let broken = [
            page.replacingOccurrences(of: "</figure>", with: ""),
            page.replacingOccurrences(of: "<h2>Summary", with: "<h2>Summary & more"),
            page.replacingOccurrences(of: "<h2>Summary", with: "<h2 onclick=\"x\">Summary"),
            page.replacingOccurrences(of: "<h2>Summary", with: "<h2><script></script>Summary"),
            page.replacingOccurrences(of: "<section id=\"weeks\">", with: "<section id=\"summary\">"),
            page.replacingOccurrences(of: "<desc ", with: "<metadata ").replacingOccurrences(
                of: "</desc>", with: "</metadata>"),
            page.replacingOccurrences(of: "Summary", with: "\u{202E}"),
        ]
        for page in broken { #expect(try !PageCheck.faults([page]).isEmpty) }
    }

    /// A text that would be markup, a string's end, a reference, a control or a turn of the reading order.
    private static let active = "<script>alert('1')</script>\"'&amp;\u{1B}\u{202E}\u{FFFE}\u{0}]]>-->"

    private static let hostile: Document = {
        let text = active
        let fact = Fact(text, text, .text(text))
        let chart = Chart(
            key: text, title: text, kind: .lines, axis: .labels([text, text]), axisLabel: text,
            valueLabel: text, series: [Chart.Series(text, text, [1, 2]), Chart.Series(text, text, [])],
            markers: [Chart.Marker(0.5, text)])
        return Document(
            name: text, title: text, parameters: [fact], definitions: [text],
            findings: [Finding(.alert, code: text, text: text, evidence: [fact])],
            sections: [
                .facts(FactList(key: text, title: text, facts: [fact, Fact("n", "n", .none(text))])),
                .table(
                    Table(
                        key: text, title: text, columns: [.init(text, text), .init("b", "b")],
                        rows: [[.list([text]), .json(text)], [.none(text)]])),
                .table(Table(key: "e", title: "", columns: [.init("a", "a")], rows: [], empty: text)),
                .plot(Plot(key: text, title: text, edges: [0, 1], counts: [1], below: 0, above: 0)),
                .chart(chart),
                .note(key: text, text: text),
            ])
    }()

    @Test("shows texts of others as they are and never as markup")
    func escaped() {
        let page = HTMLRenderer().render(Self.hostile)
        #expect(!page.contains("<script"))
        #expect(!page.contains("alert('1')"))
        let shown =
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&#39;&amp;amp;"
            + #"\u{1B}\u{202E}\u{FFFE}\u{00}]]&gt;--&gt;"#
        for place in [
            "<title>\(shown)</title>", "<h1>\(shown)</h1>", "<h2>\(shown)</h2>",
            "<td class=\"t\">\(shown)</td>",
            "<dt>\(shown)</dt>", "<dd>\(shown)</dd>", "<code>\(shown)</code>", "<p>\(shown)</p>",
            "\">\(shown)</title>",
        ] {
            #expect(page.contains(place), "\(place)")
        }
    }

    @Test("holds no number that is none, and no picture of nothing")
    func extremes() throws {
        for chart in Self.extremes {
            let page = HTMLRenderer().render(Samples.document(chart))
            let drawings = page.components(separatedBy: "<svg xmlns").dropFirst().joined()
            for word in ["nan", "inf\"", "inf,", "e+", "\"-\""] {
                #expect(!drawings.lowercased().contains(word), "\(chart.key): \(word)")
            }
            #expect(page.contains("<svg xmlns") == (chart.key != "nothing"), "\(chart.key)")
            if chart.key == "nothing" { #expect(page.contains("no data")) }
        }
    }

    /// Charts with nothing, one point, gaps, one value throughout, numbers at the ends of their type, and
    /// more than a drawing holds.
    static let extremes: [Chart] = {
        func lines(_ key: String, _ values: [Double?], _ kind: Chart.Kind = .lines) -> Chart {
            Chart(
                key: key, title: "", kind: kind, axis: .numbers((0..<values.count).map(Double.init)),
                axisLabel: "", valueLabel: "", series: [Chart.Series("v", "v", values)])
        }
        let huge = Double.greatestFiniteMagnitude
        var charts = Chart.Kind.allCases.flatMap { kind in
            [
                lines("nothing", [], kind), lines("nothing", [nil, nil], kind),
                lines("nothing", [.nan, .infinity], kind), lines("one", [3], kind),
                lines("gaps", [nil, 1, nil, 2, 3, nil], kind), lines("constant", [5, 5, 5], kind),
                lines("zero", [0, 0], kind), lines("huge", [-huge, huge, 0], kind),
                lines("most", [huge, huge], kind), lines("tiny", [.leastNonzeroMagnitude, 0], kind),
                lines("near", [1, 1.0.nextUp], kind), lines("far", [1e15, 1e15 + 1], kind),
                lines("mixed", [.nan, 1, -.infinity, 2], kind),
            ]
        }
        let bounds: [[Double]] = [
            [0, 1], [-huge, huge], [-.infinity, 0, .infinity], [0, 1, 2, 1e9], [1, 1], [3, 2, 1],
        ]
        for edges in bounds {
            charts.append(
                Chart(
                    key: "edges", title: "", kind: .steps, axis: .edges(edges), axisLabel: "", valueLabel: "",
                    series: [Chart.Series("v", "v", edges.dropFirst().map { _ in 2 })]))
        }
        charts.append(
            Chart(
                key: "markers", title: "", kind: .lines, axis: .labels(["a", "b"]), axisLabel: "",
                valueLabel: "", series: [Chart.Series("v", "v", [1, 2], low: [0], high: [2, nil, 4])],
                markers: (0..<60).map { Chart.Marker(Double($0) / 60, "marker \($0)") }
                    + [Chart.Marker(.nan, "x"), Chart.Marker(-.infinity, "y"), Chart.Marker(9, "z")]))
        charts += [many(series: 50, places: 30), many(series: 2, places: 1_000)]
        return charts
    }()

    static func many(series: Int, places: Int) -> Chart {
        Chart(
            key: "many", title: "", kind: .lines, axis: .labels((0..<places).map { "place \($0)" }),
            axisLabel: "place", valueLabel: "value",
            series: (0..<series).map { number in
                Chart.Series("s\(number)", "series \(number)", (0..<places).map { Double($0 % 7 + number) })
            })
    }

    @Test("says what a drawing leaves out, and has it in the table")
    func bounds() {
        let many = HTMLRenderer().render(Samples.document(Self.many(series: 50, places: 1_000)))
        #expect(many.contains("8 of 50 series are drawn; the table has all."))
        #expect(many.contains(#"<th scope="col" class="n">series 49</th>"#))
        #expect(many.components(separatedBy: "<tr>").count == 1 + 1 + 1_000)
        #expect(many.components(separatedBy: #"class="line""#).count == 1 + 8)

        // Ascending but for one high and one low value, which have to be in the drawing.
        var values = (0..<10_000).map { Double($0) / 10_000 }
        (values[4_242], values[7_777]) = (5, -5)
        for kind in [Chart.Kind.lines, .steps] {
            let chart = Chart(
                key: "long", title: "", kind: kind, axis: .numbers((0..<10_000).map(Double.init)),
                axisLabel: "", valueLabel: "",
                series: [Chart.Series("v", "v", values, low: values, high: values)])
            let page = HTMLRenderer().render(Samples.document(chart))
            #expect(
                page.contains("Of every 5 places the lowest and the highest are drawn; the table has all."))
            let path =
                page.components(separatedBy: #"class="line" d=""#).last?.prefix { $0 != "\"" } ?? ""
            let numbers = path.split { "MHVL,".contains($0) }.compactMap { Double($0) }
            #expect(numbers.count < 2 * 2 * 2_100)
            // The area is 240 high under 26 and its scale goes from -6 to 6, so 5 is 20 under its top.
            #expect(numbers.contains(46) && numbers.contains(246))
        }

        let markers = Self.extremes.first { $0.key == "markers" }
        let marked = markers.map { HTMLRenderer().render(Samples.document($0)) } ?? ""
        #expect(marked.contains("3 markers lie outside the axis."))
        #expect(marked.contains("40 of 60 markers are drawn; the table has all."))
    }

    @Test("draws bars beside the columns that have them, numbers to the right")
    func tables() {
        let page = HTMLRenderer().render(Samples.report)
        #expect(
            page.contains(
                """
                <tr><td>2009-W25</td><td class="n">3,000</td><td class="bar" aria-hidden="true">\
                <i style="width:25%"></i></td><td class="n">6.3 %</td><td class="bar" aria-hidden="true">\
                <i style="width:6.3%"></i></td><td class="n">–</td></tr>
                """))
        #expect(page.contains(#"<p class="why">PSI –: no baseline</p>"#))
        #expect(page.contains("<figcaption>4 above 1.25.</figcaption>"))
    }

    @Test("draws steps, gaps and markers where their numbers are")
    func paths() throws {
        let steps = HTMLRenderer().render(Samples.document(Samples.overlaid))
        // Worked by hand: the axis from 0 to 40 % is 240 high, the bins are 640 / 5 wide. Twice 10 % lie
        // 0.25 * 240 under the top of 35 %: 60 + 90 + 30.
        let area = try #require(steps.components(separatedBy: #"class="area" d=""#).dropFirst().first)
        let numbers = area.prefix { $0 != "\"" }.split { "MVHZ,".contains($0) }.compactMap { Double($0) }
        try #require(numbers.count == 2 + 2 * 5 + 1)
        let (left, bottom) = (numbers[0], numbers[1])
        #expect(abs(bottom - numbers[2] - 60) < 0.11)
        #expect(abs(numbers[3] - left - 128) < 0.11)
        #expect(abs(bottom - numbers[4] - 210) < 0.11)
        #expect(abs(numbers[11] - left - 640) < 0.11)
        #expect(numbers.last == bottom)
        // The marker at 1.5 stands on the bound between the second and the third bin.
        let line = try #require(steps.components(separatedBy: #"class="marker" x1=""#).dropFirst().first)
        #expect(abs((Double(line.prefix { $0 != "\"" }) ?? 0) - left - 256) < 0.11)

        let weekly = HTMLRenderer().render(Samples.document(Samples.weekly))
        let path = try #require(
            weekly.components(separatedBy: #"class="line" d=""#).dropFirst().first)
        #expect(path.prefix { $0 != "\"" }.filter { $0 == "M" }.count == 2)
    }
}

/// The checker of pages, which knows nothing of how they are made.
enum PageCheck {
    /// What is wrong with the pages, a line each.
    static func faults(_ pages: [String]) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "daybook-pages-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = try pages.enumerated().map { number, page in
            let file = folder.appending(path: "\(number).html")
            try Data(page.utf8).write(to: file)
            return file.path
        }
        let script = GoldenDocumentTests.folder.deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/check_page.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path] + files
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "check_page.py ended with \(process.terminationStatus)")
        return String(decoding: output, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
