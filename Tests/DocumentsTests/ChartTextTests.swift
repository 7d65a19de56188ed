import Documents
import Testing

@Suite("Charts as text")
struct ChartTextTests {
    private static func lines(_ chart: Chart, width: Int = 80, colour: Bool = false) -> [String] {
        TextRenderer(width: width, colour: colour, bars: true).render(Samples.document(chart))
            .split(separator: "\n", omittingEmptySubsequences: false).dropFirst(3).map(String.init)
    }

    @Test("overlaid histograms are two bars a bin with their shares, and the marker under its bin")
    func overlaid() {
        #expect(
            Self.lines(Samples.overlaid)[..<7] == [
                "Scores, then and now",
                "  share of decisions by score",
                "  [0, 0.2)    baseline  10.0 %  ███████████▍",
                "              current    5.0 %  █████▊",
                "  [0.2, 0.4)  baseline  35.0 %  ████████████████████████████████████████",
                "              current   20.0 %  ██████████████████████▉",
                "              ^ threshold 0.4",
            ])
    }

    @Test("lines are a sparkline a series, with gaps, figures and markers, and their values under them")
    func weekly() {
        let lines = Self.lines(Samples.weekly)
        #expect(
            lines[..<9] == [
                "Labels by week",
                "  share of decisions by week, 2009-W24 to 2009-W35; ▁ 41.0 %, █ 88.0 %",
                "                                                  lowest  highest    last",
                "  labelled within 14 d  ████████  ▇▇██▄▄▁▁▁▁▁▁▁▁  41.0 %   88.0 %  43.1 %",
                "  expected              ████████████████████████  87.0 %   87.0 %  87.0 %",
                "                                      │^ policy: threshold 0.4 to 0.5",
                "                                      ^ deployed v8",
                "",
                "  week      labelled within 14 d  low to high           n  expected",
            ])
    }

    @Test("more places than columns share them, and where the values are is said")
    func crowded() {
        let lines = Self.lines(HTMLRendererTests.many(series: 2, places: 1_000))
        // 80 columns less those of the indent, the name and the figures: 45, so 23 places a column.
        #expect(
            lines[..<2] == [
                "  value by place, place 0 to place 999; ▁ 0, █ 7; a column is the mean of 23",
                "    places",
            ])
        #expect(lines.contains("  all values of the 1,000 places: CSV, JSON, Markdown or HTML"))
        #expect(lines.count < 10)
    }

    /// Worked by hand: the bars have 36 columns, so 0.05 is 14 eighths and 0.06 lies in the third column.
    @Test("a reliability curve has a bar for what was observed and a line where it should end")
    func reliability() {
        #expect(
            Self.lines(Samples.reliability) == [
                "Reliability",
                "  observed by predicted; │ where both would be equal",
                "  predicted  observed   low to high      n",
                "       0.06      0.05  0.04 to 0.06  1,200  █▊│",
                "       0.24      0.31  0.27 to 0.35    640  ████████│██▏",
                "       0.51      0.47   0.4 to 0.54    210  ████████████████▉ │",
                "       0.83       0.9  0.81 to 0.95     44  █████████████████████████████│██▍",
                "",
            ])
    }

    @Test("a pipe gets the table, without a bar or an escape sequence", arguments: Chart.Kind.allCases)
    func piped(kind: Chart.Kind) {
        let charts = [Samples.weekly, Samples.overlaid, Samples.reliability, Samples.delays]
        for chart in charts where chart.kind == kind {
            let text = TextRenderer().render(Samples.document(chart))
            #expect(
                text.unicodeScalars.allSatisfy { !(0x2500...0x259f).contains($0.value) && $0 != "\u{1B}" })
            #expect(text.split(separator: "\n").count >= chart.places + 3)
        }
    }

    @Test("colour marks each series and nothing of the text", arguments: [80, 120])
    func colour(width: Int) {
        for chart in [Samples.weekly, Samples.overlaid, Samples.reliability, Samples.delays] {
            let plain = Self.lines(chart, width: width)
            var painted = TextRenderer(width: width, colour: true, bars: true).render(Samples.document(chart))
            #expect(painted.contains("\u{1B}[36m"))
            for ink in [0, 1, 33, 36] { painted = Self.without("\u{1B}[\(ink)m", in: painted) }
            let lines = painted.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
            #expect(lines.map(String.init) == plain)
        }
    }

    private static func without(_ mark: String, in text: String) -> String {
        var text = text
        while let range = text.firstRange(of: mark) { text.removeSubrange(range) }
        return text
    }

    @Test("no line is wider than the terminal, whatever the chart", arguments: [40, 60, 80, 100, 120])
    func widths(width: Int) {
        let long = String(repeating: "a long name of what it is ", count: 8)
        let solid = String(repeating: "東京\u{202E}", count: 60)
        var charts = HTMLRendererTests.extremes
        charts += [Samples.weekly, Samples.overlaid, Samples.reliability, Samples.delays]
        for chart in charts where chart.key != "many" {
            for name in [long, solid] {
                var named = chart
                named.title = name
                named.axisLabel = name
                named.valueLabel = name
                named.markers.append(Chart.Marker(0, name))
                for number in named.series.indices { named.series[number].label = name }
                charts.append(named)
            }
        }
        for chart in charts {
            let text = TextRenderer(width: width, bars: true).render(Samples.document(chart))
            for line in text.split(separator: "\n") {
                let columns = line.unicodeScalars.reduce(0) {
                    $0 + ("東京".unicodeScalars.contains($1) ? 2 : 1)
                }
                #expect(columns <= width, "\(chart.key): \(line)")
            }
            #expect(!text.unicodeScalars.contains("\u{202E}"))
        }
    }
}
