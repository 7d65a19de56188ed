import Compression
import LMDB

/// The texts of a column in bytes.
///
/// Layout: whether they are distinct; their lengths (`PackedIntegers`); then blocks, each with its length. A
/// block ends with its 4,096th text, or with the one that makes it 64 KiB, so that a reader knows from the
/// lengths where every text is, and that damaged bytes cannot ask for much memory. A block is a zstd frame,
/// or its plain bytes where that is not shorter. When all its texts have one length they stand transposed,
/// all first bytes, all second bytes: of ids that count up, most of these columns hardly change.
enum TextCodec {
    private static let blockTexts = 4_096
    private static let blockBytes = 65_536
    /// Bytes of a text in an image.
    private static let longest: Int64 = 65_535
    private static let level = 1

    /// A block: its texts, and their bytes in the table.
    private struct Block {
        let texts: Range<Int>
        let bytes: Range<Int>
        /// The length of every text when they share it, and transposing does something; else 0.
        let width: Int
    }

    private static func blocks(_ ends: [UInt32]) -> [Block] {
        var blocks: [Block] = []
        var first = 0
        var start = 0
        var shared = -1
        for index in ends.indices {
            let end = Int(ends[index])
            let length = end - (index == 0 ? 0 : Int(ends[index - 1]))
            if index == first { shared = length } else if length != shared { shared = 0 }
            guard index - first + 1 == blockTexts || end - start >= blockBytes || index == ends.count - 1
            else {
                continue
            }
            blocks.append(
                Block(
                    texts: first..<(index + 1), bytes: start..<end,
                    width: shared > 1 && index > first ? shared : 0))
            first = index + 1
            start = end
        }
        return blocks
    }

    static func write(_ texts: TextTable, to writer: inout BlobWriter) throws {
        writer.byte(texts.isDistinct ? 1 : 0)
        var lengths: [Int64] = []
        lengths.reserveCapacity(texts.count)
        var start: UInt32 = 0
        for end in texts.ends {
            lengths.append(Int64(end - start))
            start = end
        }
        PackedIntegers.write(lengths, stepped: false, to: &writer)
        for block in blocks(texts.ends) {
            var plain = Array(texts.bytes[block.bytes])
            if block.width > 0 { plain = transposed(plain, columns: block.width) }
            let packed = plain.count < 64 ? plain : try Zstandard.compress(plain.span, level: level)
            writer.run(packed.count < plain.count ? packed : plain)
        }
    }

    /// Reads texts.
    /// - Throws: `ProjectionError.damagedRow`.
    static func read(_ reader: inout BlobReader, count: Int) throws(ProjectionError) -> TextTable {
        var table = TextTable()
        table.isDistinct = try reader.byte() == 1
        table.ends = try ends(PackedIntegers(&reader, count: count))
        table.bytes.reserveCapacity(min(Int(table.ends.last ?? 0), 256 * reader.left))
        for block in blocks(table.ends) {
            let stored = try reader.run()
            let plain = try content(stored, count: block.bytes.count)
            table.bytes += block.width > 0 ? transposed(plain, columns: plain.count / block.width) : plain
        }
        return table
    }

    private static func ends(_ lengths: PackedIntegers) throws(ProjectionError) -> [UInt32] {
        var ends: [UInt32] = []
        ends.reserveCapacity(lengths.count)
        var end: Int64 = 0
        for length in lengths.integers() {
            guard length >= 0, length <= longest else {
                throw BlobReader.damaged("a text of \(length) bytes")
            }
            end += length
            ends.append(UInt32(truncatingIfNeeded: end))
        }
        guard end <= Int64(UInt32.max) else { throw BlobReader.damaged("texts of \(end) bytes") }
        return ends
    }

    private static func content(
        _ stored: Swift.Span<UInt8>, count: Int
    ) throws(ProjectionError) -> [UInt8] {
        if stored.count == count { return [UInt8](copying: stored) }
        do {
            return try Zstandard.decompress(stored, count: count)
        } catch {
            throw BlobReader.damaged("texts: \(error)")
        }
    }

    /// Row after row of so many columns as column after column.
    private static func transposed(_ bytes: [UInt8], columns: Int) -> [UInt8] {
        let rows = bytes.count / columns
        return [UInt8](capacity: bytes.count) { out in
            for column in 0..<columns {
                var at = column
                for _ in 0..<rows {
                    out.append(bytes[at])
                    at += columns
                }
            }
        }
    }
}
