import Foundation

extension Workload {
    /// Events made at a time where many are: about 90 kB.
    private static let piece = 256

    /// Makes the lines of some events piece by piece and hands each to `body`.
    func pieces(of events: Range<Int>, _ body: ([UInt8]) throws -> Void) rethrows {
        var writer = LineWriter(capacity: Self.piece * 512)
        for from in stride(from: events.lowerBound, to: events.upperBound, by: Self.piece) {
            writer.removeAll()
            write(from..<min(from + Self.piece, events.upperBound), to: &writer)
            try body(writer.bytes)
        }
    }

    /// Writes the lines of some events to a file, in place of what stands there.
    func write(_ events: Range<Int>, toFile path: String) throws {
        guard path == "/dev/stdout" || FileManager.default.createFile(atPath: path, contents: nil),
            let file = path == "/dev/stdout" ? .standardOutput : FileHandle(forWritingAtPath: path)
        else { throw BenchError("\(path) cannot be written") }
        try pieces(of: events) { try file.write(contentsOf: $0) }
    }
}
