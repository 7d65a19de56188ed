extension RadixSort {
    /// Where each value of the ascending order stands: the indices of the values, equal ones as they were.
    /// Values have to be finite, and no more than a UInt32 counts. Cost: about 20 ns a value, and 24 bytes
    /// meanwhile.
    package static func order(_ values: [Double]) -> [UInt32] {
        var keys = values.map { OrderKey($0).bits }
        var order = values.indices.map { UInt32(truncatingIfNeeded: $0) }
        var (or, and): (UInt64, UInt64) = (0, .max)
        var isSorted = true
        var before: UInt64 = 0
        for key in keys {
            or |= key
            and &= key
            if key < before { isSorted = false }
            before = key
        }
        if isSorted { return order }
        var otherKeys = keys
        var otherOrder = order
        for shift in stride(from: UInt64(0), to: 64, by: 8) where ((or ^ and) >> shift) & 0xff != 0 {
            pass(keys, order, into: &otherKeys, &otherOrder, shift: shift)
            swap(&keys, &otherKeys)
            swap(&order, &otherOrder)
        }
        return order
    }

    private static func pass(
        _ keys: [UInt64], _ order: [UInt32], into otherKeys: inout [UInt64], _ otherOrder: inout [UInt32],
        shift: UInt64
    ) {
        var starts = [Int](repeating: 0, count: 256)
        let (source, places) = (keys.span, order.span)
        var next = starts.mutableSpan
        for index in source.indices { next[Int(source[index] &>> shift & 0xff)] += 1 }
        var sum = 0
        for byte in 0..<256 {
            let count = next[byte]
            next[byte] = sum
            sum += count
        }
        var target = otherKeys.mutableSpan
        var targetOrder = otherOrder.mutableSpan
        for index in source.indices {
            let key = source[index]
            let byte = Int(key &>> shift & 0xff)
            let place = next[byte]
            target[place] = key
            targetOrder[place] = places[index]
            next[byte] = place + 1
        }
    }
}
