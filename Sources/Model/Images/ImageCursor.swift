/// Walks the cells of an image. Made for the innermost loop: no allocation, no text is made.
package struct ImageCursor: ~Escapable {
    /// One cell, by where its parts stand in the image.
    package struct Cell {
        /// The code of a `CellFamily`.
        package var family: UInt8
        /// The code of a `CellTag`.
        package var tag: UInt8
        /// Where the name stands; of a field, the one byte of its code.
        package var nameStart: Int
        package var nameCount: Int
        /// A number's bits, or a time's; 0 for others.
        package var bits: UInt64
        /// Where a text stands.
        package var textStart: Int
        package var textCount: Int

        @inlinable
        init(
            family: UInt8, tag: UInt8, nameStart: Int, nameCount: Int, bits: UInt64, textStart: Int,
            textCount: Int
        ) {
            self.family = family
            self.tag = tag
            self.nameStart = nameStart
            self.nameCount = nameCount
            self.bits = bits
            self.textStart = textStart
            self.textCount = textCount
        }
    }

    @usableFromInline let bytes: Swift.Span<UInt8>
    /// The next byte to read: behind the last cell, that of the unknown members.
    package private(set) var index: Int

    /// Walks from the first byte of the cells.
    @_lifetime(copy bytes)
    package init(_ bytes: Swift.Span<UInt8>, from cells: Int) {
        self.bytes = bytes
        index = cells
    }

    /// The next cell; nil at the end.
    package mutating func next() -> Cell? {
        let family = bytes[index]
        guard family != 0 else {
            index += 1
            return nil
        }
        var at = index + 1
        var nameCount = 1
        if family != CellFamily.field.rawValue {
            nameCount = Int(bytes[at])
            at += 1
        }
        let nameStart = at
        at += nameCount
        let tag = bytes[at]
        at += 1
        var cell = Cell(
            family: family, tag: tag, nameStart: nameStart, nameCount: nameCount, bits: 0, textStart: 0,
            textCount: 0)
        switch tag {
        case CellTag.number.rawValue, CellTag.time.rawValue:
            cell.bits = word64(at)
            at += 8
        case CellTag.text.rawValue:
            cell.textCount = Int(bytes[at]) | Int(bytes[at + 1]) << 8
            cell.textStart = at + 2
            at += 2 + cell.textCount
        default: break
        }
        index = at
        return cell
    }

    /// The JSON pointers of unknown members; to be asked when the cells are walked and the image is flagged.
    package mutating func unknownFields() -> [String] {
        var found: [String] = []
        let count = word32()
        for _ in 0..<count {
            let length = word32()
            var text: [UInt8] = []
            for offset in 0..<length { text.append(bytes[index + offset]) }
            index += length
            found.append(String(decoding: text, as: UTF8.self))
        }
        return found
    }

    private mutating func word32() -> Int {
        var word = 0
        for offset in 0..<4 { word |= Int(bytes[index + offset]) << (8 * offset) }
        index += 4
        return word
    }

    private func word64(_ at: Int) -> UInt64 {
        var word: UInt64 = 0
        for offset in 0..<8 { word |= UInt64(bytes[at + offset]) << UInt64(8 * offset) }
        return word
    }
}
