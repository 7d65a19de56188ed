/// Walks the cells of an image. Made for the innermost loop: no allocation, no text is made.
@usableFromInline package struct ImageCursor: ~Escapable {
    /// One cell, by where its parts stand in the image.
    @usableFromInline package struct Cell {
        /// The code of a `CellFamily`.
        @usableFromInline package var family: UInt8
        /// The code of a `CellTag`.
        @usableFromInline package var tag: UInt8
        /// Where the name stands; of a field, the one byte of its code.
        @usableFromInline package var nameStart: Int
        @usableFromInline package var nameCount: Int
        /// A number's bits, or a time's; 0 for others.
        @usableFromInline package var bits: UInt64
        /// Where a text stands.
        @usableFromInline package var textStart: Int
        @usableFromInline package var textCount: Int

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
    @usableFromInline var index: Int

    /// Walks from the first byte of the cells.
    @inlinable
    @_lifetime(copy bytes)
    package init(_ bytes: Swift.Span<UInt8>, from cells: Int) {
        self.bytes = bytes
        index = cells
    }

    /// The next cell; nil at the end.
    @inlinable @inline(__always)
    package mutating func next() -> Cell? {
        let family = bytes[index]
        guard family != 0 else {
            index &+= 1
            return nil
        }
        // What is added up stays far below overflow, and every index is checked where it is used.
        let isField = family == CellFamily.field.rawValue
        let nameCount = isField ? 1 : Int(bytes[index &+ 1])
        let nameStart = index &+ (isField ? 1 : 2)
        let at = nameStart &+ nameCount
        let tag = bytes[at]
        var cell = Cell(
            family: family, tag: tag, nameStart: nameStart, nameCount: nameCount, bits: 0, textStart: 0,
            textCount: 0)
        index = at &+ 1
        switch tag {
        case CellTag.number.rawValue, CellTag.time.rawValue:
            cell.bits = bytes.word(at: index)
            index &+= 8
        case CellTag.text.rawValue:
            cell.textCount = Int(bytes[index]) | Int(bytes[index &+ 1]) << 8
            cell.textStart = index &+ 2
            index &+= 2 &+ cell.textCount
        default: break
        }
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
}
