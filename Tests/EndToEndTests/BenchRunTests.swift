import Foundation
import JSON
import TestSupport
import Testing

/// The bench at tiny sizes: that it runs and says what it has to, never how fast.
@Suite("The bench", .serialized)
struct BenchRunTests {
    /// Runs a verb and gives its report.
    private func report(_ verb: String, _ arguments: [String], in folder: TemporaryFolder) async throws
        -> JSONValue
    {
        let run = try await Products.run(
            Products.path("daybook-bench"),
            [verb, "--json", "--runs", "1", "--folder", folder.path] + arguments)
        #expect(run.status == 0, "\(verb): \(run.errors)")
        // What people read goes to standard error beside.
        #expect(run.errors.contains("\(verb): "))
        return try JSONValue(parsing: run.output)
    }

    private func expect(_ report: JSONValue, has keys: [String]) throws {
        let figures = try #require(report["figures"]?.elements)
        for key in keys {
            let figure = figures.first { $0["key"]?.string == key }
            #expect((figure?["median"]?.double ?? -1) > 0, "\(key) in \(report.text)")
            #expect(figure?["values"]?.elements?.count == 1 && figure?["spread"]?.double == 0)
        }
    }

    @Test("append keeps its ledger, which the other verbs then ask, load and rebuild, and the summary tells")
    func verbs() async throws {
        let folder = try TemporaryFolder()
        let ledger = folder.file("kept")
        let append = try await report("append", ["--decisions", "1500", "--keep", ledger], in: folder)
        try expect(
            append,
            has: [
                "append.visible", "append.acknowledged", "append.to_bare", "bare.lmdb", "raw.event",
                "disk.apparent", "disk.allocated", "memory.peak", "memory.after", "cpu.daemon",
            ])
        #expect(append["settings"]?["decisions"]?.integer == 1_500)
        #expect(append["machine"]?["load_before"]?.double != nil)
        let query = try await report("query", ["--ledger", ledger, "--repeats", "2"], in: folder)
        try expect(
            query,
            has: [
                "query.histogram.p50", "query.feedback.p99", "query.decision.p50", "query.decision.to_echo",
                "query.echo",
            ])
        let latency = try await report("latency", ["--ledger", ledger, "--events", "640"], in: folder)
        try expect(
            latency,
            has: [1, 8, 64].flatMap { ["latency.\($0).p50", "latency.\($0).p99", "latency.\($0).s_us"] })
        let mixed = try await report(
            "mixed", ["--ledger", ledger, "--added", "1300", "--seconds", "1"], in: folder)
        try expect(
            mixed,
            has: [
                "alone.append", "mixed.append", "mixed.wait.p50", "unhurried.wait.p99", "unhurried.wait.over",
            ])
        // At full speed so few events are gone before a second single append is due: then it is 0.
        let over = mixed["figures"]?.elements?.first { $0["key"]?.string == "mixed.wait.over" }
        #expect((over?["median"]?.double ?? -1) >= 0)
        let rebuild = try await report("rebuild", ["--ledger", ledger, "--tail", "100"], in: folder)
        try expect(rebuild, has: ["restart.killed", "restart.stopped", "rebuild.verb", "rebuild.fresh"])

        var files: [String] = []
        for (number, text) in [append, query, latency, mixed, rebuild].enumerated() {
            files.append(folder.file("\(number).json"))
            try text.text.write(toFile: files[number], atomically: true, encoding: .utf8)
        }
        let plot = folder.file("growth.svg")
        let summary = try await Products.run(
            Products.path("daybook-bench"), ["summary", "--plot", plot] + files)
        #expect(
            summary.status == 0 && summary.output.hasPrefix("| decisions | 1.5 k |\n"), "\(summary.errors)")
        #expect(summary.output.split(separator: "\n").count > 15, "\(summary.output)")
        #expect(try String(contentsOfFile: plot, encoding: .utf8).contains("<polyline"))
    }

    @Test("a ledger that a verb made for itself is gone afterwards, and generate writes the same bytes twice")
    func leavesNothing() async throws {
        let folder = try TemporaryFolder()
        _ = try await report("append", ["--events", "2000", "--connections", "3"], in: folder)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        func generated() async throws -> String {
            try await Products.run(
                Products.path("daybook-bench"), ["generate", "--events", "500", "--seed", "5"]
            ).output
        }
        let text = try await generated()
        #expect(text.split(separator: "\n").count == 500)
        #expect(try await generated() == text)
    }

    @Test("what cannot be measured is refused with its reason")
    func refusals() async throws {
        let folder = try TemporaryFolder()
        for (arguments, words) in [
            (["query", "--ledger", folder.file("none")], "fill it with daybook-bench fill"),
            (["append", "--events", "50", "--decisions", "50"], "exclude each other"),
            (["append", "--events", "1"], "expected 13 to"),
        ] {
            let run = try await Products.run(Products.path("daybook-bench"), arguments)
            #expect(run.status != 0 && run.errors.contains(words), "\(run.errors)")
        }
    }
}
