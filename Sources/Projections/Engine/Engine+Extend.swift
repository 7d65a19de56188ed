import Journal
import Model

extension Engine {
    /// Events taken from the journal at a time.
    private static let batchEvents = 8_192

    /// Takes in what the journal has behind the engine's position, up to another. On the caller's thread.
    func extend(until last: Position = .max, progress: (Position, Position) throws -> Void) throws {
        while case let next = position + 1, next <= min(last, journal.head.position) {
            let count = Int(clamping: min(UInt64(Self.batchEvents), last - next + 1))
            let batch = try journal.images(from: next, count: count)
            guard batch.count > 0 else { return }
            try apply(batch)
            try progress(position, journal.head.position)
        }
    }
}

extension Journal {
    /// Bytes of records read at once.
    private static let batchBytes = 8 << 20

    /// The events from a position on, decoded.
    func images(from position: Position, count: Int) throws -> ImageBlock {
        var decoder = ImageDecoder()
        var block = ImageBlock(first: position, images: count)
        for record in try records(from: position, count: count, bytes: Self.batchBytes) {
            do throws(Refusal) {
                try decoder.decode(record.body.span, into: &block)
            } catch {
                throw ProjectionError.unreadableRecord(position: record.position, detail: error.message)
            }
        }
        return block
    }
}
