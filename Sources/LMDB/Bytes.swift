extension Array where Element == UInt8 {
    /// A copy of what a span shows.
    package init(copying span: Span<UInt8>) {
        self = unsafe span.withUnsafeBytes { unsafe [UInt8]($0) }
    }

    /// Appends what a span shows.
    package mutating func append(copying span: Span<UInt8>) {
        unsafe span.withUnsafeBytes { unsafe append(contentsOf: $0) }
    }
}

extension Span where Element == UInt8 {
    package func starts(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        for index in prefix.indices where self[index] != prefix[index] { return false }
        return true
    }

    /// Eight bytes from an offset as a big-endian number: such numbers order as the bytes do. Cost: one load.
    ///
    /// The caller has looked at `count`; an offset past the end ends the process, as an index does.
    @inlinable package func word(bigEndianAt offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= count - 8)
        return unsafe UInt64(bigEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension MutableSpan where Element == UInt8 {
    /// Puts a number at an offset, its eight bytes in big-endian order. Cost: one store.
    @inlinable package mutating func store(bigEndian word: UInt64, at offset: Int) {
        precondition(offset >= 0 && offset <= count - 8)
        unsafe withUnsafeMutableBytes {
            unsafe $0.storeBytes(of: word.bigEndian, toByteOffset: offset, as: UInt64.self)
        }
    }

    /// Puts the bytes of `source` at an offset.
    @inlinable package mutating func store(_ source: Span<UInt8>, at offset: Int) {
        precondition(offset >= 0 && source.count <= count && offset <= count - source.count)
        unsafe withUnsafeMutableBytes { target in
            unsafe source.withUnsafeBytes { bytes in
                guard let start = target.baseAddress, let from = bytes.baseAddress else { return }
                unsafe (start + offset).copyMemory(from: from, byteCount: bytes.count)
            }
        }
    }
}

extension Array where Element == UInt8 {
    /// Puts what a span shows at an offset, where there is room for it.
    package mutating func store(_ source: Span<UInt8>, at offset: Int) {
        var span = mutableSpan
        span.store(source, at: offset)
    }
}

extension Array where Element == UInt64 {
    /// Appends the numbers that bytes hold in little-endian order; what follows the last whole one is left
    /// out.
    package mutating func append(littleEndian stored: Span<UInt8>) {
        reserveCapacity(count + stored.count / 8)
        for offset in stride(from: 0, through: stored.count - 8, by: 8) {
            append(
                unsafe UInt64(
                    littleEndian: stored.bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
        }
    }
}

extension Array where Element == UInt8 {
    /// The bytes of numbers, each in little-endian order.
    package init(littleEndian words: Span<UInt64>) {
        self.init(repeating: 0, count: words.count * 8)
        unsafe withUnsafeMutableBytes { bytes in
            for index in words.indices {
                unsafe bytes.storeBytes(
                    of: words[index].littleEndian, toByteOffset: index * 8, as: UInt64.self)
            }
        }
    }
}
