import Foundation
import LMDB
import Platform

/// The reference of bulk appending: LMDB alone, values of 500 bytes appended in durable batches of 1,000.
enum BareLoop {
    static let batch = 1_000
    static let valueBytes = 500
    /// More events than that say nothing new.
    static let eventsMax = 1_000_000

    /// Seconds for at least so many events, in a folder that is removed afterwards; and how many they were.
    static func measure(events: Int, below folder: String) throws -> (events: Int, seconds: Double) {
        let place = folder + "/daybook-bare-\(ProcessInfo.processInfo.processIdentifier)"
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: place) }
        let table = Table(0, "log", revision: 1)
        let environment = try Environment(directory: place, tables: [table], create: true)
        let value = [UInt8](repeating: 0x61, count: valueBytes)
        var key = [UInt8](repeating: 0, count: 8)
        let batches = (min(events, eventsMax) + batch - 1) / batch
        let start = System.monotonicClock()
        for number in 0..<batches {
            try environment.write { transaction in
                for row in 0..<batch {
                    let position = UInt64(number * batch + row)
                    for byte in 0..<8 {
                        key[byte] = UInt8(truncatingIfNeeded: position >> (56 - 8 * UInt64(byte)))
                    }
                    try transaction.append(table, key, value)
                }
            }
        }
        return (batches * batch, Double(System.monotonicClock() - start) / 1_000_000)
    }
}
