import JSON

extension EventImage {
    /// Reads one event from the bytes of its line straight into its image.
    ///
    /// A pure function of the bytes, and the same as `EventImage(Event.decode(line))`. A decision, outcome or
    /// withdrawal without unknown members takes a way of its own: one parse, one pass over the parser's tape,
    /// and one allocation, the image. Anything else, and every fault, goes the long way, so that refusals
    /// have one source.
    /// - Throws: the `Refusal` of `Event.decode`.
    package static func decode(_ line: [UInt8]) throws(Refusal) -> EventImage {
        if let image = quick(line.span) { return image }
        return EventImage(try Event.decode(line))
    }

    /// The same for bytes that stand in another's room.
    package static func decode(_ line: Swift.Span<UInt8>) throws(Refusal) -> EventImage {
        if let image = quick(line) { return image }
        return EventImage(try Event.decode(line))
    }

    /// The image of an event that the fast way understands, else nil.
    package static func quick(_ line: [UInt8]) -> EventImage? { quick(line.span) }

    static func quick(_ line: Swift.Span<UInt8>) -> EventImage? {
        guard line.count <= Limits.eventBytes else { return nil }
        var room = JSONTapeRoom()
        guard room.parse(line, depthMax: Limits.depth) else { return nil }
        let tape = room.tape
        let bytes = ImageEmitter.room(forLine: line.count)
        // Two words or more of the tape are one name.
        if bytes <= 1_536, room.count <= 192 {
            var out = InlineArray<1_536, UInt8>(repeating: 0)
            var names = InlineArray<128, UInt32>(repeating: 0)
            return emit(tape, line.count, out.mutableSpan, names.mutableSpan)
        }
        var out = [UInt8](repeating: 0, count: bytes)
        var names = [UInt32](repeating: 0, count: 1 << (Int.bitWidth - room.count.leadingZeroBitCount))
        return emit(tape, line.count, out.mutableSpan, names.mutableSpan)
    }

    private static func emit(
        _ tape: JSONTape, _ bytes: Int, _ out: consuming MutableSpan<UInt8>,
        _ names: consuming MutableSpan<UInt32>
    ) -> EventImage? {
        var places = InlineArray<40, UInt32>(repeating: 0)
        var emitter = ImageEmitter(tape, out: out, names: names, places: places.mutableSpan)
        do {
            try emitter.event(bytes: bytes, Vocabulary())
        } catch {
            return nil
        }
        return EventImage(bytes: emitter.image)
    }
}

extension Event {
    /// Reads one event from bytes that stand in another's room.
    static func decode(_ line: Swift.Span<UInt8>) throws(Refusal) -> Event {
        var copy: [UInt8] = []
        copy.reserveCapacity(line.count)
        for index in line.indices { copy.append(line[index]) }
        return try decode(copy)
    }
}
