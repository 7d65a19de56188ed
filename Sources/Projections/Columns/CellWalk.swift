/// Codes of images (`CellTag`, `CellFamily`, `EventType`) as constants that the innermost loop folds: those
/// of another target are calls in an optimised build. A test holds them to their origin.
enum ImageCode {
    static let decision: UInt8 = 1
    static let outcome: UInt8 = 2
    static let outcomeWithdrawn: UInt8 = 3
    static let namesSubject: UInt8 = 2
    static let field: UInt8 = 1
    static let number: UInt8 = 2
    static let text: UInt8 = 3
    static let time: UInt8 = 6
}

/// A step over the cells of an image, as `ImageCursor` takes it, in a form that the compiler can put into the
/// loop of `PartBuilder`.
struct CellWalk: ~Escapable {
    let image: Swift.Span<UInt8>
    /// The first byte of the next cell.
    private(set) var index: Int
    /// The cell under the walk.
    private(set) var family: UInt8 = 0
    private(set) var tag: UInt8 = 0
    private(set) var name: Range<Int> = 0..<0
    /// A number's bits, or a time's; of others, those of an earlier cell.
    private(set) var bits: UInt64 = 0
    /// Where a text stands; of others, where an earlier one stood.
    private(set) var text: Range<Int> = 0..<0

    @_lifetime(copy image)
    init(_ image: Swift.Span<UInt8>) {
        self.image = image
        index = 10
    }

    /// Takes the short text at the index, as those of the head are, and steps behind it.
    @inline(__always)
    mutating func short() -> Range<Int> {
        let start = index + 1
        index = start + Int(image[index])
        return start..<index
    }

    /// Steps over a byte.
    @inline(__always)
    mutating func skip() { index += 1 }

    /// Takes the next cell; false at the end.
    @inline(__always)
    mutating func next() -> Bool {
        family = image[index]
        guard family != 0 else { return false }
        var start = index + 1
        var count = 1
        if family != ImageCode.field {
            count = Int(image[start])
            start += 1
        }
        name = start..<(start + count)
        tag = image[start + count]
        let payload = start + count + 1
        switch tag {
        case ImageCode.number, ImageCode.time:
            bits = ColumnBytes.word(image, payload)
            index = payload + 8
        case ImageCode.text:
            let count = Int(image[payload]) | Int(image[payload + 1]) << 8
            text = (payload + 2)..<(payload + 2 + count)
            index = payload + 2 + count
        default:
            index = payload
        }
        return true
    }
}
