/// Numbers in ascending order, by their bytes: about 40 ns a number where comparing takes 80.
package enum RadixSort {
    /// Numbers for each different one from which on they are counted.
    static let repeats = 16
    /// Numbers from which on two rounds of buckets pay.
    static let manyFrom = 1 << 15

    /// The values in order; both zeros count as one and become 0. Values have to be finite. Cost: where
    /// values repeat, counting them, some 5 ns each; where there are many and they are spread, 20
    /// (`BucketSort`); else a pass over the values for each byte in which they differ. 16 bytes a value
    /// meanwhile.
    package static func sorted(_ values: [Double]) -> [Double] {
        guard values.count > 256 else { return values.map { $0 + 0 }.sorted() }
        if let counted = CountedValues(counting: values, limit: values.count / repeats) {
            return counted.expanded
        }
        if values.count >= manyFrom, !zip(values, values.dropFirst()).allSatisfy(<=),
            let sorted = BucketSort.sorted(values)
        {
            return sorted
        }
        var keys = values.map { OrderKey($0).bits }
        var (or, and): (UInt64, UInt64) = (0, .max)
        var isSorted = true
        var before: UInt64 = 0
        for key in keys {
            or |= key
            and &= key
            if key < before { isSorted = false }
            before = key
        }
        if !isSorted {
            var other = [UInt64](repeating: 0, count: keys.count)
            for shift in stride(from: UInt64(0), to: 64, by: 8) where ((or ^ and) >> shift) & 0xff != 0 {
                pass(keys, into: &other, shift: shift)
                swap(&keys, &other)
            }
        }
        return keys.map { OrderKey(bits: $0).value }
    }

    /// Puts keys in the order of one of their bytes, those that are equal in it as they were.
    private static func pass(_ keys: [UInt64], into other: inout [UInt64], shift: UInt64) {
        var starts = [Int](repeating: 0, count: 256)
        let source = keys.span
        var next = starts.mutableSpan
        for index in source.indices { next[Int(source[index] &>> shift & 0xff)] += 1 }
        var sum = 0
        for byte in 0..<256 {
            let count = next[byte]
            next[byte] = sum
            sum += count
        }
        var target = other.mutableSpan
        for index in source.indices {
            let key = source[index]
            let byte = Int(key &>> shift & 0xff)
            target[next[byte]] = key
            next[byte] += 1
        }
    }
}
