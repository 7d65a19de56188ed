/// The texts of a growing column: gives each its code, in order of first appearance.
struct GrowingTexts: Sendable {
    private var table = TextTable()
    /// Bytes held for texts, estimated.
    private(set) var held = 0

    /// The code of a text, a new one if it is not there yet.
    mutating func code(_ text: Swift.Span<UInt8>) -> UInt32 {
        var bytes: [UInt8] = []
        for index in text.indices { bytes.append(text[index]) }
        if let found = table.code(of: bytes) { return found }
        table.append(bytes[...])
        held += bytes.count + 4
        return UInt32(table.count - 1)
    }

    /// The finished table; this one is empty afterwards.
    mutating func finish() -> TextTable {
        let finished = table
        self = GrowingTexts()
        return finished
    }
}
