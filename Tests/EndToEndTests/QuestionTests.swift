import Foundation
import JSON
import TestSupport
import Testing

@Suite("Questions from end to end", .serialized)
struct QuestionTests {
    private static let stream = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/bank-marketing/events-small.ndjson")
        .path

    private func filled() async throws -> RunningDaemon {
        let daemon = try await RunningDaemon()
        _ = try await Products.daybook(["append", Self.stream], on: daemon)
        return daemon
    }

    @Test("a replay set is frozen, stays what it was when labels change, and is exported ready to be scored")
    func replay() async throws {
        let daemon = try await filled()
        let freeze = try await Products.daybook(
            [
                "replay", "freeze", "set-1", "--model", "term-deposit", "--size", "40", "--labels-by",
                "2009-06-08T07:00:00Z",
            ], on: daemon)
        #expect(freeze.status == 0, "\(freeze.errors)")
        let before = try JSONValue(parsing: try daemon.get("/v1/replay-sets/set-1").body)
        let members = try #require(before["tables"]?["members"]?.elements)
        #expect(members.count == 40)
        let id = try #require(members.first?["id"]?.string)
        let late =
            #"{"type":"outcome","id":"late","at":"2010-01-01T00:00:00Z","decision":"\#(id)","label":true,"by":"desk"}"#
        #expect(try daemon.append(late + "\n").first?.contains("position") == true)
        let after = try JSONValue(parsing: try daemon.get("/v1/replay-sets/set-1").body)
        #expect(try #require(after["tables"]?["members"]?.elements?.first?["id"]?.string) == id)
        let ok = after["facts"]?.members?.compactMap { $0.value["digest_ok"]?.boolean }
        #expect(ok == [true], "\(after.text.prefix(600))")
        let export = try await Products.daybook(["replay", "export", "set-1"], on: daemon)
        let lines = export.output.split(separator: "\n")
        #expect(lines.count == 40)
        for line in lines {
            let value = try JSONValue(parsing: String(line))
            #expect(value["role"]?.string == "replay" && value["replay_set"]?.string == "set-1")
            #expect(value["features"]?.members?.count == 20)
        }
        let again = try await Products.daybook(
            ["replay", "freeze", "set-1", "--model", "term-deposit", "--size", "10"], on: daemon)
        #expect(again.status != 0 && again.errors.contains("set-1"), "\(again.errors)")
    }

    @Test(
        "the same audit at the same position is the same bytes in every form, also after a rebuild and a restart"
    )
    func reproducible() async throws {
        let daemon = try await filled()
        let position = "2055"
        func audits() async throws -> [String] {
            var texts: [String] = []
            for form in ["--text", "--json", "--csv", "--markdown", "--html"] {
                let run = try await Products.daybook(
                    ["audit", "--day", "2009-06-20", "--as-of", position, form], on: daemon)
                #expect(run.status == 0, "\(form): \(run.errors)")
                texts.append(run.output)
            }
            return texts
        }
        let first = try await audits()
        for text in first { #expect(text.count > 300) }
        _ = try daemon.append(
            #"{"type":"deployment","id":"y","at":"2026-01-01T00:00:00Z","model":"m","version":"v","by":"ci"}"#
                + "\n")
        #expect(try await audits() == first)
        #expect(try await Products.run(Products.path("daybookd"), ["rebuild", daemon.directory]).status == 0)
        #expect(try await audits() == first)
        #expect(daemon.stop() == 0)
        try daemon.start()
        #expect(try await audits() == first)
    }

    @Test("every route of the description answers, and errors are problem documents")
    func routes() async throws {
        let daemon = try await filled()
        let api = try JSONValue(parsing: try daemon.get("/v1/openapi.json").body)
        let paths = try #require(api["paths"]?.members?.map(\.name))
        #expect(paths.count >= 12)
        _ = try await Products.daybook(
            ["replay", "freeze", "set-1", "--model", "term-deposit", "--size", "5"], on: daemon)
        _ = try await Products.daybook(["pin", "pin-1", "--", "models"], on: daemon)
        for path in paths {
            let filledIn = path.replacingOccurrences(of: "/replay-sets/{name}", with: "/replay-sets/set-1")
                .replacingOccurrences(of: "/decisions/{id}", with: "/decisions/d-000001")
                .replacingOccurrences(of: "/pins/{name}", with: "/pins/pin-1")
                .replacingOccurrences(of: "/subjects/{id}", with: "/subjects/lead-000001")
            let parameters = api["paths"]?[path]?["get"]?["parameters"]?.elements ?? []
            let samples = ["model": "term-deposit", "version": "v1", "versions": "v1,v2"]
            let isDiff = path.hasSuffix("/diff")
            let required = parameters.compactMap { parameter -> String? in
                guard parameter["required"]?.boolean == true || isDiff, let name = parameter["name"]?.string,
                    let sample = samples[name]
                else { return nil }
                return "\(name)=\(sample)"
            }
            let target = required.isEmpty ? filledIn : filledIn + "?" + required.joined(separator: "&")
            let answer = try daemon.get(target)
            #expect(answer.status == 200, "\(target): \(answer.status) \(answer.body.prefix(300))")
        }
        for (target, status) in [
            ("/v1/feedback?colour=red", 400), ("/v1/feedback?period=century", 400),
            ("/v1/feedback?as_of=999999", 400),
            ("/v1/decisions/none", 404), ("/v1/nothing", 404), ("/v1/replay-sets/none", 404),
        ] {
            let answer = try daemon.get(target)
            #expect(answer.status == status, "\(target): \(answer.status) \(answer.body)")
            #expect(answer.head.lowercased().contains("application/problem+json"), "\(target)")
            #expect(try JSONValue(parsing: answer.body)["detail"]?.string?.isEmpty == false, "\(target)")
        }
    }

    @Test("a query sees every event acknowledged before it was asked")
    func readYourWrites() async throws {
        let daemon = try await RunningDaemon()
        for number in 1...30 {
            let line =
                #"{"type":"decision","id":"d\#(number)","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s","score":0.5}"#
            #expect(try daemon.append(line + "\n") == [#"{"position":\#(number)}"#])
            #expect(try daemon.get("/v1/decisions/d\(number)").status == 200)
        }
    }

    @Test("every refused line is counted, whether it came alone or among events")
    func refusedCount() async throws {
        let daemon = try await RunningDaemon()
        let good =
            #"{"type":"deployment","id":"y","at":"2026-01-01T00:00:00Z","model":"m","version":"v","by":"ci"}"#
        for text in ["{}\n", "x\n{}\n", "\(good)\n{}\n", "{}\n\(good)\nx\n"] { _ = try daemon.append(text) }
        let status = try JSONValue(parsing: try daemon.get("/v1/status").body)
        #expect(status["facts"]?["daemon"]?["refused"]?.integer == 6, "\(status.text)")
    }

    @Test("the README's Python example appends a decision")
    func pythonExample() async throws {
        let readme = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("README.md")
        let text = try String(contentsOf: readme, encoding: .utf8)
        let start = try #require(text.range(of: "```python\n"))
        let end = try #require(text.range(of: "```", range: start.upperBound..<text.endIndex))
        let program = String(text[start.upperBound..<end.lowerBound])
        #expect(program.split(separator: "\n").count <= 10)
        let daemon = try await RunningDaemon()
        let here = program.replacingOccurrences(of: "daybook-data/append.sock", with: daemon.appendSocket)
        #expect(here != program)
        let run = try await Products.run("/usr/bin/env", ["python3", "-c", here])
        #expect(run.status == 0 && run.output.contains("position"), "\(run.output) \(run.errors)")
    }
}
