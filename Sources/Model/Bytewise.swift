/// Texts compared as what they are: UTF-8 bytes.
///
/// Swift's own `==` on `String` calls two texts equal that differ only in Unicode normal form. What a client
/// sent must never be merged like that, so whatever keys by a client's text compares, orders and hashes with
/// these.
package enum Bytewise {
    /// Whether the bytes are the same.
    package static func equal(_ left: String, _ right: String) -> Bool {
        equal(left.utf8.span, right.utf8.span)
    }

    /// Whether two runs of bytes are the same.
    package static func equal(_ left: Swift.Span<UInt8>, _ right: Swift.Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// Whether `left` comes before `right` in byte order, which for UTF-8 is also the order of code points.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        let a = left.utf8.span
        let b = right.utf8.span
        let shared = min(a.count, b.count)
        var index = 0
        while index < shared {
            if a[index] != b[index] { return a[index] < b[index] }
            index += 1
        }
        return a.count < b.count
    }

    /// Feeds the bytes and their count to a hasher, eight bytes at a time.
    package static func hash(_ text: String, into hasher: inout Hasher) {
        let bytes = text.utf8.span
        var word: UInt64 = 0
        for index in bytes.indices {
            word = word << 8 | UInt64(bytes[index])
            if index & 7 == 7 {
                hasher.combine(word)
                word = 0
            }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
    }
}
