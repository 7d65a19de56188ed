import CZstandard

/// A dictionary that is prepared once and then makes small pieces of one kind a fraction of their size.
///
/// What it makes are *bare frames*: the blocks of a Zstandard frame (RFC 8878) without the six bytes before
/// them, which for every reader may be `28 b5 2f fd 00 60`, and without content size, dictionary number and
/// checksum. Whoever stores them keeps what is needed to read them: the number of bytes, which dictionary,
/// and a digest. Safe on any thread; a prepared dictionary takes a few times its bytes of memory.
package final class CompressionDictionary: Sendable {
    private let handle: Int32

    /// Prepares the bytes of a dictionary: trained ones, or any text of the kind. Cost: about a millisecond.
    /// - Throws: `CompressionError`.
    package init(_ bytes: Swift.Span<UInt8>, level: Int) throws(CompressionError) {
        let handle = daybook_zstd_dictionary_take(bytes, Int32(clamping: level))
        guard handle >= 0 else { throw CompressionError(code: Int64(handle)) }
        self.handle = handle
    }

    deinit { daybook_zstd_dictionary_give_back(handle) }

    /// Compresses into the room's begin; how many bytes, nil when they do not fit.
    ///
    /// No allocation. Uses at most that many bytes of the room, six of them for what is left out.
    /// - Throws: `CompressionError.memory`.
    package func compress(
        _ bytes: Swift.Span<UInt8>, into room: inout MutableSpan<UInt8>, atMost most: Int = .max
    ) throws(CompressionError) -> Int? {
        let written = daybook_zstd_compress_with(handle, bytes, &room, max(0, most))
        if written >= 0 { return Int(written) }
        let error = CompressionError(code: written)
        guard error == .room else { throw error }
        return nil
    }

    /// The bare frame of some bytes.
    /// - Throws: `CompressionError.memory`.
    package func compress(_ bytes: Swift.Span<UInt8>) throws(CompressionError) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: Zstandard.bound(bytes.count))
        var span = room.mutableSpan
        guard let written = try compress(bytes, into: &span) else { throw .room }
        return Array(room[..<written])
    }

    /// The content of a bare frame, which has to fill the room from an offset on exactly; no allocation.
    /// - Throws: `CompressionError` when the bytes are anything else.
    package func decompress(
        _ bytes: Swift.Span<UInt8>, into room: inout MutableSpan<UInt8>, from offset: Int = 0
    ) throws(CompressionError) {
        let count = room.count - offset
        let written = daybook_zstd_decompress_with(handle, bytes, &room, max(0, offset))
        guard written >= 0 else { throw CompressionError(code: written) }
        guard Int(written) == count else { throw .count(Int(written), expected: count) }
    }

    /// The content of a bare frame, which has to have `count` bytes; no more than these are ever made.
    /// - Throws: `CompressionError` when the bytes are anything else.
    package func decompress(
        _ bytes: Swift.Span<UInt8>, count: Int
    ) throws(CompressionError) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: count)
        var span = content.mutableSpan
        try decompress(bytes, into: &span)
        return content
    }
}
