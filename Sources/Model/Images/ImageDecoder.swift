import JSON

/// Decodes events one after the other as `EventImage.decode` does, straight into blocks, in rooms that are
/// made once. One thread's affair.
package struct ImageDecoder: ~Copyable {
    private var room = JSONTapeRoom()
    private var names = InlineArray<128, UInt32>(repeating: 0)
    private var places = InlineArray<40, UInt32>(repeating: 0)

    package init() {}

    /// Reads one event from the bytes of its line and adds its image to a block. Cost: no allocation, unless
    /// it goes the long way.
    /// - Throws: the `Refusal` of `Event.decode`; then nothing is added.
    package mutating func decode(
        _ line: Swift.Span<UInt8>, into block: inout ImageBlock
    ) throws(Refusal) {
        if !quick(line, &block) { block.append(EventImage(try Event.decode(line))) }
    }

    private mutating func quick(_ line: Swift.Span<UInt8>, _ block: inout ImageBlock) -> Bool {
        guard line.count <= Limits.eventBytes, room.parse(line, depthMax: Limits.depth) else { return false }
        // Two words or more of the tape are one name.
        guard room.count <= 192 else {
            guard let image = EventImage.quick(line) else { return false }
            block.append(image)
            return true
        }
        names = InlineArray(repeating: 0)
        return Self.emit(room.tape, line.count, into: &block, &names, &places)
    }

    private static func emit(
        _ tape: JSONTape, _ bytes: Int, into block: inout ImageBlock,
        _ names: inout InlineArray<128, UInt32>, _ places: inout InlineArray<40, UInt32>
    ) -> Bool {
        block.append(room: ImageEmitter.room(forLine: bytes)) { out, start in
            var emitter = ImageEmitter(
                tape, out: out, from: start, names: names.mutableSpan, places: places.mutableSpan)
            do {
                try emitter.event(bytes: bytes, Vocabulary())
            } catch {
                return nil
            }
            return emitter.end
        }
    }
}
