import Model
import Synchronization

/// Events on their way from the writer to the projector, in memory: bounded, and not relied upon, since the
/// journal has them all.
final class ImageInbox: Sendable {
    /// Bytes of images that may wait; what comes beyond is dropped here and read from the journal.
    static let bytesMax = 32 << 20

    fileprivate struct Batch: Sendable {
        let first: Position
        let images: [EventImage]
        let bytes: Int
    }

    fileprivate struct State: Sendable {
        var batches: [Batch] = []
        /// The first batch that is still wanted.
        var start = 0
        var bytes = 0
    }
    private let state = Mutex(State())

    func add(_ images: [EventImage], first: Position) {
        let bytes = images.reduce(0) { $0 + $1.bytes.count }
        state.withLock { state in
            guard state.bytes + bytes <= Self.bytesMax else { return }
            state.batches.append(Batch(first: first, images: images, bytes: bytes))
            state.bytes += bytes
        }
    }

    /// The events from a position on that follow each other; none when that position is not here. What comes
    /// before it is let go.
    func take(from position: Position, atMost count: Int) -> ImageBlock {
        var pieces: [ArraySlice<EventImage>] = []
        state.withLock { state in
            var wanted = position
            while state.start < state.batches.count, wanted < position + Position(count) {
                let batch = state.batches[state.start]
                if wanted >= batch.first + Position(batch.images.count) {
                    state.drop()
                    continue
                }
                guard wanted >= batch.first else { break }
                let piece = batch.images[Int(wanted - batch.first)...]
                    .prefix(count - Int(wanted - position))
                pieces.append(piece)
                wanted += Position(piece.count)
            }
            state.compact()
        }
        // Not under the lock, for which the writer would wait.
        let images = pieces.reduce(0) { $0 + $1.count }
        var block = ImageBlock(first: position, images: images)
        for piece in pieces { for image in piece { block.append(image) } }
        return block
    }
}

extension ImageInbox.State {
    fileprivate mutating func drop() {
        bytes -= batches[start].bytes
        start += 1
    }

    fileprivate mutating func compact() {
        guard start > 64 || start == batches.count else { return }
        batches.removeFirst(start)
        start = 0
    }
}
