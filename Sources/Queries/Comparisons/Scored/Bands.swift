import Documents
import JSON
import Model
import Projections
import Statistics

/// How rows are cut once more, by a number of the decision.
enum BandKind: String, Sendable, CaseIterable {
    /// Tenths of the scale of scores.
    case score
    /// The decision's money at stake, else the money that its outcome states.
    case value

    static let definition = "band.score-value"

    var column: Table.Column {
        switch self {
        case .score: Table.Column("band_score", "score")
        case .value: Table.Column("band_value", "value")
        }
    }
}

/// One band.
struct Band: Hashable, Comparable, Sendable {
    /// Below 0 for what has no number.
    let order: Int
    let label: String

    static func < (left: Band, right: Band) -> Bool { left.order < right.order }

    var cell: Value { order < 0 ? .none(label) : .text(label) }
}

/// Cuts rows into bands.
struct BandCutter: Sendable {
    let kinds: [BandKind]
    /// The edges of score bands.
    private let edges: [Double]

    private static let valueEdges: [Double] = [0, 10_000, 50_000, 100_000]
    private static let valueLabels = ["under 0", "0 to 10K", "10K to 50K", "50K to 100K", "100K and over"]

    /// - Parameter scale: of the scores of one model; nil without scores.
    init(_ kinds: [BandKind], scale: Bins.Scale?) {
        self.kinds = kinds
        edges = scale.map(Self.edges) ?? []
    }

    /// Eleven edges, of [0, 1] exactly the tenths.
    private static func edges(_ scale: Bins.Scale) -> [Double] {
        let tenths = (0...10).map { scale.low + (scale.high - scale.low) * Double($0) / 10 }
        if scale.low < scale.high, tenths.allSatisfy(\.isFinite) { return tenths.dropLast() + [scale.high] }
        return Histogram(low: scale.low, high: scale.high, bins: 10)?.edges ?? []
    }

    /// The rows of each combination of bands that has any, in order. What has no score is in none of them.
    func cut(_ rows: ScoredRows) -> [(bands: [Band], rows: ScoredRows)] {
        guard !kinds.isEmpty else { return [([], rows)] }
        var pieces: [(bands: [Band], rows: ScoredRows)] = [([], rows)]
        for kind in kinds {
            pieces = pieces.flatMap { piece in
                bands(kind, piece.rows).map { (piece.bands + [$0.band], $0.rows) }
            }
        }
        return pieces
    }

    private func bands(_ kind: BandKind, _ rows: ScoredRows) -> [(band: Band, rows: ScoredRows)] {
        // By order, of which -1 is the least and one over the scale the greatest.
        var found = [[Int]](repeating: [], count: max(edges.count, Self.valueLabels.count) + 2)
        for row in rows.scores.indices {
            let order = kind == .score ? scoreBand(rows.scores[row]) : valueBand(rows, row)
            found[order + 1].append(row)
        }
        return found.indices.filter { !found[$0].isEmpty }.map { place in
            let order = place - 1
            let label = kind == .score ? scoreLabel(order) : order < 0 ? "no value" : Self.valueLabels[order]
            return (Band(order: order, label: label), rows.keeping(found[place]))
        }
    }

    /// 0 under the scale, 11 over it.
    func scoreBand(_ score: Double) -> Int {
        guard let first = edges.first, let last = edges.last, score >= first else { return 0 }
        guard score <= last else { return edges.count }
        return min(edges.lastIndex { $0 <= score } ?? 0, edges.count - 2) + 1
    }

    func scoreLabel(_ order: Int) -> String {
        func text(_ edge: Double) -> String { JSONWriter.text(of: Printed.rounded(edge)) }
        guard let first = edges.first, let last = edges.last else { return "all" }
        if order == 0 { return "under \(text(first))" }
        if order == edges.count { return "over \(text(last))" }
        return "\(text(edges[order - 1])) to \(text(edges[order]))"
    }

    private func valueBand(_ rows: ScoredRows, _ row: Int) -> Int {
        var value = rows.values.isEmpty ? Double.nan : rows.values[row]
        if value.isNaN, !rows.amounts.isEmpty { value = rows.amounts[row] }
        guard !value.isNaN else { return -1 }
        return (Self.valueEdges.lastIndex { $0 <= value } ?? -1) + 1
    }
}
