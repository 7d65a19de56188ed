extension Part {
    /// One part of the rows of several that follow on each other, from the first one's first row. Its rows
    /// say the same whatever the cuts between the parts. Cost: about 1 ns a value, and a hash for each text
    /// of each part's dictionaries.
    package static func joined(_ parts: [Part]) -> Part {
        if parts.count == 1 { return parts[0] }
        let count = parts.reduce(0) { $0 + $1.count }
        var positions: [UInt64] = []
        var ats: [Int64] = []
        positions.reserveCapacity(count)
        ats.reserveCapacity(count)
        for part in parts {
            positions.append(contentsOf: part.positions)
            ats.append(contentsOf: part.ats)
        }
        let keys = allKeys(of: parts)
        var columns: [Column] = []
        columns.reserveCapacity(keys.count)
        // Keys ascend in every part, so one step forward finds each column.
        var next = [Int](repeating: 0, count: parts.count)
        var pieces: [(column: Column?, rows: Int, whole: Bool)] = []
        for key in keys {
            pieces.removeAll(keepingCapacity: true)
            for (index, part) in parts.enumerated() {
                let place = next[index]
                let has = place < part.keys.count && part.keys[place] == key
                if has { next[index] += 1 }
                pieces.append((has ? part.columns[place] : nil, part.count, true))
            }
            if let column = Column.spliced(pieces) { columns.append(column) }
        }
        return Part(
            firstRow: parts.first?.firstRow ?? 0, positions: positions, ats: ats, keys: keys, columns: columns
        )
    }

    /// The keys of all parts, ascending.
    static func allKeys(of parts: [Part]) -> [ColumnKey] {
        guard var keys = parts.first?.keys else { return [] }
        for part in parts.dropFirst() where part.keys != keys { keys = merged(keys, part.keys) }
        return keys
    }

    private static func merged(_ left: [ColumnKey], _ right: [ColumnKey]) -> [ColumnKey] {
        var merged: [ColumnKey] = []
        merged.reserveCapacity(max(left.count, right.count))
        var (a, b) = (0, 0)
        while a < left.count || b < right.count {
            if b == right.count || a < left.count && left[a] < right[b] {
                merged.append(left[a])
                a += 1
            } else {
                if a < left.count, left[a] == right[b] { a += 1 }
                merged.append(right[b])
                b += 1
            }
        }
        return merged
    }
}
