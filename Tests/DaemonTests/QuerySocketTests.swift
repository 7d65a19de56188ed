import Daemon
import Foundation
import JSON
import Journal
import Platform
import Testing

@Suite("query.sock", .timeLimit(.minutes(20)))
struct QuerySocketTests {
    private func body(_ response: String) -> String {
        response.components(separatedBy: "\r\n\r\n").dropFirst().joined(separator: "\r\n\r\n")
    }

    @Test("A question sees every event acknowledged before it, and says of which position it is")
    func fresh() throws {
        let daemon = try RunningDaemon()
        for number in 1...20 {
            #expect(try daemon.tell(Lines.bytes([number])).count == 1)
            let response = try daemon.get("/v1/status")
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.contains("Daybook-Position: \(number)\r\n"))
            let answer = try JSONValue(parsing: body(response))
            #expect(answer["parameters"]?["position"]?.integer == Int64(number))
        }
        for number in 21...40 {
            #expect(try daemon.tell(Lines.bytes([number])).count == 1)
            let response = try daemon.get("/v1/decisions/d-\(number)")
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.contains("Daybook-Position: \(number)\r\n"))
        }
    }

    @Test("A short question is answered although no thread has time for a long one")
    func short() throws {
        let busy = try RunningDaemon { $0.queryThreads = 0 }
        #expect(try busy.tell(Lines.bytes(1...3)).count == 3)
        // Nobody waits for the projections, so they take the events in when nothing else happens.
        let client = try #require(ControlClient(path: busy.configuration.controlSocket))
        var behind: Int64?
        while behind != 0 {
            guard case .done(let facts) = try client.ask(.status) else {
                throw LedgerError(.system, "no status")
            }
            behind = facts["behind"]?.integer
        }
        let asker = try BlockingSocket(path: busy.configuration.querySocket)
        try asker.send(Array("GET /v1/models HTTP/1.1\r\nHost: d\r\n\r\n".utf8))
        let answer = try busy.get("/v1/decisions/d-2")
        #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(try JSONValue(parsing: body(answer))["facts"]?["decision"]?["id"]?.string == "d-2")
        #expect(try busy.get("/v1/decisions/d-9").hasPrefix("HTTP/1.1 404 "))
        #expect(try busy.get("/v1/nothing").hasPrefix("HTTP/1.1 404 "))
        let head = try busy.ask(raw: "HEAD /v1/decisions/d-2 HTTP/1.1\r\nHost: d\r\n\r\n")
        #expect(head == answer.components(separatedBy: "\r\n\r\n")[0] + "\r\n\r\n")
    }

    @Test("Many short questions of one pipeline are answered in order")
    func shortPipeline() throws {
        let daemon = try RunningDaemon()
        #expect(try daemon.tell(Lines.bytes(1...100)).count == 100)
        let raw = (1...100).map { "GET /v1/decisions/d-\($0) HTTP/1.1\r\nHost: d\r\n\r\n" }.joined()
        let answers = try daemon.ask(raw: raw).components(separatedBy: "HTTP/1.1 200 OK\r\n").dropFirst()
        let ids = try answers.map { try JSONValue(parsing: body($0))["facts"]?["decision"]?["id"]?.string }
        #expect(ids == (1...100).map { "d-\($0)" })
    }

    @Test("Pipelined requests are answered in order, on one connection, which stays open until asked")
    func pipelined() throws {
        let daemon = try RunningDaemon()
        let paths = ["/v1/status", "/v1/nothing", "/v1/models", "/v1/openapi.json", "/v1/status?bogus=1"]
        let raw = paths.map { "GET \($0) HTTP/1.1\r\nHost: d\r\n\r\n" }.joined()
        let response = try daemon.ask(raw: raw)
        let statuses = response.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(statuses == ["200", "404", "200", "200", "400"])
        #expect(response.contains(#""parameter":"bogus""#))
    }

    @Test(
        "The form is chosen by Accept",
        arguments: [
            ("application/json", "application/json"), ("text/plain", "text/plain; charset=utf-8"),
            ("text/markdown", "text/markdown; charset=utf-8"), ("text/csv", "text/csv"),
            ("*/*", "application/json"),
            ("text/html", "text/html; charset=utf-8"),
            ("text/xml;q=0.9, text/plain;q=0.5;width=60", "text/plain; charset=utf-8"),
        ])
    func forms(accept: String, type: String) throws {
        let daemon = try RunningDaemon()
        let response = try daemon.get("/v1/status", headers: "Accept: \(accept)\r\n")
        #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(response.contains("Content-Type: \(type)"), "\(response.prefix(300))")
    }

    @Test(
        "What is not a question is refused with a problem document",
        arguments: [
            ("POST /v1/status HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n", "405", "read_only"),
            ("DELETE /v1/decisions/d-1 HTTP/1.1\r\nHost: d\r\n\r\n", "405", "read_only"),
            ("GET /v1/status HTTP/1.1\r\nHost: d\r\nContent-Length: 3\r\n\r\nabc", "413", "no_bodies"),
            (
                "POST /v1/status HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                "413", "no_bodies"
            ),
            ("GET /v1/status HTTP/1.1\r\nHost: d\r\nAccept: image/png\r\n\r\n", "406", "not_acceptable"),
            ("GET /v1/%zz HTTP/1.1\r\nHost: d\r\n\r\n", "404", "not_found"),
            ("GET /v1/events?limit=%zz HTTP/1.1\r\nHost: d\r\n\r\n", "400", "bad_parameter"),
        ])
    func refused(raw: String, status: String, code: String) throws {
        let daemon = try RunningDaemon()
        let response = try daemon.ask(raw: raw)
        #expect(response.hasPrefix("HTTP/1.1 \(status) "), "\(response)")
        #expect(response.contains("Content-Type: application/problem+json"))
        let problem = try JSONValue(parsing: body(response))
        #expect(problem["code"]?.string == code)
        #expect(problem["status"]?.integer == Int64(status))
    }

    @Test("A head over 16 KiB, or one that is no HTTP, ends the connection with a problem document")
    func badHead() throws {
        let daemon = try RunningDaemon()
        let long = "X-Long: \(String(repeating: "a", count: 17_000))\r\n"
        let many = (0..<40).map { "X-\($0): \(String(repeating: "a", count: 500))\r\n" }.joined()
        let whole = "GET /v1/status HTTP/1.1\r\nHost: d\r\n"
        let cases = [
            (whole + long + "\r\n", "431", "head_too_large"),
            (whole + many + "\r\n", "431", "head_too_large"),
            ("hello\r\n\r\n", "400", "bad_request"), ("\u{1}\u{2}\r\n", "400", "bad_request"),
            (whole + "Bad Name: 1\r\n\r\n", "400", "bad_request"),
        ]
        for (raw, status, code) in cases {
            let response = try daemon.ask(raw: raw)
            #expect(response.hasPrefix("HTTP/1.1 \(status) "), "\(response)")
            #expect(response.contains("Content-Type: application/problem+json\r\n"))
            #expect(response.contains("Connection: close\r\n"))
            let problem = try JSONValue(parsing: body(response))
            #expect(problem["code"]?.string == code)
            #expect(problem["status"]?.integer == Int64(status))
        }
        #expect(try daemon.get("/v1/status").hasPrefix("HTTP/1.1 200 "))
    }

    @Test("What comes after a question and is no HTTP does not cost the question its answer")
    func badSecond() throws {
        let daemon = try RunningDaemon()
        let response = try daemon.ask(raw: "GET /v1/openapi.json HTTP/1.1\r\nHost: d\r\n\r\nhello\r\n\r\n")
        let statuses = response.components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(statuses == ["200", "400"])
    }

    /// A daemon that holds next to no answers, with events whose listing no kernel holds.
    private func listing() throws -> RunningDaemon {
        let daemon = try RunningDaemon {
            $0.answerBytes = 1
            $0.stalledClientSeconds = 600
        }
        let more = #","n":"\#(String(repeating: "x", count: 60_000))""#
        let lines = (1...30).map { Lines.decision($0, more: more) }.joined(separator: "\n")
        #expect(try daemon.tell(Array(lines.utf8)).count == 30)
        return daemon
    }

    @Test("While answers wait to be read there is none for further questions; afterwards there is")
    func unreadAnswers() throws {
        let daemon = try listing()
        let asker = try BlockingSocket(path: daemon.configuration.querySocket)
        try asker.send(Array("GET /v1/events?limit=30 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n".utf8))
        // With its first byte the answer is there, and the rest of it waits.
        #expect(try asker.receive(1).count == 1)
        let busy = try daemon.get("/v1/models")
        #expect(busy.hasPrefix("HTTP/1.1 503 "), "\(busy)")
        #expect(busy.contains("Retry-After: 1\r\n"))
        #expect(try JSONValue(parsing: body(busy))["code"]?.string == "busy")
        #expect(try asker.all().utf8.count > 1_800_000)
        var response = ""
        repeat { response = try daemon.get("/v1/models") } while response.hasPrefix("HTTP/1.1 503 ")
        #expect(response.hasPrefix("HTTP/1.1 200 "))
    }

    @Test("An asker that goes away unread leaves its room to others")
    func goneAsker() throws {
        let daemon = try listing()
        do {
            let asker = try BlockingSocket(path: daemon.configuration.querySocket)
            try asker.send(Array("GET /v1/events?limit=30 HTTP/1.1\r\nHost: d\r\n\r\n".utf8))
            #expect(try asker.receive(1).count == 1)
        }
        var response = ""
        repeat { response = try daemon.get("/v1/models") } while response.hasPrefix("HTTP/1.1 503 ")
        #expect(response.hasPrefix("HTTP/1.1 200 "))
    }

    @Test("The next question of a pipeline waits until the answer before it is taken")
    func pipelinedUnread() throws {
        let daemon = try listing()
        let asker = try BlockingSocket(path: daemon.configuration.querySocket)
        let raw = String(repeating: "GET /v1/events?limit=30 HTTP/1.1\r\nHost: d\r\n\r\n", count: 3)
        try asker.send(Array(raw.utf8))
        try asker.finishSending()
        let statuses = try asker.all().components(separatedBy: "HTTP/1.1 ").dropFirst().map { $0.prefix(3) }
        #expect(statuses == ["200", "200", "200"])
    }

    @Test("HEAD gives the same head without a body")
    func head() throws {
        let daemon = try RunningDaemon()
        let response = try daemon.ask(raw: "HEAD /v1/openapi.json HTTP/1.1\r\nHost: d\r\n\r\n")
        #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(body(response).isEmpty)
        let length = try daemon.get("/v1/openapi.json").components(separatedBy: "Content-Length: ")[1].prefix(
            6)
        #expect(response.contains("Content-Length: \(length.prefix { $0 != "\r" })"))
    }

    @Test("A head that does not come is not waited for, neither the first nor one after an answer")
    func slowHead() throws {
        let daemon = try RunningDaemon { $0.stalledClientSeconds = 1 }
        let socket = try BlockingSocket(path: daemon.configuration.querySocket)
        try socket.send(Array("GET /v1/st".utf8))
        #expect(try socket.receive().isEmpty)
        let answered = try BlockingSocket(path: daemon.configuration.querySocket)
        try answered.send(Array("GET /v1/nothing HTTP/1.1\r\nHost: d\r\n\r\nGET /v1/st".utf8))
        #expect(try answered.all().hasPrefix("HTTP/1.1 404 "))
    }
}
