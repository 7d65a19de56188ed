import Foundation
import Platform

/// The block device below a folder, as `/proc/diskstats` counts it: writes of the whole machine.
struct DiskDevice: Sendable {
    let name: String
    private let folder: String

    /// nil when the folder's file system stands on no device that is counted (overlay, tmpfs, network).
    init?(of folder: String) throws {
        guard let facts = try FileFacts(path: folder) else { throw BenchError("\(folder) is not there") }
        let major = (facts.device >> 8 & 0xfff) | (facts.device >> 32 & 0xffff_f000)
        let minor = (facts.device & 0xff) | (facts.device >> 12 & 0xffff_ff00)
        let line = try Self.lines().first { Array($0.prefix(2)) == ["\(major)", "\(minor)"] }
        guard let line, line.count > 9 else { return nil }
        name = String(line[2])
        self.folder = folder
    }

    private static func lines() throws -> [[Substring]] {
        try String(contentsOfFile: "/proc/diskstats", encoding: .utf8).split(separator: "\n").map {
            $0.split(separator: " ")
        }
    }

    /// Bytes written to the device since the machine started, after what waits to be written was.
    func bytesWritten() throws -> Int {
        _ = try Programs.output(["sync", "-f", folder])
        let line = try Self.lines().first { $0.count > 9 && $0[2] == name }
        guard let line, let sectors = Int(line[9]) else { throw BenchError("\(name) is no longer counted") }
        return sectors * 512
    }
}
