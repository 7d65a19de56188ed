import Model

extension HotRows {
    /// Parts of more rows than this are not joined with what follows while they are in memory.
    private static let joinedRows = 2_048
    private static let joinedLabels = 4_096

    /// Adds the parts of a batch. Small ones are joined as they gather, each row a few times at most.
    mutating func take(
        _ parts: [(table: UInt32, part: Part)], through last: Position, series: Int, names: Int
    ) {
        for (table, part) in parts {
            var list = self.parts[table] ?? []
            self.parts[table] = nil
            var joined = part
            bytes += part.bytes
            while let before = list.last, before.count <= 2 * joined.count,
                before.count + joined.count <= Self.joinedRows, joined.firstRow % Chunk.rows != 0
            {
                list.removeLast()
                joined = Part.joined([before, joined])
            }
            list.append(joined)
            self.parts[table] = list
        }
        through = last
        self.series = series
        self.names = names
    }

    mutating func take(_ block: LabelBlock, of table: UInt32) {
        var list = labels[table] ?? []
        labels[table] = nil
        var joined = block
        bytes += block.bytes.count
        while let before = list.last, before.count <= 2 * joined.count,
            before.count + joined.count <= Self.joinedLabels
        {
            list.removeLast()
            joined = LabelBlock(sorting: before.bytes + joined.bytes)
        }
        list.append(joined)
        labels[table] = list
    }
}
