/// The different values of numbers that repeat, each with a code in the order in which they were met.
///
/// Cost: 3 to 8 ns a number, by how many different ones there are; 32 bytes for each of these.
package struct ValueBook: Sendable {
    /// By code; both zeros are 0.
    package private(set) var values: [Double] = []
    /// Open addressing: the code of the value whose hash leads here, or one further on; -1 for none.
    private var slots: [Int32]
    private var keys: [UInt64]
    private var shift: UInt64

    /// The most different values of a book.
    package static let most = 1 << 16

    package init() {
        slots = [Int32](repeating: -1, count: 512)
        keys = [UInt64](repeating: 0, count: 512)
        shift = 64 - 9
    }

    /// The codes of some numbers, which have to be finite. Nil when there are more than `limit` different
    /// ones with those before; the book is of no use then.
    /// - Parameter limit: at most `most`.
    package mutating func codes(_ numbers: ArraySlice<Double>, limit: Int = most) -> [UInt16]? {
        let limit = min(limit, Self.most)
        var codes = [UInt16](repeating: 0, count: numbers.count)
        let source = numbers.span
        for index in source.indices {
            let code = code(source[index])
            guard code < limit else { return nil }
            codes[index] = UInt16(truncatingIfNeeded: code)
        }
        return codes
    }

    private mutating func code(_ number: Double) -> Int {
        let key = (number + 0).bitPattern
        var slot = place(key)
        while slots[slot] >= 0 {
            if keys[slot] == key { return Int(slots[slot]) }
            slot = (slot + 1) & (slots.count - 1)
        }
        let code = values.count
        values.append(Double(bitPattern: key))
        slots[slot] = Int32(truncatingIfNeeded: code)
        keys[slot] = key
        // At least half stays free, so that a search is short.
        if values.count * 2 > slots.count { grow() }
        return code
    }

    /// The high bits of a product: those of a small whole number as a double are its only ones.
    private func place(_ key: UInt64) -> Int {
        Int(truncatingIfNeeded: (key &* 0x9e37_79b9_7f4a_7c15) &>> shift)
    }

    private mutating func grow() {
        let size = slots.count * 2
        shift -= 1
        slots = [Int32](repeating: -1, count: size)
        keys = [UInt64](repeating: 0, count: size)
        for (code, value) in values.enumerated() {
            var slot = place(value.bitPattern)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: code)
            keys[slot] = value.bitPattern
        }
    }

    /// The place of each code's value among all, in ascending order, and the values so.
    package var ordered: (ranks: [Int], values: [Double]) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Int](repeating: 0, count: order.count)
        for (rank, code) in order.enumerated() { ranks[code] = rank }
        return (ranks, order.map { values[$0] })
    }
}

extension CountedValues {
    /// Of numbers in any order, which have to be finite. Nil when there are more than `limit` different ones.
    package init?(counting numbers: [Double], limit: Int) {
        var book = ValueBook()
        guard let codes = book.codes(numbers[...], limit: limit) else { return nil }
        self.init(book, codes: codes)
    }

    /// Of the codes of a book.
    package init(_ book: ValueBook, codes: [UInt16]) {
        var counts = [Int](repeating: 0, count: book.values.count)
        for code in codes { counts[Int(code)] += 1 }
        let (ranks, values) = book.ordered
        var upTo = counts
        for (code, rank) in ranks.enumerated() { upTo[rank] = counts[code] }
        var total = 0
        for rank in upTo.indices {
            total += upTo[rank]
            upTo[rank] = total
        }
        self.init(values: values, upTo: upTo)
    }
}
