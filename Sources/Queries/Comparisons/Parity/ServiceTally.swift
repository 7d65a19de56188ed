import Model
import Projections
import Statistics

/// How decisions of one role were served: how long they took, how often a fallback stood in, and what scores
/// became of complete and of incomplete features.
struct ServiceTally: Sendable {
    /// Scores by how many of the features are missing.
    struct Band: Sendable {
        var rows = 0
        var scores = ChunkedSum()
        var scored = 0

        var mean: Double? { scored > 0 ? scores.total / Double(scored) : nil }
    }

    var rows = 0
    private(set) var fallbacks = 0
    private var latencies: [Double] = []
    private(set) var sortedLatencies: [Double] = []
    /// By how many features a decision lacks.
    private(set) var bands: [Band]

    /// - Parameter features: those that the first role has, which every decision could have.
    init(features: Int) { bands = [Band](repeating: Band(), count: features + 1) }

    /// Reads a role. Cost: one pass over all features, a chunk at a time.
    static func read(
        _ features: [ColumnKey], _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> ServiceTally {
        var needs = ChunkNeeds()
        for code: FieldCode in [.score, .latency, .fallback] { needs.add(ColumnKey.field(code)) }
        for key in features { needs.add(key) }
        var tally = ServiceTally(features: features.count)
        var ignored = LeftOut(nil)
        try selection.chunks(request, view, needs, leftOut: &ignored) { rows, chosen in
            tally.add(rows, chosen, features)
        }
        tally.sortedLatencies = RadixSort.sorted(tally.latencies)
        tally.latencies = []
        return tally
    }

    private mutating func add(_ rows: ChunkColumns, _ chosen: ChosenRows, _ features: [ColumnKey]) {
        self.rows += chosen.population
        if let latency = rows.numbers(.latency) {
            chosen.forEach { if !latency[$0].isNaN { latencies.append(latency[$0]) } }
        }
        let isFallback = rows.fallbacks
        chosen.forEach { if isFallback[$0] { fallbacks += 1 } }
        var present = [UInt16](repeating: 0, count: rows.count)
        for key in features {
            guard let column = rows.column(key) else { continue }
            for index in 0..<column.count where column.tag(at: index) != .null {
                present[column.rows.map { Int($0[index]) } ?? index] += 1
            }
        }
        let scores = rows.numbers(.score)
        chosen.forEach { row in
            let missing = features.count - Int(present[row])
            bands[missing].rows += 1
            guard let score = scores?[row], !score.isNaN else { return }
            bands[missing].scores.add(score)
            bands[missing].scored += 1
        }
    }

    /// Cut by how complete decisions are: all features, then by the share that is missing.
    var completeness: [(label: String, rows: Int, mean: Double?)] {
        let features = bands.count - 1
        let cuts: [(label: String, upTo: Double)] = [
            ("complete", 0), ("up to 10 % missing", 0.1), ("10 to 40 % missing", 0.4),
            ("over 40 % missing", 1),
        ]
        var found: [(String, Int, Double?)] = []
        var next = 0
        for cut in cuts {
            var sum = 0.0
            var (rows, scored) = (0, 0)
            while next <= features, features == 0 || Double(next) <= cut.upTo * Double(features) {
                sum += bands[next].scores.total
                rows += bands[next].rows
                scored += bands[next].scored
                next += 1
            }
            found.append((cut.label, rows, scored > 0 ? sum / Double(scored) : nil))
        }
        return found
    }
}
