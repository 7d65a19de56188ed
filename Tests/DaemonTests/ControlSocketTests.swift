import Daemon
import Foundation
import JSON
import Journal
import Model
import Platform
import Testing

@Suite("control.sock", .timeLimit(.minutes(20)))
struct ControlSocketTests {
    @Test("Verify and rebuild run in the daemon, and tell how far they are")
    func verbs() throws {
        let daemon = try RunningDaemon()
        #expect(try daemon.tell(Lines.bytes(1...100)).count == 100)
        let client = try #require(ControlClient(path: daemon.configuration.controlSocket))
        var told: [UInt64] = []
        guard case .done(let facts) = try client.ask(.verify, progress: { done, _ in told.append(done) })
        else {
            throw LedgerError(.system, "verify failed")
        }
        #expect(facts["count"]?.integer == 100)
        #expect(facts["head"]?.string?.utf8.count == 64)
        #expect(told.last == 100)
        guard case .done(let rebuilt) = try client.ask(.rebuild) else {
            throw LedgerError(.system, "rebuild failed")
        }
        #expect(rebuilt["position"]?.integer == 100)
        #expect(rebuilt["equal"]?.boolean == true)
        #expect(try daemon.tell(Lines.bytes(50...101)).last == #"{"position":101}"#)
    }

    @Test("Status says how the daemon does; what is no verb is refused")
    func status() throws {
        let daemon = try RunningDaemon()
        #expect(try daemon.tell(Lines.bytes(1...3)).count == 3)
        let client = try #require(ControlClient(path: daemon.configuration.controlSocket))
        guard case .done(let facts) = try client.ask(.status) else { throw LedgerError(.system, "no status") }
        #expect(facts["position"]?.integer == 3)
        #expect(facts["appended"]?.integer == 3)
        let socket = try BlockingSocket(path: daemon.configuration.controlSocket)
        try socket.send(Array("{\"verb\":\"erase\"}\n".utf8))
        #expect(try socket.lines(1).first?.contains(#""code":"bad_request""#) == true)
    }

    @Test("Stop asks for the end and keeps the connection until then")
    func stop() throws {
        let daemon = try RunningDaemon()
        let client = try #require(ControlClient(path: daemon.configuration.controlSocket))
        guard case .done = try client.ask(.stop) else { throw LedgerError(.system, "not stopping") }
        #expect(daemon.stopRequests.look { $0 } == 1)
        daemon.stop()
        client.waitForEnd()
        #expect(ControlClient(path: daemon.configuration.controlSocket) == nil)
    }

    @Test("Offline, verify reads and rebuild writes; a ledger that is held is not rebuilt")
    func offline() throws {
        let directory = try RunningDaemon.ledger()
        let journal = try Journal(opening: directory)
        for number in 1...10 {
            let draft = Draft(type: .decision, peerUser: 1, body: Array(Lines.decision(number).utf8))
            _ = try journal.append([draft], wallClock: Timestamp(microseconds: Int64(number)))
        }
        let error = #expect(throws: LedgerError.self) {
            _ = try OfflineVerbs.rebuild(directory, allowRemote: false) { _, _ in }
        }
        #expect(error?.kind == .held)
        journal.close()
        guard
            case .done(let facts) = try OfflineVerbs.verify(
                directory, allowRemote: false, progress: { _, _ in })
        else { throw LedgerError(.system, "verify failed") }
        #expect(facts["count"]?.integer == 10)
        guard
            case .done(let rebuilt) = try OfflineVerbs.rebuild(
                directory, allowRemote: false, progress: { _, _ in })
        else { throw LedgerError(.system, "rebuild failed") }
        #expect(rebuilt["position"]?.integer == 10)
    }

    @Test("One client too many is told that there are too many; it may come when another has gone")
    func busy() throws {
        let daemon = try RunningDaemon { $0.controlConnections = 1 }
        let path = daemon.configuration.controlSocket
        do {
            let first = try #require(ControlClient(path: path))
            guard case .done = try first.ask(.status) else { throw LedgerError(.system, "no status") }
            let answer = try BlockingSocket(path: path).lines()
            #expect(answer.count == 1)
            #expect(answer.first?.contains(#""code":"busy""#) == true)
        }
        var reply: ControlReply?
        while true {
            // The daemon may close it while it is being asked.
            reply = try? ControlClient(path: path)?.ask(.status)
            if case .done = reply { break }
        }
    }

    @Test("A client that sends no more gets its answers, and then the end")
    func halfClose() throws {
        let daemon = try RunningDaemon()
        let socket = try BlockingSocket(path: daemon.configuration.controlSocket)
        try socket.send(Array("{\"verb\":\"status\"}\n{\"verb\":\"erase\"}\n{\"verb\":\"status\"}".utf8))
        try socket.finishSending()
        let lines = try socket.lines()
        #expect(lines.count == 3)
        #expect(lines.count { $0.hasPrefix(#"{"done":"#) } == 2)
        let silent = try BlockingSocket(path: daemon.configuration.controlSocket)
        try silent.finishSending()
        #expect(try silent.receive().isEmpty)
    }

    @Test("A client that asks nothing is closed")
    func idle() throws {
        let daemon = try RunningDaemon { $0.stalledClientSeconds = 1 }
        let socket = try BlockingSocket(path: daemon.configuration.controlSocket)
        #expect(try socket.receive().isEmpty)
    }
}
