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

    /// The events from a position on that follow each other; empty when that position is not here. What comes
    /// before it is let go.
    func take(from position: Position, atMost count: Int) -> [PlacedImage] {
        var found: [PlacedImage] = []
        state.withLock { state in
            found.reserveCapacity(min(count, 1_024))
            while state.start < state.batches.count, found.count < count {
                let batch = state.batches[state.start]
                let wanted = position + Position(found.count)
                if wanted >= batch.first + Position(batch.images.count) {
                    state.drop()
                    continue
                }
                guard wanted >= batch.first else { break }
                let from = Int(wanted - batch.first)
                for index in from..<min(batch.images.count, from + count - found.count) {
                    found.append(
                        PlacedImage(position: batch.first + Position(index), image: batch.images[index]))
                }
            }
            state.compact()
        }
        return found
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
