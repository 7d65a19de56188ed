import Foundation

/// Appends to a ledger without measuring, and says how far it is.
enum Filling {
    static let connections = 2
    private static let events = 1_300_000

    /// Appends the next events of the ledger's workload, in parts; returns when a question sees them all.
    static func fill(_ daemon: MeasuredDaemon, events count: Int) throws {
        let range = daemon.ledger.take(count)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: events) {
            let load = BulkLoad(
                daemon.ledger.workload, events: start..<min(start + events, range.upperBound))
            let seconds = try load.run(socket: daemon.appendSocket, connections: connections)
            guard count > events else { continue }
            let done = start - range.lowerBound + load.acknowledged
            let rate = Int(Double(load.acknowledged) / seconds)
            FileHandle.standardError.write(
                Data("filled \(done) of \(count) events, \(rate) events/s\n".utf8))
        }
        _ = try daemon.waitUntilVisible(EventPlan.decisions(inFirst: range.upperBound) - 1)
    }
}
