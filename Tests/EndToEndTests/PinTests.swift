import Foundation
import JSON
import TestSupport
import Testing

@Suite("Pins from end to end", .serialized)
struct PinTests {
    private static let stream = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/bank-marketing/events-small.ndjson")
        .path

    /// One more decision of the first version.
    private static func decision(_ id: String) -> String {
        #"{"type":"decision","id":"\#(id)","at":"2009-06-20T09:00:00Z","model":"term-deposit","version":"v1","#
            + #""subject":"late","score":0.99}"# + "\n"
    }

    @Test("an answer is pinned, checked to the byte after more has come, and compared with")
    func pinned() async throws {
        let daemon = try await RunningDaemon()
        _ = try await Products.daybook(["append", Self.stream], on: daemon)
        let pin = try await Products.daybook(
            [
                "pin", "before", "--by", "ann", "--", "distribution", "--model", "term-deposit", "--version",
                "v1",
            ],
            on: daemon)
        #expect(pin.status == 0, "\(pin.errors)")
        #expect(pin.output.hasPrefix("pinned before at position "))
        let list = try await Products.daybook(["pin", "list"], on: daemon)
        #expect(list.output.contains("before") && list.output.contains("ann"))

        let versus = [
            "compare", "--model", "term-deposit", "--baseline", "pin=before", "--current", "version=v2",
        ]
        func baseline() async throws -> [String] {
            let run = try await Products.daybook(versus + ["--json"], on: daemon)
            #expect(run.status == 0, "\(run.errors)")
            let rows = try JSONValue(parsing: run.output)["tables"]?["scores"]?.elements ?? []
            return rows.filter { $0["side"]?.string == "baseline" }.map(\.text)
        }
        let before = try await baseline()
        #expect(before.count == 1)
        #expect(try daemon.append(Self.decision("late-1") + Self.decision("late-2")).count == 2)
        #expect(try await baseline() == before)

        let check = try await Products.daybook(["pin", "check", "before", "--json"], on: daemon)
        #expect(check.status == 0, "\(check.errors)")
        let answer = try JSONValue(parsing: check.output)
        #expect(answer["facts"]?["check"]?["reproduced"]?.boolean == true)
        let changes = answer["tables"]?["changes"]?.elements ?? []
        #expect(
            changes.contains {
                $0["path"]?.string?.hasSuffix(".count") == true && $0["difference"]?.integer == 2
            })
        let shown = try await Products.daybook(["pin", "check", "before"], on: daemon)
        #expect(shown.status == 0 && shown.output.contains("reproduced byte for byte"))
    }

    @Test("a pin that is not reproduced, a name that is taken and a slip each have their exit status")
    func statuses() async throws {
        let daemon = try await RunningDaemon()
        _ = try daemon.append(Self.decision("d-1"))
        let zeros = String(repeating: "0", count: 64)
        let forged =
            #"{"type":"pin","id":"forged","at":"2009-07-01T00:00:00Z","by":"x","query":"models","#
            + #""parameters":{},"position":1,"digest":"\#(zeros)"}"# + "\n"
        #expect(try daemon.append(forged) == [#"{"position":2}"#])
        let check = try await Products.daybook(["pin", "check", "forged"], on: daemon)
        #expect(check.status == 1 && check.output.contains("not reproduced"), "\(check.errors)")
        let taken = try await Products.daybook(["pin", "forged", "--", "models"], on: daemon)
        #expect(taken.status == 1 && taken.errors.contains("position 2"), "\(taken.errors)")
        for (words, status) in [
            (["pin", "check", "nobody"], Int32(66)), (["pin", "show", "nobody"], 66),
            (["pin", "x", "--", "status"], 64), (["pin", "x", "--", "decision", "nobody"], 66),
            (["pin", "x", "--", "distribution", "--bins", "many"], 64),
        ] {
            let run = try await Products.daybook(words, on: daemon)
            #expect(run.status == status, "\(words): \(run.status) \(run.errors)")
        }
        let early = try await Products.daybook(
            ["pin", "early", "--json", "--", "models", "--as-of", "1"], on: daemon)
        #expect(early.status == 0, "\(early.errors)")
        #expect(try JSONValue(parsing: early.output)["position"]?.integer == 1)
        #expect(try await Products.daybook(["pin", "check", "early"], on: daemon).status == 0)
    }
}
