import Model
import Synchronization

/// Events on their way from the writer to the projector, in memory: bounded, and not relied upon, since the
/// journal has them all.
final class ImageInbox: Sendable {
    /// Bytes of images that may wait; what comes beyond is dropped here and read from the journal.
    static let bytesMax = 32 << 20

    fileprivate struct State: Sendable {
        var blocks: [ImageBlock] = []
        /// The first block that is still wanted.
        var start = 0
        var bytes = 0
    }
    private let state = Mutex(State())

    /// Takes blocks that follow each other.
    func add(_ blocks: [ImageBlock]) {
        let bytes = blocks.reduce(0) { $0 + $1.roomBytes }
        state.withLock { state in
            guard state.bytes + bytes <= Self.bytesMax else { return }
            state.blocks += blocks
            state.bytes += bytes
        }
    }

    /// The events from a position on that follow each other; none when that position is not here. What comes
    /// before it is let go.
    func take(from position: Position, atMost count: Int) -> ImageBlock {
        var pieces: [(block: ImageBlock, range: Range<Int>)] = []
        state.withLock { state in
            var wanted = position
            while state.start < state.blocks.count, wanted < position + Position(count) {
                let block = state.blocks[state.start]
                if wanted > block.last {
                    state.drop()
                    continue
                }
                guard wanted >= block.first else { break }
                let first = Int(wanted - block.first)
                let range = first..<min(block.count, first + count - Int(wanted - position))
                pieces.append((block, range))
                wanted += Position(range.count)
            }
            state.compact()
        }
        // Not under the lock, for which the writer would wait.
        return ImageBlock(first: position, joining: pieces)
    }
}

extension ImageInbox.State {
    fileprivate mutating func drop() {
        bytes -= blocks[start].roomBytes
        start += 1
    }

    fileprivate mutating func compact() {
        guard start > 64 || start == blocks.count else { return }
        blocks.removeFirst(start)
        start = 0
    }
}
