import Foundation
import LMDB
import Platform

/// The reference of bulk appending: LMDB alone, values of 500 bytes appended in durable batches of 1,000.
enum BareLoop {
    /// Events a second, in a folder that is removed afterwards.
    static func measure(events: Int, below folder: String) throws -> Double {
        let place = folder + "/daybook-bare-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let table = Table(0, "log", revision: 1)
        let environment = try Environment(directory: place, tables: [table], create: true)
        let value = [UInt8](repeating: 0x61, count: 500)
        let start = System.monotonicClock()
        for batch in 0..<(events / 1_000) {
            try environment.write { transaction in
                for number in 0..<1_000 {
                    let position = UInt64(batch * 1_000 + number)
                    let key = (0..<8).map { UInt8(truncatingIfNeeded: position >> (56 - 8 * UInt64($0))) }
                    try transaction.append(table, key, value)
                }
            }
        }
        return Double(events / 1_000 * 1_000) / (Double(System.monotonicClock() - start) / 1_000_000)
    }
}
