import LMDB
import Model

/// The tags of a column in which they differ: how many kinds, these, then 1, 2 or 4 bits a value, least
/// first.
enum TagCodec {
    private static func bits(_ kinds: Int) -> Int { kinds <= 2 ? 1 : kinds <= 4 ? 2 : 4 }

    static func write(_ tags: [UInt8], to writer: inout BlobWriter) {
        var kinds: [UInt8] = []
        var codes = [UInt8](repeating: 0, count: 256)
        for tag in tags where !kinds.contains(tag) {
            codes[Int(tag)] = UInt8(kinds.count)
            kinds.append(tag)
        }
        writer.run(kinds)
        let bits = bits(kinds.count)
        let each = 8 / bits
        writer.room((tags.count + each - 1) / each) { room in
            for (index, tag) in tags.enumerated() {
                room[index / each] |= codes[Int(tag)] << UInt8(index % each * bits)
            }
        }
    }

    /// Reads tags, each the code of a `CellTag` whose values are among the pieces. Cost: about 1 ns each.
    /// - Throws: `ProjectionError.damagedRow`.
    static func read(
        _ reader: inout BlobReader, count: Int, beside pieces: ColumnPieces
    ) throws(ProjectionError) -> [UInt8] {
        let found = try reader.run()
        var kinds = [UInt8](copying: found)
        guard (2...6).contains(kinds.count), kinds.allSatisfy({ Self.isKnown($0, pieces) }) else {
            throw BlobReader.damaged("tags \(kinds)")
        }
        let bits = bits(kinds.count)
        let each = 8 / bits
        let packed = try reader.take((count + each - 1) / each)
        let mask = UInt8(1 << bits - 1)
        let known = UInt8(kinds.count)
        while kinds.count <= Int(mask) { kinds.append(0) }
        var tags = [UInt8](repeating: 0, count: count)
        for index in 0..<count {
            let code = packed[index / each] >> UInt8(index % each * bits) & mask
            guard code < known else { throw BlobReader.damaged("a tag of code \(code)") }
            tags[index] = kinds[Int(code)]
        }
        return tags
    }

    private static func isKnown(_ tag: UInt8, _ pieces: ColumnPieces) -> Bool {
        switch CellTag(rawValue: tag) {
        case .number: pieces.contains(.numbers)
        case .time: pieces.contains(.times)
        case .text: pieces.contains(.codes)
        case .null, .no, .yes: true
        case nil: false
        }
    }
}
