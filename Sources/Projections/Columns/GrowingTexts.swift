import LMDB

/// The texts of a growing column: gives each its code, in order of first appearance.
///
/// A small table by hash, asked only when the text is not that of the value before. It is given up when
/// nearly every value turns out to have a text of its own, as ids have; then each value gets the next code.
struct GrowingTexts: Sendable {
    /// After so many texts the table is given up if more than nine in ten are distinct: enough to tell an id
    /// from a category of a few thousand kinds, and little to have hashed for nothing.
    private static let trial = 256
    /// Slots looked at for one text. Texts made to share a hash would otherwise cost time without bound; what
    /// is not found in so many gets a code of its own.
    private static let probes = 64

    private(set) var table = TextTable()
    /// Hash in the high half, code + 1 in the low; 0 when empty. As many as a power of two, at most half
    /// full.
    private var slots: [UInt64] = []
    private var last: UInt32 = 0
    private var seen = 0
    /// Whether each value gets the next code.
    private(set) var isPlain = false
    private let trial: Int

    /// - Parameter giving: whether the table is given up when nearly every value has a text of its own.
    init(giving: Bool = true) { trial = giving ? Self.trial : .max }

    mutating func reserve(_ texts: Int, bytes: Int) {
        table.bytes.reserveCapacity(bytes)
        table.ends.reserveCapacity(texts)
    }

    /// Bytes held, estimated.
    @inline(__always) var held: Int { table.bytes.count + 4 * table.ends.count + 8 * slots.count }

    /// Whether the codes given so far are to be spread (`spread`): asked after each `code`.
    @inline(__always) var isToSpread: Bool { seen == trial && !isPlain && table.count * 10 > 9 * trial }

    /// The code of a text, a new one if it is not there yet.
    @inline(__always)
    mutating func code(_ text: Swift.Span<UInt8>) -> UInt32 {
        if isPlain { return add(text) }
        seen += 1
        if seen > 1, ColumnBytes.same(table.bytes.span.extracting(table.range(Int(last))), text) {
            return last
        }
        last = find(text)
        return last
    }

    private mutating func find(_ text: Swift.Span<UInt8>) -> UInt32 {
        if table.count * 2 >= slots.count { grow() }
        let hash = ColumnBytes.spread(text)
        let mask = slots.count - 1
        var slot = Int(hash) & mask
        for _ in 0..<Self.probes {
            let held = slots[slot]
            if held == 0 {
                let code = add(text)
                slots[slot] = UInt64(hash) << 32 | UInt64(code + 1)
                return code
            }
            if UInt32(truncatingIfNeeded: held >> 32) == hash {
                let code = UInt32(truncatingIfNeeded: held) - 1
                if ColumnBytes.same(table.bytes.span.extracting(table.range(Int(code))), text) { return code }
            }
            slot = (slot + 1) & mask
        }
        table.isDistinct = false
        return add(text)
    }

    private mutating func add(_ text: Swift.Span<UInt8>) -> UInt32 {
        table.bytes.append(copying: text)
        table.ends.append(UInt32(truncatingIfNeeded: table.bytes.count))
        return UInt32(truncatingIfNeeded: table.ends.count - 1)
    }

    /// Twice the slots.
    private mutating func grow() {
        let old = slots
        slots = [UInt64](repeating: 0, count: max(16, old.count * 2))
        let mask = slots.count - 1
        for held in old where held != 0 {
            var slot = Int(held >> 32) & mask
            while slots[slot] != 0 { slot = (slot + 1) & mask }
            slots[slot] = held
        }
    }

    /// Gives each text among the values its own code and the table up. `tags` is empty when all values are
    /// texts.
    mutating func spread(_ codes: inout [UInt32], tags: [UInt8], text: UInt8) {
        var spread = TextTable()
        spread.isDistinct = false
        for index in codes.indices where tags.isEmpty || tags[index] == text {
            spread.append(table[codes[index]])
            codes[index] = UInt32(truncatingIfNeeded: spread.count - 1)
        }
        table = spread
        slots = []
        isPlain = true
    }
}
