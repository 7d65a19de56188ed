import Platform

/// The least that any answer over a Unix socket costs here: a thread that answers 300 bytes with 16.
final class EchoServer {
    static let requestBytes = 300
    static let replyBytes = 16
    private let client: BlockingSocket
    private let server: Background<Void>

    init() throws {
        let (client, far) = try BlockingSocket.pair()
        self.client = client
        server = Background { _ in
            let reply = [UInt8](repeating: 0x61, count: Self.replyBytes)
            var buffer = [UInt8](repeating: 0, count: 4_096)
            var pending = 0
            while case let count = try far.receive(into: &buffer), count > 0 {
                pending += count
                while pending >= Self.requestBytes {
                    pending -= Self.requestBytes
                    try far.send(reply)
                }
            }
        }
    }

    deinit {
        try? client.finishSending()
        _ = try? server.join()
    }

    /// One round trip; microseconds.
    func roundTrip() throws -> Int64 {
        let request = [UInt8](repeating: 0x62, count: Self.requestBytes)
        var buffer = [UInt8](repeating: 0, count: Self.replyBytes)
        let start = System.monotonicClock()
        try client.send(request)
        var received = 0
        while received < Self.replyBytes {
            let count = try client.receive(into: &buffer)
            guard count > 0 else { throw BenchError("the echo ended") }
            received += count
        }
        return System.monotonicClock() - start
    }
}
