import JSON

/// Figures of several reports by `size`: the decisions that the ledger was first filled with.
struct Sizes: Sendable {
    /// In rising order.
    let decisions: [Int]
    private let reports: [Report]

    init(_ reports: [Report]) {
        self.reports = reports
        decisions = Set(reports.compactMap(Self.size)).sorted()
    }

    private static func size(_ report: Report) -> Int? {
        report.setting("size").map(Int.init)
    }

    /// The figure at a size, from the last report that has it.
    func figure(_ key: String, at decisions: Int) -> Figure? {
        reports.last { Self.size($0) == decisions && $0.figure(key) != nil }?.figure(key)
    }

    /// Whether any size has the figure.
    func has(_ key: String) -> Bool { decisions.contains { figure(key, at: $0) != nil } }

    /// A size as people say it: `1 M`, `200 k`.
    static func words(_ decisions: Int) -> String {
        let (value, unit) =
            decisions >= 1_000_000 ? (Double(decisions) / 1e6, " M") : (Double(decisions) / 1e3, " k")
        return JSONWriter.text(of: (value * 10).rounded() / 10) + unit
    }
}
