import Model
import Projections

extension ThresholdPolicies {
    var isEmpty: Bool { entries.isEmpty }

    /// What has to be read to find the thresholds that hold for a chunk's rows.
    var needs: ChunkNeeds {
        var needs = ChunkNeeds()
        needs.add(ColumnKey.field(.threshold))
        if !isEmpty { needs.ats = true }
        for entry in entries {
            for rule in entry.segments { needs.add(ColumnKey.named(.segment, rule.name)) }
        }
        return needs
    }

    /// The threshold that the policies state for each row, NaN where none does; nil when there is none at
    /// all.
    func stated(_ rows: ChunkColumns) -> [Double]? {
        guard !isEmpty else { return nil }
        var stated = [Double](repeating: .nan, count: rows.count)
        // Of each policy: what it sets by segment and value, and for all.
        let rules = entries.map { entry in entry.segments.compactMap { SegmentRule($0, rows) } }
        var last = 0
        for row in stated.indices {
            let at = Timestamp(microseconds: rows.ats[row])
            // Neighbours mostly fall under the same policy.
            if entries[last].at > at || (last + 1 < entries.count && entries[last + 1].at <= at) {
                guard let found = entries.lastIndex(where: { $0.at <= at }) else { continue }
                last = found
            }
            guard entries[last].at <= at else { continue }
            var value = entries[last].threshold
            for rule in rules[last] {
                guard let own = rule.value(row) else { continue }
                value = own
                break
            }
            if let value { stated[row] = value }
        }
        return stated
    }
}

/// The thresholds that a policy sets by one segment, for the rows of a chunk.
private struct SegmentRule {
    /// By code of the segment's texts: the threshold, NaN for none.
    private let thresholds: [Double]
    /// By row: the code, -1 for none.
    private let codes: [Int32]

    init?(_ rule: Named<[Named<Double>]>, _ rows: ChunkColumns) {
        guard let column = rows.column(ColumnKey.named(.segment, rule.name)), !column.codes.isEmpty else {
            return nil
        }
        thresholds = (0..<column.texts.count).map { code in
            let text = column.texts[UInt32(code)]
            return rule.value.first { $0.name.text.utf8.elementsEqual(text) }?.value ?? .nan
        }
        var codes = [Int32](repeating: -1, count: rows.count)
        for index in 0..<column.count where column.tag(at: index) == .text {
            codes[column.rows.map { Int($0[index]) } ?? index] = Int32(
                truncatingIfNeeded: column.codes[index])
        }
        self.codes = codes
    }

    func value(_ row: Int) -> Double? {
        let code = codes[row]
        guard code >= 0 else { return nil }
        let value = thresholds[Int(code)]
        return value.isNaN ? nil : value
    }
}
