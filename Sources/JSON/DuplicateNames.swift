/// Whether some object of a document may name a member twice: by hashes, so that a good document costs one
/// pass and no texts. A hit is settled, and named, by the slow search.
struct DuplicateNames {
    private let document: JSONDocument
    /// The hashes of the names of the objects that the scan is inside of, the outermost first.
    private var hashes: [UInt64] = []

    private init(in document: JSONDocument) {
        self.document = document
        hashes.reserveCapacity(64)
    }

    static func maybe(in document: JSONDocument) -> Bool {
        var scan = DuplicateNames(in: document)
        return scan.inside(1)
    }

    /// Scans the value at an index of the tape; the parser has bounded how deep this goes.
    private mutating func inside(_ index: Int) -> Bool {
        let word = document.words[index]
        let end = Int(word & 0xffff_ffff) - 1
        let isObject = UInt8(truncatingIfNeeded: word >> 56) == UInt8(ascii: "{")
        guard isObject || UInt8(truncatingIfNeeded: word >> 56) == UInt8(ascii: "[") else { return false }
        let base = hashes.count
        var at = index + 1
        while at < end {
            if isObject {
                let hash = hash(ofText: Int(document.words[at] & 0x00ff_ffff_ffff_ffff))
                if hashes.count - base < 32 {
                    for earlier in base..<hashes.count where hashes[earlier] == hash { return true }
                }
                hashes.append(hash)
                at += 1
            }
            let value = document.words[at]
            switch UInt8(truncatingIfNeeded: value >> 56) {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                if inside(at) { return true }
                at = Int(value & 0xffff_ffff)
            case UInt8(ascii: "l"), UInt8(ascii: "u"), UInt8(ascii: "d"): at += 2
            default: at += 1
            }
        }
        if hashes.count - base > 32 {
            let sorted = hashes[base...].sorted()
            for (left, right) in zip(sorted, sorted.dropFirst()) where left == right { return true }
        }
        hashes.removeSubrange(base...)
        return false
    }

    /// FNV-1a over the bytes at an offset of the string buffer.
    private func hash(ofText offset: Int) -> UInt64 {
        let strings = document.strings
        let length =
            Int(strings[offset]) | Int(strings[offset + 1]) << 8
            | Int(strings[offset + 2]) << 16 | Int(strings[offset + 3]) << 24
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in (offset + 4)..<(offset + 4 + length) {
            hash = (hash ^ UInt64(strings[index])) &* 0x100_0000_01b3
        }
        return hash
    }
}
