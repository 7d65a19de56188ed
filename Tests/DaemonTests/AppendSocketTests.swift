import Daemon
import Foundation
import JSON
import Journal
import Model
import Platform
import Testing

@Suite("append.sock", .timeLimit(.minutes(20)))
struct AppendSocketTests {
    @Test(
        "Half-close: what was sent is finished and answered, then closed; a last line without LF counts if whole"
    )
    func halfClose() throws {
        let daemon = try RunningDaemon()
        let text = [Lines.decision(1), Lines.decision(2)].joined(separator: "\n")
        #expect(try daemon.tell(Array(text.utf8)) == [#"{"position":1}"#, #"{"position":2}"#])
        let half = Array((Lines.decision(3) + "\n" + Lines.decision(4).dropLast()).utf8)
        let answers = try daemon.tell(half)
        #expect(answers.first == #"{"position":3}"#)
        #expect(answers.count == 2)
        #expect(answers.last?.contains(#""code":"invalid_json","line":2"#) == true)
        #expect(try daemon.tell([]) == [])
    }

    @Test("Byte by byte gives the same answers as all at once")
    func byteByByte() throws {
        let daemon = try RunningDaemon()
        let socket = try daemon.appender()
        for byte in Array((Lines.decision(1) + "\r\n\r\n" + Lines.decision(1) + "\n").utf8) {
            try socket.send([byte])
        }
        try socket.finishSending()
        let answers = try socket.lines()
        #expect(answers.count == 3)
        #expect(answers.first == #"{"position":1}"#)
        #expect(answers[1].contains(#""code":"empty_line","line":2"#))
        #expect(answers.last == #"{"position":1,"duplicate":true}"#)
    }

    @Test("10,000 lines are pipelined; answers come in order, one a line")
    func pipelining() throws {
        let daemon = try RunningDaemon()
        let socket = try daemon.appender()
        let sender = Thread {
            try? socket.send(Lines.bytes(1...10_000))
            try? socket.finishSending()
        }
        sender.start()
        let answers = try socket.lines()
        #expect(answers == (1...10_000).map { #"{"position":\#($0)}"# })
    }

    @Test("A refused line refuses only itself, and names its line, id and field")
    func refusedLines() throws {
        let daemon = try RunningDaemon()
        let lines = [
            Lines.decision(1), "nonsense", "", Lines.decision(2, more: #","latency_ms":"slow""#),
            Lines.decision(3),
            Lines.decision(1, score: 0.25),
        ]
        let answers = try daemon.tell(Array((lines.joined(separator: "\n") + "\n").utf8))
        try #require(answers.count == 6)
        #expect(answers[0] == #"{"position":1}"#)
        #expect(answers[1].contains(#""code":"invalid_json","line":2"#))
        #expect(answers[2].contains(#""code":"empty_line","line":3"#))
        #expect(answers[3].contains(#""code":"wrong_type","line":4,"id":"d-2","field":"/latency_ms""#))
        #expect(answers[4] == #"{"position":2}"#)
        #expect(answers[5].contains(#""code":"conflict","line":6,"id":"d-1","field":"/score""#))
    }

    @Test("A refused line with nothing before it is answered at once, and the connection goes on")
    func atOnce() throws {
        let daemon = try RunningDaemon()
        let socket = try daemon.appender()
        try socket.send(Array("nonsense\n".utf8))
        #expect(try socket.lines(1).first?.contains(#""line":1"#) == true)
        try socket.send(Lines.bytes([1]))
        #expect(try socket.lines(1) == [#"{"position":1}"#])
        try socket.send(Array("nonsense\n".utf8))
        #expect(try socket.lines(1).first?.contains(#""line":3"#) == true)
    }

    @Test("A line over its limit is refused with the limit and its size; lines around it are not")
    func tooLarge() throws {
        let daemon = try RunningDaemon()
        let padding = String(repeating: "x", count: 5_000_000)
        let text = [
            Lines.decision(1), Lines.decision(2, more: #","note":"\#(padding)""#),
            Lines.decision(3, more: #","note":"\#(padding.prefix(70_000))""#), Lines.decision(4),
        ].joined(separator: "\n")
        let answers = try daemon.tell(Array(text.utf8))
        try #require(answers.count == 4)
        #expect(answers[0] == #"{"position":1}"#)
        #expect(answers[1].contains(#""code":"too_large","line":2"#))
        #expect(answers[1].contains(#""limit":"4194304 bytes""#))
        #expect(answers[2].contains(#""code":"too_large","line":3,"id":"d-3""#))
        #expect(answers[2].contains(#""limit":"65536 bytes""#))
        #expect(answers[3] == #"{"position":2}"#)
    }

    @Test("After a line whose reading took much room, well-formed or not, the next ones are read as ever")
    func afterLarge() throws {
        let daemon = try RunningDaemon()
        let dense = String(repeating: "[],", count: 500_000)
        let policy =
            #"{"type":"policy","id":"p","at":"2009-06-08T12:00:00Z","model":"m","threshold":0.5,"by":"me","#
        let lines = [
            policy + #""x":[\#(dense)0]}"#, Lines.decision(1), policy + #""x":[\#(dense)]}"#,
            Lines.decision(2),
            policy + #""x":[\#(dense)0]}"#,
        ]
        let answers = try daemon.tell(Array(lines.joined(separator: "\n").utf8))
        try #require(answers.count == 5)
        #expect(answers[0] == #"{"position":1}"#)
        #expect(answers[1] == #"{"position":2}"#)
        #expect(answers[2].contains(#""code":"invalid_json","line":3"#))
        #expect(answers[3] == #"{"position":3}"#)
        #expect(answers[4] == #"{"position":1,"duplicate":true}"#)
    }

    @Test("Many large lines at once share their room and all get through")
    func largeLines() throws {
        let daemon = try RunningDaemon { $0.largeLineBytes = Limits.largeEventBytes }
        let reason = String(repeating: "x", count: 900_000)
        let sockets = try (0..<6).map { _ in try daemon.appender() }
        let answers = Gate<[Int: [String]]>([:])
        for (number, socket) in sockets.enumerated() {
            let thread = Thread {
                let line = """
                    {"type":"policy","id":"p-\(number)","at":"2009-06-08T12:00:00Z","model":"m","threshold":0.5,\
                    "by":"me","extra":"\(reason)"}

                    """
                try? socket.send(Array(line.utf8))
                try? socket.send(Array(line.utf8))
                try? socket.finishSending()
                let lines = (try? socket.lines()) ?? []
                answers.change { $0[number] = lines }
            }
            thread.start()
        }
        let all = answers.wait(until: Date(timeIntervalSinceNow: 60)) { $0.count == 6 ? $0 : nil }
        for lines in try #require(all).values {
            #expect(lines.count == 2)
            #expect(lines.last?.contains(#""duplicate":true"#) == true, "\(lines)")
        }
    }

    @Test("A client that never reads is held back, then closed; others are served meanwhile")
    func stalledReader() throws {
        let daemon = try RunningDaemon {
            $0.stalledClientSeconds = 1
            $0.connectionQueueBytes = 65_536
        }
        let stalled = try daemon.appender()
        let sent = Gate((bytes: 0, ended: false))
        let thread = Thread {
            // Refused at once, with answers longer than the lines.
            let chunk = Array(String(repeating: "x\n", count: 8_192).utf8)
            while (try? stalled.send(chunk)) != nil { sent.change { $0.bytes += chunk.count } }
            sent.change { $0.ended = true }
        }
        thread.start()
        for number in 1...50 {
            #expect(try daemon.tell(Lines.bytes([number])) == [#"{"position":\#(number)}"#])
        }
        let bytes = sent.wait(until: Date(timeIntervalSinceNow: 60)) { $0.ended ? $0.bytes : nil }
        #expect(try #require(bytes) < 4_000_000)
    }

    @Test(
        "What clients send that never read is bounded by the queue; others are served, and they too in the end"
    )
    func boundedQueue() throws {
        let limit = 1 << 18
        let daemon = try RunningDaemon {
            $0.queueBytes = limit
            $0.stalledClientSeconds = 600
        }
        let feeds = [UInt8](repeating: 0x0a, count: 8_192)
        // Refused lines with answers a hundred times their size: 0.8 MB of answers each.
        let silent = try (0..<12).map { _ in try daemon.appender() }
        for socket in silent { try socket.send(feeds) }
        for number in 1...20 {
            #expect(try daemon.tell(Lines.bytes([number])) == [#"{"position":\#(number)}"#])
        }
        let client = try #require(ControlClient(path: daemon.configuration.controlSocket))
        guard case .done(let facts) = try client.ask(.status) else { throw LedgerError(.system, "no status") }
        let queued = try #require(facts["queued_bytes"]?.integer)
        // Beyond the limit, what one read and one turn of each bring.
        #expect(queued < limit + 12 * 16_384, "\(queued)")
        for socket in silent {
            let answers = try socket.lines(feeds.count)
            #expect(answers.count == feeds.count)
            #expect(answers.last?.contains(#""code":"empty_line","line":8192"#) == true)
        }
    }

    @Test("Half a large line that does not go on gives its share back")
    func stalledLine() throws {
        let daemon = try RunningDaemon {
            $0.stalledClientSeconds = 1
            $0.largeLineBytes = Limits.largeEventBytes
        }
        let stalled = try daemon.appender()
        try stalled.send([UInt8](repeating: UInt8(ascii: "x"), count: 300_000))
        #expect(try stalled.receive().isEmpty)
        let large = String(repeating: "x", count: 200_000)
        #expect(try daemon.tell(Array(Lines.decision(1, more: #","n":"\#(large)""#).utf8)).count == 1)
    }

    @Test("One connection too many is told so and closed; it may come when another has gone")
    func connectionLimit() throws {
        let daemon = try RunningDaemon { $0.appendConnections = 2 }
        let first = try daemon.appender()
        try first.send(Lines.bytes([1]))
        #expect(try first.lines(1).count == 1)
        let second = try daemon.appender()
        try second.send(Lines.bytes([2]))
        #expect(try second.lines(1).count == 1)
        let third = try daemon.appender()
        let answer = try third.lines()
        #expect(answer.count == 1)
        #expect(answer.first?.contains(#""code":"busy""#) == true)
        #expect(answer.first?.contains(#""retry":true"#) == true)
        try second.finishSending()
        #expect(try second.receive().isEmpty)
        var served: [String] = []
        while served.first != #"{"position":3}"# {
            let next = try daemon.appender()
            try? next.send(Lines.bytes([3]))
            served = (try? next.lines(1)) ?? []
        }
        #expect(served == [#"{"position":3}"#])
    }

    @Test("A user that may append only some types is told so for the others")
    func forbidden() throws {
        let daemon = try RunningDaemon { $0.allowedTypes = [System.user: [.outcome]] }
        let answers = try daemon.tell(Lines.bytes([1]))
        #expect(answers.first?.contains(#""code":"forbidden","line":1,"id":"d-1","field":"/type""#) == true)
    }

    @Test("Stopping answers everything that was taken; what was answered is there afterwards")
    func stopping() throws {
        let daemon = try RunningDaemon()
        let socket = try daemon.appender()
        let thread = Thread { try? socket.send(Lines.bytes(1...20_000)) }
        let answers = Gate<[String]?>(nil)
        let reader = Thread {
            let lines = (try? socket.lines()) ?? []
            answers.change { $0 = lines }
        }
        thread.start()
        reader.start()
        #expect(try daemon.tell(Lines.bytes([20_001])).count == 1)
        daemon.stop()
        let all = answers.wait(until: Date(timeIntervalSinceNow: 60)) { $0 }
        let answered = try #require(all).count + 1
        let journal = try Journal(opening: daemon.configuration.directory, readOnly: true)
        #expect(journal.head.position == Position(answered))
        #expect(journal.anchorLags == false)
        #expect(try journal.verify().fault == nil)
        #expect(try FileFacts(path: daemon.configuration.appendSocket) == nil)
    }

    @Test("A full map is opened anew while appending goes on over a connection: nothing is unknown")
    func fullMap() throws {
        let daemon = try RunningDaemon { $0.mapBytes = 1 << 16 }
        let socket = try daemon.appender()
        for number in 1...600 {
            let line = Lines.decision(number, more: #","n":"\#(String(repeating: "x", count: 900))""#) + "\n"
            try socket.send(Array(line.utf8))
            #expect(try socket.lines(1) == [#"{"position":\#(number)}"#])
        }
        let status = try daemon.get("/v1/status")
        #expect(status.contains(#""head":600"#))
        #expect(status.contains(#""failed_commits":0"#))
    }
}
