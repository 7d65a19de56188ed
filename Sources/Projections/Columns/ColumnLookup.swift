import Model

/// Finds the column of a family and name when prediction does not.
struct ColumnLookup: Sendable {
    /// Column + 1; 0 when empty. As many as a power of two, at most half full.
    private var slots: [UInt32] = []
    private var count = 0

    /// The column, nil when there is none yet.
    func find(
        _ family: UInt8, _ name: Swift.Span<UInt8>, in columns: borrowing ContiguousArray<GrowingColumn>
    ) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        var slot = Self.hash(family, name) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            if columns[index].isNamed(family, name) { return index }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Enters the last of the columns.
    mutating func enterLast(of columns: borrowing ContiguousArray<GrowingColumn>) {
        if columns.count * 2 > slots.count {
            slots = [UInt32](repeating: 0, count: max(64, slots.count * 2))
            for index in columns.indices { enter(index, of: columns) }
        } else {
            enter(columns.count - 1, of: columns)
        }
    }

    private mutating func enter(_ index: Int, of columns: borrowing ContiguousArray<GrowingColumn>) {
        let mask = slots.count - 1
        let name = columns[index].name
        var slot = Self.hash(columns[index].family, name.span) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = UInt32(index + 1)
    }

    private static func hash(_ family: UInt8, _ name: Swift.Span<UInt8>) -> Int {
        Int(ColumnBytes.spread(name) ^ UInt32(family) &* 0x9e37_79b9)
    }
}
