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
}
