import Platform

/// Cuts a stream of bytes into lines, however the bytes arrive.
///
/// A line is the bytes before an LF, without the LF and without one CR before it. The pieces depend on the
/// bytes alone, not on where the chunks were cut. A pure state machine: it holds at most `limit + 1` bytes of
/// an unfinished line and costs one pass and one copy.
package struct LineSplitter: Sendable {
    /// What the stream was cut into.
    package enum Piece: Sendable {
        case line(Line)
        case tooLong(LongLine)
    }

    /// A whole line.
    package struct Line: Sendable {
        /// Counted from 1; over-long lines count too.
        package let number: UInt64
        package let bytes: [UInt8]
        /// Whether a CR stood before its LF, which `bytes` does not hold.
        package let hadCR: Bool
        /// Whether an LF ended it. False only for the last line of a stream that does not end with one.
        package let terminated: Bool
    }

    /// A line of more than `limit` bytes, of which only the start was kept.
    package struct LongLine: Sendable {
        package let number: UInt64
        /// How many bytes it had.
        package let count: UInt64
        /// Its first bytes, at most 1,024, so that an answer can name what it was.
        package let start: [UInt8]
    }

    /// Bytes that a line may have, its LF and CR not counted.
    package let limit: Int
    private var held: [UInt8] = []
    /// Bytes of the unfinished line so far, a trailing CR included.
    private var length: UInt64 = 0
    private var endsWithCR = false
    private var number: UInt64 = 0
    private static let startBytes = 1_024

    package init(limit: Int) {
        self.limit = limit
    }

    /// Bytes of the unfinished line held in memory now.
    package var heldBytes: Int { held.count }

    /// Takes the next bytes and hands each piece that they complete to `body`, in order.
    package mutating func push<Failure: Error>(
        _ chunk: [UInt8], _ body: (Piece) throws(Failure) -> Void
    ) throws(Failure) {
        _ = try push(chunk, from: 0, lines: .max, body)
    }

    /// Takes bytes from an offset on until so many pieces are complete, and hands each to `body`; where the
    /// bytes begin that it has not taken.
    package mutating func push<Failure: Error>(
        _ chunk: [UInt8], from offset: Int, lines: Int, _ body: (Piece) throws(Failure) -> Void
    ) throws(Failure) -> Int {
        var start = offset
        var left = lines
        while left > 0, let end = ByteSearch.first(UInt8(ascii: "\n"), in: chunk.span, from: start) {
            if length == 0 {
                try body(whole(chunk, start, end))
            } else {
                take(chunk[start..<end])
                try body(complete(terminated: true))
            }
            start = end + 1
            left -= 1
        }
        guard left > 0, start < chunk.count else { return start }
        take(chunk[start...])
        return chunk.count
    }

    /// Takes the next line where it stands, if it lies whole in a chunk from an offset on and nothing is held
    /// of it: where its bytes are, and where the next begins. Nil: `push` has to see to it.
    package mutating func takeWhole(in chunk: [UInt8], from start: Int) -> (line: Range<Int>, next: Int)? {
        guard length == 0, let end = ByteSearch.first(UInt8(ascii: "\n"), in: chunk.span, from: start) else {
            return nil
        }
        let bare = end > start && chunk[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
        guard bare - start <= limit else { return nil }
        number += 1
        return (start..<bare, end + 1)
    }

    /// The pieces that the next bytes complete.
    package mutating func push(_ chunk: [UInt8]) -> [Piece] {
        var pieces: [Piece] = []
        push(chunk) { pieces.append($0) }
        return pieces
    }

    /// The last line if the stream does not end with an LF; nil if it does. The splitter is then as new, but
    /// goes on counting.
    package mutating func finish() -> Piece? {
        length == 0 ? nil : complete(terminated: false)
    }

    /// The common case, a line that lies whole in one chunk: copied once.
    private mutating func whole(_ chunk: [UInt8], _ start: Int, _ end: Int) -> Piece {
        number += 1
        let bare = end > start && chunk[end - 1] == UInt8(ascii: "\r") ? end - 1 : end
        guard bare - start <= limit else {
            let kept = min(bare, start + Self.startBytes)
            return .tooLong(
                LongLine(number: number, count: UInt64(bare - start), start: Array(chunk[start..<kept])))
        }
        return .line(
            Line(number: number, bytes: Array(chunk[start..<bare]), hadCR: bare < end, terminated: true))
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        guard let last = bytes.last else { return }
        endsWithCR = last == UInt8(ascii: "\r")
        length += UInt64(bytes.count)
        // One byte over the limit is still kept: it may be the CR that does not count.
        if length <= UInt64(limit) + 1 {
            held.append(contentsOf: bytes)
        } else if held.count < Self.startBytes {
            held.append(contentsOf: bytes.prefix(Self.startBytes - held.count))
        } else if held.count > Self.startBytes {
            held = Array(held.prefix(Self.startBytes))
        }
    }

    private mutating func complete(terminated: Bool) -> Piece {
        number += 1
        let bare = endsWithCR ? length - 1 : length
        let piece: Piece
        if bare <= UInt64(limit) {
            if endsWithCR { held.removeLast() }
            piece = .line(Line(number: number, bytes: held, hadCR: endsWithCR, terminated: terminated))
        } else {
            let kept = min(UInt64(Self.startBytes), bare)
            piece = .tooLong(LongLine(number: number, count: bare, start: Array(held.prefix(Int(kept)))))
        }
        held = []
        length = 0
        endsWithCR = false
        return piece
    }
}
