/// How cost grows with the ledger: four panels with logarithmic axes, as an SVG file that needs nothing else.
enum GrowthPlot {
    private static let panels: [(title: String, lines: [(key: String, name: String)])] = [
        (
            "taking events, per second",
            [
                ("append.visible", "Daybook"), ("bare.lmdb", "bare LMDB"),
                ("peer.sqlite.append", "SQLite"), ("peer.postgres.copy", "PostgreSQL COPY"),
                ("peer.redis.append", "Redis"), ("peer.duckdb.load", "DuckDB, in bulk"),
            ]
        ),
        (
            "answering, ms",
            [
                ("query.histogram.p50", "Daybook histogram"), ("query.feedback.p50", "Daybook feedback"),
                ("query.decision.p50", "Daybook decision"), ("peer.duckdb.histogram", "DuckDB histogram"),
                ("peer.duckdb.feedback", "DuckDB feedback"), ("peer.sqlite.histogram", "SQLite histogram"),
                ("peer.postgres.histogram", "PostgreSQL histogram"),
            ]
        ),
        (
            "the daemon's own memory, MB",
            [("memory.peak", "Daybook, appending"), ("query.memory", "Daybook, asked")]
        ),
        (
            "bytes per decision",
            [
                ("disk.allocated", "Daybook kept"), ("disk.written", "Daybook written"),
                ("raw.event", "sent, per event"), ("peer.sqlite.kept", "SQLite kept"),
                ("peer.postgres.kept", "PostgreSQL kept"), ("peer.redis.kept", "Redis kept"),
            ]
        ),
    ]

    static func svg(_ sizes: Sizes) -> String {
        let (width, height) = (560.0, 330.0)
        var text = SVG.element("rect", ["width": "100%", "height": "100%", "fill": "white"])
        for (number, panel) in panels.enumerated() {
            let lines = panel.lines.compactMap { line -> LogPanel.Line? in
                let points = sizes.decisions.compactMap { size in
                    sizes.figure(line.key, at: size).flatMap { figure in
                        figure.median > 0 ? (x: Double(size), y: figure.median) : nil
                    }
                }
                guard !points.isEmpty else { return nil }
                return LogPanel.Line(name: line.name, points: points, isOwn: line.name.hasPrefix("Daybook"))
            }
            text += SVG.element(
                "g",
                [
                    "transform":
                        "translate(\(Double(number % 2) * width), \(Double(number / 2) * height))"
                ], LogPanel(title: panel.title, lines: lines, width: width, height: height).svg)
        }
        return SVG.element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width * 2) \(height * 2)",
                "font-family": "sans-serif", "font-size": "12",
            ], text) + "\n"
    }
}
