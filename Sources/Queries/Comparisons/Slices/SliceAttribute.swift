import Model
import Projections
import Statistics

/// Something that decisions are cut by: a segment or a feature, with the bands or values that make a slice
/// each. Values from 1 on; 0 is without a value.
struct SliceAttribute: Sendable {
    let key: ColumnKey
    /// By code: what a person reads.
    let values: [String]
    /// The inner edges of number bands, ascending; a value on an edge is in the band over it.
    private let edges: [Double]
    private let texts: [[UInt8]: UInt8]
    private let other: UInt8
    private let flags: (no: UInt8, yes: UInt8)

    /// Values of one attribute beside missing and the rest.
    static let valuesMax = 20

    var name: String {
        let name = String(decoding: key.name, as: UTF8.self)
        return key.family == .segment ? name : "feature:" + name
    }

    /// Nil when all decisions of both sides are the same under it.
    init?(_ key: ColumnKey, _ baseline: ColumnSample, _ current: ColumnSample) {
        self.key = key
        var values = ["without"]
        let edges = Self.quarters(baseline.numbers.isEmpty ? current.numbers : baseline.numbers)
        let hasNumbers = !baseline.numbers.isEmpty || !current.numbers.isEmpty
        if hasNumbers { values += Self.bands(edges) }
        var counts: [[UInt8]: Int] = [:]
        for text in baseline.texts + current.texts { counts[text.value, default: 0] += text.count }
        let ordered = counts.sorted {
            $0.value != $1.value ? $0.value > $1.value : $0.key.lexicographicallyPrecedes($1.key)
        }
        var texts: [[UInt8]: UInt8] = [:]
        for text in ordered.prefix(Self.valuesMax) {
            texts[text.key] = UInt8(values.count)
            values.append(String(decoding: text.key, as: UTF8.self))
        }
        other = UInt8(values.count)
        if ordered.count > Self.valuesMax { values.append("any other") }
        flags = (UInt8(values.count), UInt8(values.count + 1))
        if baseline.yes + baseline.no + current.yes + current.no > 0 { values += ["false", "true"] }
        guard values.count > 2 || values.count == 2 && baseline.missing + current.missing > 0 else {
            return nil
        }
        self.values = values
        self.edges = hasNumbers ? edges : []
        self.texts = texts
    }

    /// The quartiles, those that are the same once.
    private static func quarters(_ sorted: [Double]) -> [Double] {
        var edges: [Double] = []
        for point in [0.25, 0.5, 0.75] {
            guard let edge = Quantile.linear(sorted: sorted[...], at: point), edge > sorted[0] else {
                continue
            }
            if edges.last != edge { edges.append(edge) }
        }
        return edges
    }

    private static func bands(_ edges: [Double]) -> [String] {
        guard let first = edges.first, let last = edges.last else { return ["any number"] }
        return ["< \(first)"] + zip(edges, edges.dropFirst()).map { "\($0) to \($1)" } + [">= \(last)"]
    }

    /// The code of each row of a chunk.
    func codes(_ rows: ChunkColumns) -> [UInt8] {
        var codes = [UInt8](repeating: 0, count: rows.count)
        guard let column = rows.column(key) else { return codes }
        let known = (0..<column.texts.count).map { texts[Array(column.texts[UInt32($0)])] ?? other }
        for index in 0..<column.count {
            let code: UInt8
            switch column.tag(at: index) {
            case .number:
                let number = column.numbers[index]
                var band: UInt8 = 1
                for edge in edges where number >= edge { band += 1 }
                code = band
            case .text: code = known[Int(column.codes[index])]
            case .no: code = flags.no
            case .yes: code = flags.yes
            case .time, .null, nil: code = 0
            }
            codes[column.rows.map { Int($0[index]) } ?? index] = code
        }
        return codes
    }
}
