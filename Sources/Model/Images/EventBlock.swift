/// Events in a row as producers sent them: the exact bytes of each, and its image. All stand side by side, so
/// an event costs no allocation of its own, whoever passes it on, and is read without a wait for memory.
package struct EventBlock: Sendable {
    /// The images; their positions are not known yet.
    package private(set) var images: ImageBlock
    private var bodies: [UInt8] = []
    /// Behind the last byte of each body.
    private var ends: [Int] = []

    /// Room is made for so many events of so many bytes in all; both grow.
    package init(events: Int = 0, bytes: Int = 0) {
        // An image takes about what its line takes; the last one asks for more room than it comes to. For a
        // line alone that is all there is to ask for, and an allocation of that size is a cheap one.
        let room = min(bytes + bytes / 8 + 1_024, ImageEmitter.room(forLine: bytes))
        images = ImageBlock(first: 1, images: events, bytes: bytes == 0 ? 0 : room)
        bodies.reserveCapacity(bytes)
        ends.reserveCapacity(events)
    }

    /// How many events there are.
    package var count: Int { ends.count }

    /// Bytes of all images and bodies.
    package var bytes: Int { images.bytesUsed + bodies.count }

    /// Bytes of all bodies.
    package var bodyBytes: Int { bodies.count }

    /// The image of the event with that number, from 0.
    package subscript(index: Int) -> ImageView {
        @_lifetime(borrow self)
        get { images[index] }
    }

    /// The exact bytes of the event with that number.
    @_lifetime(borrow self)
    package func body(_ index: Int) -> Swift.Span<UInt8> { bodies.span.extracting(range(index)) }

    /// A copy of the exact bytes of the event with that number.
    package func copy(_ index: Int) -> [UInt8] { Array(bodies[range(index)]) }

    private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : ends[index - 1])..<ends[index] }

    /// Reads an event from the bytes of its line, which stand in a chunk, and adds it.
    /// - Throws: the `Refusal` of `Event.decode`, or what `check` says to its type; then nothing is added.
    package mutating func append(
        _ chunk: [UInt8], _ line: Range<Int>, with decoder: inout ImageDecoder,
        _ check: (EventType) throws(Refusal) -> Void
    ) throws(Refusal) {
        try decoder.decode(chunk.span.extracting(line), into: &images)
        do throws(Refusal) {
            try check(images[images.count - 1].type)
        } catch {
            images.removeLast()
            throw error
        }
        bodies.append(contentsOf: chunk[line])
        ends.append(bodies.count)
    }

    /// Adds an event whose image is there already.
    package mutating func append(_ image: EventImage, _ line: [UInt8]) {
        images.append(image)
        bodies.append(contentsOf: line)
        ends.append(bodies.count)
    }
}
