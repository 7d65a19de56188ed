import LMDB

/// Binary search among records that stand side by side in byte order.
enum RecordSearch {
    /// The first of `count` places for which `isBelow` is false, when it is true for all before: looks near a
    /// guess first, in steps that double.
    @inline(__always) static func place(near guess: Int, count: Int, isBelow: (Int) -> Bool) -> Int {
        var low = 0
        var high = count
        var step = 1
        if guess < count, isBelow(guess) {
            low = guess + 1
            while low + step < count, isBelow(low + step) {
                low += step + 1
                step *= 2
            }
            high = min(count, low + step)
        } else {
            high = min(guess, count)
            while high - step >= 0, !isBelow(high - step) {
                high -= step
                step *= 2
            }
            low = max(0, high - step)
        }
        while low < high {
            let middle = (low + high) / 2
            if isBelow(middle) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// The offset of the first index record whose first 16 bytes are not below those words.
    /// - Parameter range: the first eight bytes of the first record, and of what follows the last.
    static func first(
        of records: Swift.Span<UInt8>, high: UInt64, second: UInt64, within range: (UInt64, UInt64)
    ) -> Int {
        let size = IndexEntry.byteCount
        let count = records.count / size
        var guess = 0
        // Fingerprints are spread evenly: the place is found in one or two cache lines, not in ten.
        if range.0 <= high, high < range.1 {
            let width = (high - range.0).multipliedFullWidth(by: UInt64(count))
            guess = Int(truncatingIfNeeded: (range.1 - range.0).dividingFullWidth(width).quotient)
        }
        return size
            * place(near: guess, count: count) { index in
                let word = records.word(bigEndianAt: index * size)
                return word < high || (word == high && records.word(bigEndianAt: index * size + 8) < second)
            }
    }

    /// The offset of the first record that does not come before a key, of whatever length.
    static func first(of records: Swift.Span<UInt8>, size: Int, notBelow key: [UInt8]) -> Int {
        // Most records are told from the key by their first eight bytes, which compare as one number.
        var word: UInt64 = 0
        for index in 0..<8 { word = word << 8 | UInt64(index < key.count ? key[index] : 0) }
        let count = records.count / size
        guard count > 0 else { return 0 }
        // Keys of one block lie about evenly between its first and its last: few places are looked at then.
        let least = records.word(bigEndianAt: 0)
        let greatest = records.word(bigEndianAt: (count - 1) * size)
        var guess = word > greatest ? count : 0
        if least < word, word <= greatest {
            let width = (word - least).multipliedFullWidth(by: UInt64(count - 1))
            guess = Int(truncatingIfNeeded: (greatest - least).dividingFullWidth(width).quotient)
        }
        return size
            * place(near: guess, count: count) { index in
                let own = records.word(bigEndianAt: index * size)
                return own == word ? precedes(records, index * size, size, key) : own < word
            }
    }

    /// Whether the record at an offset comes before a key in byte order; a prefix comes before what it
    /// begins.
    static func precedes(_ records: Swift.Span<UInt8>, _ offset: Int, _ size: Int, _ key: [UInt8]) -> Bool {
        for index in 0..<min(size, key.count) {
            let byte = records[offset + index]
            if byte != key[index] { return byte < key[index] }
        }
        return size < key.count
    }
}
