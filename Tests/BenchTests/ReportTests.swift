import JSON
import Testing

@testable import daybook_bench

@Suite("Reports of measurements")
struct ReportTests {
    @Test("a figure gives median, range and spread, and is noisy over 20 %")
    func figures() {
        let odd = Figure(key: "k", label: "l", unit: .times, values: [3, 1, 2])
        #expect(odd.median == 2 && odd.least == 1 && odd.greatest == 3 && odd.spread == 1 && odd.isNoisy)
        let even = Figure(key: "k", label: "l", unit: .times, values: [100, 110])
        #expect(even.median == 105 && !even.isNoisy)
        let single = Figure(key: "k", label: "l", unit: .times, values: [5])
        #expect(single.spread == 0 && !single.isNoisy)
        #expect(
            percentile([1, 2, 3, 4], 0.5) == 3 && percentile([1, 2], 0.99) == 2 && percentile([], 0.5) == 0)
    }

    private func report(size: Int64, rate: Double) -> Report {
        var report = Report(verb: "append", settings: [("size", size), ("runs", 2)])
        report.add("append.visible", "visible", .perSecond, rate)
        report.add("append.visible", "visible", .perSecond, rate * 1.5)
        report.add("peer.sqlite.append", "SQLite", .perSecond, rate / 10)
        report.add("peer.sqlite.append", "SQLite", .perSecond, rate / 10)
        return report
    }

    @Test("a report reads back from its JSON as it was")
    func roundTrip() throws {
        let report = report(size: 1_000, rate: 250)
        let back = try Report(try JSONValue(parsing: report.json.text), path: "p")
        #expect(back.figures.map(\.key) == ["append.visible", "peer.sqlite.append"])
        #expect(back.figure("append.visible")?.values == [250, 375])
        #expect(back.setting("size") == 1_000 && back.verb == "append")
        #expect(throws: BenchError.self) { try Report(.object([("verb", .string("x"))]), path: "p") }
    }

    @Test("rates are set against those of others run by run")
    func ratios() {
        var report = report(size: 1_000, rate: 250)
        PeerRatios.addRates(own: "append.visible", to: &report)
        #expect(report.figure("ratio.sqlite.append")?.values == [10, 15])
    }

    @Test("figures of several sizes stand side by side between the marks of a README, whatever stood there")
    func summary() throws {
        var reports = [report(size: 2_000_000, rate: 1_000), report(size: 500_000, rate: 4_000)]
        for index in reports.indices { PeerRatios.addRates(own: "append.visible", to: &reports[index]) }
        let table = SummaryTable.markdown(Sizes(reports), reports)
        #expect(table.hasPrefix("| decisions | 500 k | 2 M |\n| --- | ---: | ---: |\n"))
        #expect(
            table.contains(
                "| bulk append, durable and visible to queries | ~5,000 events/s | ~1,250 events/s |"))
        #expect(table.contains("| ~12.5 x | ~12.5 x |"))
        let readme = "before\n\(SummaryTable.start)old\n\(SummaryTable.end)\nafter\n"
        let new = try SummaryTable.place(table, in: readme, path: "p")
        #expect(new == "before\n\(SummaryTable.start)\(table)\(SummaryTable.end)\nafter\n")
        #expect(try SummaryTable.place(table, in: new, path: "p") == new)
        #expect(throws: BenchError.self) { try SummaryTable.place(table, in: "nothing", path: "p") }
    }

    @Test("the picture has a line for what was measured, on logarithmic axes")
    func picture() throws {
        let svg = GrowthPlot.svg(Sizes([report(size: 2_000, rate: 1_000), report(size: 500, rate: 4_000)]))
        #expect(svg.hasPrefix("<svg ") && svg.hasSuffix("</svg>\n"))
        #expect(svg.ranges(of: "<polyline").count == 2 && svg.ranges(of: "<circle").count == 4)
        #expect(svg.ranges(of: "not measured").count == 3)
        let axis = try #require(Axis([10, 1_000], 0, 100))
        #expect(axis.place(100) == 50 && axis.ticks == [10, 20, 50, 100, 200, 500, 1_000])
        #expect(Axis([], 0, 1) == nil && Axis([0], 0, 1) == nil)
    }
}
