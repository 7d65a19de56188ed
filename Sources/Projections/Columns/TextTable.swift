package import Model

/// The texts of a column, by code: their bytes in one array and where each ends.
package struct TextTable: Sendable {
    /// The UTF-8 of all texts, one behind the other in the order of their codes.
    package internal(set) var bytes: [UInt8]
    /// Behind the last byte of each text.
    package internal(set) var ends: [UInt32]
    /// Whether two codes always stand for two texts. False for columns where nearly every row has a text of
    /// its own (ids, subjects): there every value has its own code, and equal texts have several.
    package internal(set) var isDistinct: Bool

    package init() {
        bytes = []
        ends = []
        isDistinct = true
    }

    package var count: Int { ends.count }

    /// Where the bytes of a text stand in `bytes`.
    @inlinable package func range(_ code: Int) -> Range<Int> {
        (code == 0 ? 0 : Int(ends[code - 1]))..<Int(ends[code])
    }

    package subscript(code: UInt32) -> ArraySlice<UInt8> { bytes[range(Int(code))] }

    package func identifier(_ code: UInt32) -> Identifier {
        Identifier(String(decoding: self[code], as: UTF8.self))
    }

    /// The least code of a text, nil when it has none. Cost: every text is looked at.
    package func code(of text: [UInt8]) -> UInt32? {
        for code in ends.indices where range(code).count == text.count {
            if bytes[range(code)].elementsEqual(text) { return UInt32(code) }
        }
        return nil
    }

    /// The codes of a text: one or none when `isDistinct`. Cost: every text is looked at.
    package func codes(of text: [UInt8]) -> [UInt32] {
        ends.indices.filter { range($0).count == text.count && bytes[range($0)].elementsEqual(text) }
            .map { UInt32($0) }
    }

    /// Adds a text under the next code.
    mutating func append(_ text: ArraySlice<UInt8>) {
        bytes.append(contentsOf: text)
        ends.append(UInt32(truncatingIfNeeded: bytes.count))
    }
}
