import Foundation
import JSON
import TestSupport
import Testing

/// kill -9 at random moments under load, held against what was acknowledged (kill_loop.py says how).
@Suite("A killed daemon", .serialized)
struct KillTests {
    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("kill_loop.py").path

    private func loop(
        _ daemon: String, cycles: Int, seed: UInt64, steps: Bool = false
    ) async throws -> Products.Finished {
        let run = try await Products.run(
            "/usr/bin/env",
            ["python3", Self.script, Products.path(daemon), String(cycles), String(seed)]
                + (steps ? ["steps"] : []))
        print("\(daemon): \(run.output.trimmingCharacters(in: .whitespacesAndNewlines))")
        return run
    }

    @Test("50 kills lose, invent and double nothing that was acknowledged", arguments: seeds([1]))
    func kills(seed: UInt64) async throws {
        let run = try await loop("daybookd", cycles: 50, seed: seed)
        #expect(run.status == 0, "seed \(seed): \(run.errors)")
        #expect(run.output.contains(#""breaches": 0"#))
        // The loop did something: many events were acknowledged, and kills fell between sending and
        // answering.
        #expect(!run.output.contains(#""acknowledged": 0,"#))
        #expect(!run.output.contains(#""unanswered_when_killed": 0,"#))
    }

    @Test(
        "50 kills in checkpoints, 50 in merges and 20 in a rebuild leave every row as it was",
        arguments: seeds([3]))
    func steps(seed: UInt64) async throws {
        let run = try await loop("dies-at-steps", cycles: 104, seed: seed, steps: true)
        #expect(run.status == 0, "seed \(seed): \(run.errors)")
        let figures = try #require(try JSONDocument(Array(run.output.utf8)).root["killed_in"])
        for kind in ["checkpoint", "merge"] {
            #expect(figures[kind].flatMap(\.double) ?? 0 >= 50, "\(run.output)")
        }
        #expect(run.output.contains(#""rebuilds_killed": 20"#))
    }

    @Test("the same loop finds a daemon that acknowledges before it commits")
    func plantedBug() async throws {
        let run = try await loop("acknowledge-early-canary", cycles: 50, seed: 2)
        #expect(run.status == 1, "\(run.output) \(run.errors)")
        #expect(run.errors.contains("LOST"))
    }
}
