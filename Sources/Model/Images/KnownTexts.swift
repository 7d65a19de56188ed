/// Up to 64 short texts, each with a code: names of members, of types, of roles. Finds a text among them by
/// its words, with no hashing of bytes one by one.
struct KnownTexts: ~Escapable {
    struct Entry {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        /// 0 marks a free entry.
        var count = 0
        var code: UInt8 = 0
    }

    private let entries: Swift.Span<Entry>

    @_lifetime(copy entries)
    init(_ entries: Swift.Span<Entry>) { self.entries = entries }

    /// Lays out texts of 1 to 24 bytes.
    static func entries(_ texts: [(text: String, code: UInt8)]) -> [Entry] {
        // Open addressing; at most half full, so that a search for what is not there ends soon.
        var entries = [Entry](repeating: Entry(), count: 128)
        for (text, code) in texts {
            let bytes = Array(text.utf8) + [UInt8](repeating: 0, count: 24)
            let entry = Self.entry(bytes.span, 0, text.utf8.count, code)
            var slot = Self.slot(entry)
            while entries[slot].count != 0 { slot = (slot + 1) & 127 }
            entries[slot] = entry
        }
        return entries
    }

    /// The code of the text that stands at `start`, behind which eight bytes more can be read; nil if it is
    /// none of these.
    @inline(__always)
    func code(_ bytes: Swift.Span<UInt8>, _ start: Int, _ count: Int) -> UInt8? {
        guard count &- 1 < 24, count > 0 else { return nil }
        let sought = Self.entry(bytes, start, count, 0)
        var slot = Self.slot(sought)
        while entries[slot].count != 0 {
            if entries[slot].first == sought.first, entries[slot].count == count,
                entries[slot].second == sought.second, entries[slot].third == sought.third
            {
                return entries[slot].code
            }
            slot = (slot &+ 1) & 127
        }
        return nil
    }

    @inline(__always)
    private static func entry(
        _ bytes: Swift.Span<UInt8>, _ start: Int, _ count: Int, _ code: UInt8
    ) -> Entry {
        var entry = Entry(count: count, code: code)
        entry.first = bytes.word(at: start) & mask(count)
        if count > 8 { entry.second = bytes.word(at: start &+ 8) & mask(count &- 8) }
        if count > 16 { entry.third = bytes.word(at: start &+ 16) & mask(count &- 16) }
        return entry
    }

    /// Ones for so many bytes, at most eight.
    @inline(__always)
    private static func mask(_ bytes: Int) -> UInt64 { bytes >= 8 ? ~0 : ~(~0 << UInt64(8 * bytes)) }

    @inline(__always)
    private static func slot(_ entry: Entry) -> Int {
        let mixed = (entry.first ^ entry.second &+ UInt64(entry.count)) &* 0x9e37_79b9_7f4a_7c15
        return Int(truncatingIfNeeded: mixed >> 57)
    }
}
