package import Foundation
import Platform

/// The bank-marketing streams: real decisions with late labels (Tests/Fixtures/bank-marketing/README.md).
package enum BankStream {
    private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/bank-marketing")

    /// The folder with the whole stream, named by DAYBOOK_SHARED_DATA; nil when the variable is not set.
    package static let sharedFolder = ProcessInfo.processInfo.environment["DAYBOOK_SHARED_DATA"].map {
        URL(fileURLWithPath: $0).appendingPathComponent("bank-marketing")
    }

    /// The 2,055 lines of the small stream, which is part of the repository.
    package static func small() throws -> [String] {
        try lines(fixtures.appendingPathComponent("events-small.ndjson").path)
    }

    /// The 143,451 lines of the whole stream.
    package static func whole() throws -> [String] {
        guard let sharedFolder else { return [] }
        return try lines(sharedFolder.appendingPathComponent("events.ndjson.gz").path)
    }

    private static func lines(_ path: String) throws -> [String] {
        let file = try CompressedFile(path: path)
        var bytes: [UInt8] = []
        while case let more = try file.read(1 << 20), !more.isEmpty { bytes += more }
        return bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
