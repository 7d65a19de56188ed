import Journal
import Logging
import Platform
import Testing

@testable import Daemon

@Suite("Taking connections", .timeLimit(.minutes(20)))
struct AcceptorTests {
    private func acceptor(_ accept: @escaping @Sendable () -> UnixListener.Accepted) -> Acceptor {
        Acceptor(
            accept: accept, end: {}, count: ConnectionCount(limit: 1), refusals: Acceptor.Refusals(busy: []),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, permitted: { _ in true },
            hand: { _, _ in })
    }

    @Test(
        "A system that gives no connection, for whatever reason, is asked again, and does not keep the end",
        arguments: [UnixListener.Accepted.exhausted, .failed(71)])
    func exhausted(answer: UnixListener.Accepted) throws {
        let asked = Gate(0)
        let acceptor = acceptor {
            asked.change { $0 += 1 }
            return answer
        }
        acceptor.start()
        _ = asked.wait { $0 >= 3 ? true : nil }
        acceptor.stop()
        let last = asked.look { $0 }
        acceptor.stop()
        #expect(asked.look { $0 } == last)
    }

    @Test("An acceptor that never ran, or that has ended by itself, can be stopped")
    func ended() {
        acceptor { .ended }.stop()
        let acceptor = acceptor { .ended }
        acceptor.start()
        acceptor.stop()
    }

    @Test(
        "Connections leave descriptors to the ledger, and each socket has some",
        arguments: [1, 16, 64, 100, 128, 256, 1_024, 4_096, 1 << 20])
    func counts(descriptors: Int) {
        let counts = ConnectionCounts(DaemonConfiguration(directory: "/"), descriptors: descriptors)
        let all = [counts.append.limit, counts.query.limit, counts.control.limit]
        #expect(all.allSatisfy { $0 >= 1 })
        if descriptors >= 16 { #expect(all.reduce(0, +) <= max(descriptors - 64, descriptors / 2)) }
        if descriptors == 1 << 20 { #expect(all == [4_096, 512, 16]) }
    }

    @Test("Producers that fill their socket shut out neither questions nor the operator")
    func apart() throws {
        let daemon = try RunningDaemon { $0.appendConnections = 1 }
        let producer = try daemon.appender()
        try producer.send(Lines.bytes([1]))
        #expect(try producer.lines(1).count == 1)
        #expect(try daemon.appender().lines().first?.contains("1 connections") == true)
        #expect(try daemon.get("/v1/status").hasPrefix("HTTP/1.1 200 "))
        let client = try #require(ControlClient(path: daemon.configuration.controlSocket))
        guard case .done = try client.ask(.status) else { throw LedgerError(.system, "no status") }
    }

    @Test("As many descriptors as there may be are taken, and taking them again changes nothing")
    func descriptors() throws {
        let limit = try System.raiseDescriptorLimit()
        #expect(limit >= 64)
        #expect(try System.raiseDescriptorLimit() == limit)
    }
}
