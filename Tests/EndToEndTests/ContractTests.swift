import Foundation
import JSON
import TestSupport
import Testing

@Suite("Contracts from end to end", .serialized)
struct ContractTests {
    private static func decision(_ id: String, _ version: String, _ features: String) -> String {
        #"{"type":"decision","id":"\#(id)","at":"2026-06-02T09:00:00Z","model":"m","version":"\#(version)","#
            + #""subject":"s","score":0.5,"features":{\#(features)}}"# + "\n"
    }

    private static func contract(_ version: String, max: Int, more: String = "") -> String {
        #"{\#(more)"model":"m","version":"\#(version)","score":{"min":0,"max":1,"kind":"probability"},"#
            + #""features":{"age":{"type":"number","min":0,"max":\#(max),"required":true}},"labels":{"positive":["won"],"negative":["lost"]}}"#
    }

    @Test("a contract is registered from a file, once, and what breaks it is listed and never refused")
    func registered() async throws {
        let daemon = try await RunningDaemon()
        func register(_ text: String, _ more: [String] = []) async throws -> Products.Finished {
            let file = "\(daemon.directory)/contract.json"
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            return try await Products.daybook(["contract", "register", file] + more, on: daemon)
        }
        let named = #""id":"c1","at":"2026-06-01T00:00:00Z","#
        let first = try await register(Self.contract("v1", max: 120, more: named))
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output == "registered c1 at position 1: m v1\n")
        let again = try await register(Self.contract("v1", max: 120, more: named))
        #expect(again.status == 0 && again.output == "was on record before: c1 at position 1: m v1\n")
        let other = try await register(Self.contract("v1", max: 99, more: named))
        #expect(other.status == 1 && other.errors.contains("refused"), "\(other.errors)")

        // What the file leaves out is filled in.
        let second = try await register(Self.contract("v2", max: 100), ["--json"])
        let answer = try JSONValue(parsing: second.output)
        #expect(answer["position"]?.integer == 2)
        #expect(answer["id"]?.string?.hasPrefix("m/v2/20") == true)

        let lines =
            Self.decision("d1", "v1", #""age":40"#) + Self.decision("d2", "v1", #""age":400"#)
            + Self.decision("d3", "v1", #""shoe":40"#) + Self.decision("d4", "v1", #""age":"old""#)
        #expect(try daemon.append(lines).count == 4)
        let broken = try await Products.daybook(
            ["contract", "violations", "--model", "m", "--version", "v1", "--json"], on: daemon)
        #expect(broken.status == 0, "\(broken.errors)")
        let rows = try JSONValue(parsing: broken.output)["tables"]?["violations"]?.elements ?? []
        let kinds = rows.compactMap { row in
            row["feature"]?.string.map { "\($0) \(row["kind"]?.string ?? "?")" }
        }
        #expect(Set(kinds) == ["age range", "age missing", "age type", "shoe unknown"], "\(kinds)")
        let shown = try await Products.daybook(
            ["contract", "show", "--model", "m", "--version", "v1"], on: daemon)
        #expect(shown.status == 0 && shown.output.contains("120"), "\(shown.errors)")
        let differs = try await Products.daybook(
            ["contract", "diff", "--model", "m", "--versions", "v1", "v2"], on: daemon)
        #expect(differs.status == 0 && differs.output.contains("100"), "\(differs.output)\(differs.errors)")
        // Two versions in either form, for every question of two sides.
        for versions in [["v1,v2"], ["v1", "v2"]] {
            let sides = try await Products.daybook(
                ["workflow", "--model", "m", "--versions"] + versions + ["--json"], on: daemon)
            #expect(sides.status == 0, "\(versions): \(sides.errors)")
        }
    }

    @Test("a file that holds no contract is told from one that cannot be read")
    func unreadable() async throws {
        let daemon = try await RunningDaemon()
        for (name, text, words) in [
            ("text", "no JSON", "JSON"), ("list", "[]", "no JSON object"),
            ("decision", Self.decision("d", "v1", ""), "not a contract"),
            ("nameless", #"{"score":{"min":0,"max":1}}"#, "model and a version"),
            (
                "wrong", #"{"model":"m","version":"v1","score":{"min":1,"max":0,"kind":"probability"}}"#,
                "no contract"
            ),
        ] {
            let run = try await Products.daybook(["contract", "register", "-"], on: daemon, input: text)
            #expect(run.status == 65 && run.errors.contains(words), "\(name): \(run.status) \(run.errors)")
        }
        let missing = try await Products.daybook(
            ["contract", "register", "\(daemon.directory)/nothing.json"], on: daemon)
        #expect(missing.status == 65, "\(missing.errors)")
    }
}
