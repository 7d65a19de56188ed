/// The images of events that follow each other, side by side in one array: what decoders hand to the
/// projections. An event costs no allocation of its own.
package struct ImageBlock: Sendable {
    /// The position of the first.
    package private(set) var first: Position
    /// The images one behind the other, and behind the last of them room that means nothing yet.
    private var bytes: [UInt8]
    /// Behind the last byte of each image.
    private var ends: [Int] = []
    private var used = 0

    /// Room is made for so many images of so many bytes in all; both grow.
    package init(first: Position, images: Int = 0, bytes: Int = 0) {
        self.first = first
        self.bytes = [UInt8](repeating: 0, count: bytes)
        ends.reserveCapacity(images)
    }

    /// Images of other blocks, one behind the other.
    package init(first: Position, joining pieces: [(block: ImageBlock, range: Range<Int>)]) {
        self.init(first: first, images: pieces.reduce(0) { $0 + $1.range.count })
        bytes.reserveCapacity(pieces.reduce(0) { $0 + $1.block.used })
        for piece in pieces { append(piece.block, piece.range) }
    }

    /// Takes all images out and keeps the room, for those from another position on.
    package mutating func restart(at first: Position) {
        self.first = first
        used = 0
        ends.removeAll(keepingCapacity: true)
    }

    /// Bytes of all images.
    package var bytesUsed: Int { used }

    /// Bytes of memory that are held for them.
    package var roomBytes: Int { bytes.count }

    /// How many images there are.
    package var count: Int { ends.count }

    /// The position of the last; that before the first when there is none.
    package var last: Position { first + Position(count) - 1 }

    /// The image with that number, from 0. Cost: constant.
    package subscript(index: Int) -> ImageView {
        @_lifetime(borrow self)
        get { ImageView(bytes.span.extracting((index == 0 ? 0 : ends[index - 1])..<ends[index])) }
    }

    /// Adds an image.
    package mutating func append(_ image: EventImage) {
        let end = used + image.bytes.count
        bytes.replaceSubrange(used..<min(end, bytes.count), with: image.bytes)
        used = end
        ends.append(end)
    }

    /// Adds some images of another block. Cost: a copy of their bytes at once.
    package mutating func append(_ other: ImageBlock, _ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let start = range.lowerBound == 0 ? 0 : other.ends[range.lowerBound - 1]
        let end = other.ends[range.upperBound - 1]
        bytes.removeLast(bytes.count - used)
        bytes.append(contentsOf: other.bytes[start..<end])
        let shift = used - start
        for index in range { ends.append(other.ends[index] + shift) }
        used += end - start
    }

    /// Takes the last image out.
    mutating func removeLast() {
        ends.removeLast()
        used = ends.last ?? 0
    }

    /// Says where the first stands.
    package mutating func place(at first: Position) { self.first = first }

    /// Adds the image that `write` puts into the room of so many bytes that begins at an index; it gives the
    /// index behind the image, nil to add none.
    mutating func append(room: Int, _ write: (consuming MutableSpan<UInt8>, Int) -> Int?) -> Bool {
        if bytes.count - used < room {
            bytes.append(contentsOf: repeatElement(0, count: max(room, bytes.count / 4)))
        }
        let start = used
        guard let end = write(bytes.mutableSpan, start) else { return false }
        used = end
        ends.append(used)
        return true
    }
}
