import Foundation
import JSON

/// The performance table of README.md: a few figures, by size.
enum SummaryTable {
    /// What stands before and after the table in README.md.
    static let (start, end) = ("<!-- bench -->\n", "<!-- /bench -->")

    private static let rows: [(key: String, words: String)] = [
        ("append.visible", "bulk append, durable and visible to queries"),
        ("append.to_bare", "... to bare LMDB (500 B, batches of 1,000)"),
        ("ratio.sqlite.append", "... to SQLite (WAL, FULL, same batches)"),
        ("ratio.postgres.copy", "... to PostgreSQL (COPY)"),
        ("ratio.redis.append", "... to Redis Streams (appendfsync always)"),
        ("disk.allocated", "kept on disk, per decision"),
        ("disk.written", "written to the device, per decision"),
        ("memory.peak", "the daemon's own memory at most"),
        ("latency.1.p50", "one durable append, 1 client: p50, in S"),
        ("latency.1.p99", "... p99"),
        ("latency.8.p50", "8 clients: p50"),
        ("latency.8.p99", "... p99"),
        ("latency.64.p50", "64 clients: p50"),
        ("latency.64.p99", "... p99"),
        ("query.histogram.p50", "histogram by version, all decisions"),
        ("ratio.duckdb.histogram", "... DuckDB takes"),
        ("query.feedback.p50", "label feedback by day and version"),
        ("ratio.duckdb.feedback", "... DuckDB takes"),
        ("query.decision.to_echo", "one decision by id, in echo round trips"),
        ("mixed.wait.over", "longest single append at full speed beside questions, over the p50"),
        ("rebuild.verb", "rebuild of all projections, verified and compared"),
        ("restart.killed", "kill -9 to the first answer over everything"),
    ]

    static func markdown(_ sizes: Sizes, _ reports: [Report]) -> String {
        var lines = ["| decisions | " + sizes.decisions.map(Sizes.words).joined(separator: " | ") + " |"]
        lines.append("| --- |" + sizes.decisions.map { _ in " ---: |" }.joined())
        for row in rows where sizes.has(row.key) {
            let cells = sizes.decisions.map { size in
                guard let figure = sizes.figure(row.key, at: size) else { return "" }
                return (figure.isNoisy ? "~" : "") + TerminalTable.value(figure.median, figure.unit)
            }
            lines.append("| \(row.words) | " + cells.joined(separator: " | ") + " |")
        }
        lines.append("")
        let runs = Set(reports.compactMap { $0.setting("runs") }).sorted().map { "\($0)" }
        let loads = reports.map(\.loadBefore)
        let words = runs.joined(separator: " or ")
        let load = "\(text(loads.min())) to \(text(loads.max()))"
        lines.append(
            "Medians of \(words) runs on \(Machine.cores) cores; `~`: they spread over 20 %. Load "
                + "average before them: \(load). S: p50 of a 4 KiB overwrite + fdatasync in the same run.")
        return lines.joined(separator: "\n") + "\n"
    }

    private static func text(_ load: Double?) -> String { JSONWriter.text(of: load ?? 0) }

    /// Puts a table between the two marks of a text.
    static func place(_ table: String, in text: String, path: String) throws -> String {
        guard let from = text.range(of: start)?.upperBound,
            let to = text.range(of: end, range: from..<text.endIndex)?.lowerBound
        else { throw BenchError("\(path) lacks \(start.dropLast()) or \(end)") }
        return text[..<from] + table + text[to...]
    }
}
