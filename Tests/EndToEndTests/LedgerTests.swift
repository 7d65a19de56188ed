import Foundation
import JSON
import TestSupport
import Testing

@Suite("A ledger from end to end", .serialized)
struct LedgerTests {
    private static let stream = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Fixtures/bank-marketing/events-small.ndjson")
        .path

    private func summary(_ run: Products.Finished) throws -> JSONValue {
        try JSONValue(parsing: run.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test("a stream is appended once, is all duplicates when sent again, and a changed byte is a conflict")
    func idempotent() async throws {
        let daemon = try await RunningDaemon()
        let first = try summary(try await Products.daybook(["append", Self.stream, "--json"], on: daemon))
        #expect(first["appended"]?.integer == 2_055, "\(first.text)")
        let size = try FileManager.default.attributesOfItem(atPath: daemon.directory + "/journal/data.mdb")[
            .size]
        let second = try summary(try await Products.daybook(["append", Self.stream, "--json"], on: daemon))
        #expect(second["duplicates"]?.integer == 2_055 && second["appended"]?.integer == 0, "\(second.text)")
        let after = try FileManager.default.attributesOfItem(atPath: daemon.directory + "/journal/data.mdb")[
            .size]
        #expect(size as? Int == after as? Int)
        let line = try #require(try BankStream.small().first)
        let changed = line.replacingOccurrences(of: "0.018308", with: "0.018309")
        let answers = try daemon.append(changed + "\n" + line + "\n")
        #expect(answers.count == 2)
        #expect(answers.first?.contains(#""code":"conflict""#) == true)
        #expect(answers.first?.contains(#""field":"/score""#) == true)
        #expect(answers.last == #"{"position":1,"duplicate":true}"#)
    }

    @Test("the whole stream of 143,451 events, twice", .enabled(if: BankStream.sharedFolder != nil))
    func wholeStream() async throws {
        let daemon = try await RunningDaemon()
        let file = try #require(BankStream.sharedFolder).appendingPathComponent("events.ndjson.gz").path
        let first = try summary(try await Products.daybook(["append", file, "--json"], on: daemon))
        #expect(first["appended"]?.integer == 143_451, "\(first.text)")
        let second = try summary(try await Products.daybook(["append", file, "--json"], on: daemon))
        #expect(
            second["duplicates"]?.integer == 143_451 && second["appended"]?.integer == 0, "\(second.text)")
        let verify = try await Products.run(Products.path("daybookd"), ["verify", daemon.directory])
        #expect(verify.status == 0 && verify.output.contains("143451"), "\(verify.output) \(verify.errors)")
    }

    @Test("refused lines come back with their reasons, and the others are taken")
    func refusals() async throws {
        let daemon = try await RunningDaemon()
        let good =
            #"{"type":"decision","id":"g","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s","score":0.5}"#
        let bad = [
            #"{"type":"decision","id":"b","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s"}"#,
            "not json", #"{"type":"mystery","id":"x","at":"2026-01-01T00:00:00Z"}"#,
        ]
        let rejects = daemon.folder.file("rejects")
        let run = try await Products.daybook(
            ["append", "--rejects", rejects, "--json"], on: daemon,
            input: bad[0] + "\n" + good + "\n" + bad[1] + "\n" + bad[2] + "\n")
        #expect(run.status == 1, "\(run.errors)")
        #expect(try summary(run)["appended"]?.integer == 1)
        #expect(try String(contentsOfFile: rejects, encoding: .utf8) == bad.joined(separator: "\n") + "\n")
        let reasons = try String(contentsOfFile: rejects + ".reasons.ndjson", encoding: .utf8)
        for code in ["missing_field", "invalid_json", "unknown_type"] {
            #expect(reasons.contains(code), "\(reasons)")
        }
    }

    @Test("verify works beside a running daemon and without one, and a rebuild equals what had grown")
    func verifyAndRebuild() async throws {
        let daemon = try await RunningDaemon()
        _ = try await Products.daybook(["append", Self.stream], on: daemon)
        for _ in 0..<2 {
            let verify = try await Products.run(Products.path("daybookd"), ["verify", daemon.directory])
            #expect(verify.status == 0 && verify.output.contains("2055"), "\(verify.output) \(verify.errors)")
            let rebuild = try await Products.run(Products.path("daybookd"), ["rebuild", daemon.directory])
            #expect(rebuild.status == 0, "\(rebuild.output) \(rebuild.errors)")
            #expect(daemon.stop() == 0)
        }
    }

    @Test("one flipped bit in a record is named by its position")
    func flippedBit() async throws {
        let daemon = try await RunningDaemon()
        _ = try await Products.daybook(["append", Self.stream], on: daemon)
        #expect(daemon.stop() == 0)
        let lines = try BankStream.small()
        let file = URL(fileURLWithPath: daemon.directory + "/journal/data.mdb")
        let whole = try Data(contentsOf: file)
        for position in [1, 777, 2_055] {
            var damaged = whole
            let body = Data(lines[position - 1].utf8)
            var from = damaged.startIndex
            var flips = 0
            while let range = damaged.range(of: body, in: from..<damaged.endIndex) {
                damaged[range.lowerBound + 40] ^= 0x10
                flips += 1
                from = range.upperBound
            }
            #expect(flips > 0)
            try damaged.write(to: file)
            let verify = try await Products.run(Products.path("daybookd"), ["verify", daemon.directory])
            #expect(verify.status == 1 && !verify.signalled, "\(verify.output) \(verify.errors)")
            #expect(
                (verify.output + verify.errors).contains("position \(position) "),
                "\(verify.output) \(verify.errors)")
            // Nothing is derived from a record that is not what was written.
            let rebuild = try await Products.run(Products.path("daybookd"), ["rebuild", daemon.directory])
            #expect(rebuild.status != 0 && !rebuild.signalled, "\(rebuild.output) \(rebuild.errors)")
            #expect((rebuild.output + rebuild.errors).contains("position \(position) "), "\(rebuild.errors)")
        }
        try whole.write(to: file)
        #expect(try await Products.run(Products.path("daybookd"), ["verify", daemon.directory]).status == 0)
    }

    @Test("a truncated, empty or foreign journal is one clear error, never a signal")
    func damagedFiles() async throws {
        let daemon = try await RunningDaemon()
        _ = try await Products.daybook(["append", Self.stream], on: daemon)
        #expect(daemon.stop() == 0)
        let file = URL(fileURLWithPath: daemon.directory + "/journal/data.mdb")
        let whole = try Data(contentsOf: file)
        let cases = [
            Data(), Data("hello".utf8), Data(repeating: 0, count: 1 << 16), whole.prefix(4096),
            whole.prefix(whole.count / 2),
            whole.prefix(whole.count - 40_960),
        ]
        for (number, content) in cases.enumerated() {
            try content.write(to: file)
            for verb in ["run", "verify"] {
                let run = try await Products.run(Products.path("daybookd"), [verb, daemon.directory])
                #expect(run.status != 0 && !run.signalled, "case \(number), \(verb): \(run.errors)")
                #expect(!run.errors.isEmpty, "case \(number), \(verb)")
            }
        }
        try FileManager.default.removeItem(at: file)
        let missing = try await Products.run(Products.path("daybookd"), ["run", daemon.directory])
        #expect(missing.status != 0 && !missing.signalled)
        let nothing = try await Products.run(
            Products.path("daybookd"), ["run", daemon.folder.file("nowhere")])
        #expect(nothing.status != 0 && nothing.errors.contains("init"), "\(nothing.errors)")
    }

    @Test("a second daemon on the directory ends with its own code, and the first goes on")
    func secondDaemon() async throws {
        let daemon = try await RunningDaemon()
        let second = try await Products.run(Products.path("daybookd"), ["run", daemon.directory])
        #expect(second.status == 75 && !second.signalled, "\(second.status): \(second.errors)")
        #expect(try daemon.get("/v1/status").status == 200)
    }

    @Test("a daemon that is not there gives one line with the socket's path and how to start it")
    func noDaemon() async throws {
        let daemon = try await RunningDaemon()
        #expect(daemon.stop() == 0)
        for arguments in [["status"], ["append", Self.stream]] {
            let run = try await Products.daybook(arguments, on: daemon)
            #expect(run.status == 69)
            #expect(
                run.errors.contains(daemon.directory) && run.errors.contains("daybookd run"), "\(run.errors)")
        }
    }

    @Test("the sockets have the mode they are given, and a foreign file at a socket's path is left alone")
    func sockets() async throws {
        let daemon = try await RunningDaemon()
        for path in [daemon.appendSocket, daemon.querySocket] {
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o660)
        }
        daemon.kill()
        // A stale socket is replaced.
        try daemon.start()
        #expect(daemon.stop() == 0)
        try Data("precious".utf8).write(to: URL(fileURLWithPath: daemon.appendSocket))
        let run = try await Products.run(Products.path("daybookd"), ["run", daemon.directory])
        #expect(run.status != 0 && !run.signalled)
        #expect(try String(contentsOfFile: daemon.appendSocket, encoding: .utf8) == "precious")
    }

    @Test("a setting of the environment that cannot be read is refused by name, not replaced by the default")
    func environment() async throws {
        let folder = try TemporaryFolder()
        let directory = folder.file("ledger")
        #expect(try await Products.run(Products.path("daybookd"), ["init", directory]).status == 0)
        for setting in ["DAYBOOK_APPEND_MODE=abc", "DAYBOOK_MAP_GIB=abc", "DAYBOOK_LOG_FORMAT=abc"] {
            let run = try await Products.run(
                "/usr/bin/env", [setting, Products.path("daybookd"), "run", directory])
            #expect(run.status == 64 && !run.signalled, "\(setting): \(run.status) \(run.errors)")
            #expect(run.errors.contains(setting.split(separator: "=")[0]), "\(run.errors)")
        }
    }
}
