/// What one durable write costs on a disk: a 4 KiB overwrite and fdatasync, the unit that latencies are
/// measured in.
package final class DiskProbe: Sendable {
    private static let blocks = 256
    private static let blockBytes = 4_096
    private let file: OverwrittenFile

    /// Makes the file to overwrite (1 MiB) at a path.
    package init(path: String) throws(SystemError) {
        try OverwrittenFile.make(path, size: Self.blocks * Self.blockBytes)
        file = try OverwrittenFile(opening: path)
    }

    /// Overwrites a block; microseconds that it took.
    package func overwrite(_ number: Int) throws(SystemError) -> Int64 {
        let block = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: Self.blockBytes)
        let start = System.monotonicClock()
        try file.overwrite(block.span, at: number % Self.blocks * Self.blockBytes)
        return System.monotonicClock() - start
    }
}
