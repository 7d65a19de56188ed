import CZstandard

// One file, not three: the compiler (6.3.1) ends in a crash when it optimises a target of several files in
// which a function of C takes both bytes to read and bytes to write as spans.

/// Why bytes could not be compressed, decompressed or learned from.
package enum CompressionError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system has no memory for it.
    case memory
    /// The result does not fit: more bytes come out than there is room for.
    case room
    /// The bytes are not what was compressed, or not with this dictionary.
    case damaged
    /// The samples make no dictionary: too few, or all alike; or the dictionary cannot be prepared.
    case dictionary
    /// So many bytes came out where another number was to.
    case count(Int, expected: Int)

    init(code: Int64) {
        switch code {
        case Int64(DAYBOOK_ZSTD_MEMORY): self = .memory
        case Int64(DAYBOOK_ZSTD_ROOM): self = .room
        case Int64(DAYBOOK_ZSTD_DICTIONARY): self = .dictionary
        default: self = .damaged
        }
    }

    package var description: String {
        switch self {
        case .memory: "there is no memory for it"
        case .room: "it gives more bytes than there is room for"
        case .damaged: "it is no frame that can be decompressed"
        case .dictionary: "there is no dictionary for it"
        case .count(let found, let expected): "it gives \(found) bytes, not \(expected)"
        }
    }
}

/// Zstandard frames (RFC 8878) by the system's libzstd. Safe on any thread; each keeps its context.
package enum Zstandard {
    /// One frame with its content size and no checksum. Levels 1 to 19; 1 costs about 2 ns a byte, 3 about
    /// 3 ns.
    /// - Throws: `CompressionError.memory`.
    package static func compress(
        _ bytes: Swift.Span<UInt8>, level: Int
    ) throws(CompressionError) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: bound(bytes.count))
        var span = room.mutableSpan
        let written = daybook_zstd_compress(bytes, &span, Int32(clamping: level))
        guard written >= 0 else { throw CompressionError(code: written) }
        return Array(room[..<Int(written)])
    }

    /// The content of one frame, which has to have `count` bytes; no more than these are ever made.
    /// - Throws: `CompressionError` when the bytes are anything else.
    package static func decompress(
        _ bytes: Swift.Span<UInt8>, count: Int
    ) throws(CompressionError) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: count)
        var span = content.mutableSpan
        let written = daybook_zstd_decompress(bytes, &span)
        guard written >= 0 else { throw CompressionError(code: written) }
        guard Int(written) == count else { throw .count(Int(written), expected: count) }
        return content
    }

    /// Bytes of room that a frame of so many bytes of content always fits in.
    package static func bound(_ count: Int) -> Int { Int(clamping: daybook_zstd_bound(count)) }

    /// A dictionary of at most `maxBytes` from samples of what is going to be compressed, best a hundred
    /// times as many bytes. The same samples give the same bytes with the same version of the library.
    ///
    /// Cost: about 0.3 s a MiB of samples; bounded by what is handed in.
    /// - Throws: `CompressionError.dictionary` when there are too few samples, or nothing to learn from them.
    package static func train(
        samples: [[UInt8]], maxBytes: Int
    ) throws(CompressionError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(samples.reduce(0) { $0 + $1.count })
        for sample in samples { bytes.append(contentsOf: sample) }
        let sizes = samples.map(\.count)
        var room = [UInt8](repeating: 0, count: maxBytes)
        var span = room.mutableSpan
        let made = daybook_zstd_train(bytes.span, sizes.span, &span)
        guard made > 0 else { throw CompressionError(code: made) }
        return Array(room[..<Int(made)])
    }
}

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
        _ bytes: Swift.Span<UInt8>, into room: inout [UInt8], atMost most: Int = .max
    ) throws(CompressionError) -> Int? {
        var span = room.mutableSpan
        let written = daybook_zstd_compress_with(handle, bytes, &span, max(0, most))
        if written >= 0 { return Int(written) }
        let error = CompressionError(code: written)
        guard error == .room else { throw error }
        return nil
    }

    /// The bare frame of some bytes.
    /// - Throws: `CompressionError.memory`.
    package func compress(_ bytes: Swift.Span<UInt8>) throws(CompressionError) -> [UInt8] {
        var room = [UInt8](repeating: 0, count: Zstandard.bound(bytes.count))
        guard let written = try compress(bytes, into: &room) else { throw .room }
        return Array(room[..<written])
    }

    /// The content of a bare frame, which has to fill the room from an offset on exactly; no allocation.
    /// - Throws: `CompressionError` when the bytes are anything else.
    package func decompress(
        _ bytes: Swift.Span<UInt8>, into room: inout [UInt8], from offset: Int = 0
    ) throws(CompressionError) {
        let count = room.count - offset
        var span = room.mutableSpan
        let written = daybook_zstd_decompress_with(handle, bytes, &span, max(0, offset))
        guard written >= 0 else { throw CompressionError(code: written) }
        guard Int(written) == count else { throw .count(Int(written), expected: count) }
    }

    /// The content of a bare frame, which has to have `count` bytes; no more than these are ever made.
    /// - Throws: `CompressionError` when the bytes are anything else.
    package func decompress(
        _ bytes: Swift.Span<UInt8>, count: Int
    ) throws(CompressionError) -> [UInt8] {
        var content = [UInt8](repeating: 0, count: count)
        try decompress(bytes, into: &content)
        return content
    }
}
