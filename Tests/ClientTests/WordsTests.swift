import ArgumentParser
import Client
import JSON
import Model
import Testing

@testable import daybook

@Suite("What the command line says")
struct WordsTests {
    @Test("control characters and marks that turn the reading order are written out")
    func escapes() {
        #expect(
            Screen.escape("a\u{1b}[31m\r\n\u{7f}\u{9b}\u{202e}b é")
                == #"a\u{1B}[31m\u{0D}\u{0A}\u{7F}\u{9B}\u{202E}b é"#)
    }

    @Test(
        "counts have separators between thousands",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678"),
            (UInt64.max, "18,446,744,073,709,551,615"),
        ] as [(UInt64, String)])
    func counts(_ number: UInt64, _ text: String) {
        #expect(Screen.count(number) == text)
    }

    @Test("progress says lines, rate, share and time left")
    func progress() {
        #expect(
            ProgressLine.words(lines: 50_000, share: 0.25, seconds: 10)
                == "50,000 lines, 5,000/s, 25.0 %, 30 s left")
        #expect(ProgressLine.words(lines: 1, share: nil, seconds: 0) == "1 line, 0/s")
        #expect(
            ProgressLine.words(lines: 9, share: 1e-18, seconds: 60)
                == "9 lines, 0/s, 0.0 %, 2376 h 0 min left")
    }

    @Test("where there is no terminal, progress is a plain line every 30 s")
    func plain() {
        var line = ProgressLine(isTerminal: false, now: 0)
        let shown = (0...100).filter {
            line.text(lines: 1, share: nil, now: Int64($0) * 1_000_000)?.hasSuffix("\n") == true
        }
        #expect(shown == [30, 60, 90])
    }

    @Test("progress waits a second, then comes five times a second on a terminal and seldom elsewhere")
    func pace() {
        for (isTerminal, expected) in [(true, 6), (false, 0)] {
            var line = ProgressLine(isTerminal: isTerminal, now: 0)
            let shown = (0...20).filter { line.text(lines: 1, share: nil, now: Int64($0) * 100_000) != nil }
            #expect(shown.count == expected)
            #expect(line.clear().isEmpty == !isTerminal)
            #expect(line.clear().isEmpty)
        }
    }

    @Test(
        "an HTTP error becomes one line and an exit status",
        arguments: [
            (400, ExitReason.usage), (404, .notFound), (406, .usage), (500, .internalFault), (503, .tryAgain),
        ])
    func problems(_ http: Int, _ status: ExitReason) {
        let body = Array(#"{"title":"No","detail":"because","status":1,"code":"x"}"#.utf8)
        let failure = Failure(QueryResponse(status: http, headers: [], body: body))
        #expect(failure.status == status)
        #expect(failure.message == "No: because")
        #expect(Failure(QueryResponse(status: http, headers: [], body: [])).message.contains("\(http)"))
    }

    @Test("silence about integrity is not integrity")
    func integrity() throws {
        let whole = try Integrity(answer: Array(#"{"facts":{"integrity":{"ok":true,"verified":7}}}"#.utf8))
        #expect(whole.isWhole)
        #expect(whole.line.contains("7 records"))
        let broken = try Integrity(
            answer: Array(#"{"facts":{"integrity":{"ok":false}},"findings":[{"text":"At 7."}]}"#.utf8))
        #expect(!broken.isWhole)
        #expect(broken.line.contains("At 7."))
        for answer in ["", "{}", #"{"facts":{"integrity":{}}}"#] {
            #expect(throws: Failure.self) { try Integrity(answer: Array(answer.utf8)) }
        }
    }

    @Test("a frozen set is the candidates' event with a name and a time, and the daemon's reader takes it")
    func frozenSet() throws {
        let digest = String(repeating: "ab", count: 32)
        let answer = """
            {"facts":{"candidates":{"event":{"type":"replay_set","id":"not this","model":"m","members":["a","b"],\
            "criteria":{"size":200,"share":0.1},"digest":"\(digest)"}}}}
            """
        let time = try Timestamp(parsing: "2009-06-08T12:00:00Z")
        let set = try FrozenSet(name: "june", at: time, candidates: Array(answer.utf8))
        #expect(
            String(decoding: set.bytes, as: UTF8.self)
                == """
                {"type":"replay_set","id":"june","at":"2009-06-08T12:00:00Z","model":"m","members":["a","b"],\
                "criteria":{"size":200,"share":0.1},"digest":"\(digest)"}
                """)
        #expect(try Event.decode(set.bytes).id == Identifier("june"))
        #expect(set.members == 2)
        let empty = Array(
            #"{"facts":{"candidates":{"event":{"members":[],"digest":"x"}}},"notes":{"no_data":"None."}}"#
                .utf8)
        let failure = #expect(throws: Failure.self) { try FrozenSet(name: "n", at: time, candidates: empty) }
        #expect(failure?.status == .notFound)
        #expect(failure?.message.contains("None.") == true)
    }

    @Test("a name that is taken is said with the position that holds it, not with where the events differ")
    func taken() {
        let message =
            "the id is taken by the event at position 60001, which differs in /at; nothing was overwritten"
        #expect(ReplayFreezeCommand.holder(message) == " by the event at position 60001")
        #expect(ReplayFreezeCommand.holder("taken").isEmpty)
    }

    @Test("what is typed about the socket wins over what is set, and an empty variable is none")
    func sockets() throws {
        let set = ["DAYBOOK_DIRECTORY": "/env/", "DAYBOOK_QUERY_SOCKET": "/env/q"]
        let path = { (words: [String], environment: [String: String]) in
            let options = try SocketOptions.parse(words)
            return options.path(options.querySocket, "DAYBOOK_QUERY_SOCKET", "query.sock", environment)
        }
        #expect(try path([], [:]) == "daybook-data/query.sock")
        #expect(
            try path([], ["DAYBOOK_DIRECTORY": "", "DAYBOOK_QUERY_SOCKET": ""]) == "daybook-data/query.sock")
        #expect(try path([], ["DAYBOOK_DIRECTORY": "/env/"]) == "/env/query.sock")
        #expect(try path([], set) == "/env/q")
        #expect(try path(["--directory", "/"], set) == "/query.sock")
        #expect(try path(["--socket-dir", "d"], set) == "d/query.sock")
        #expect(try path(["--directory", "d", "--query-socket", "s"], set) == "s")
    }
}
