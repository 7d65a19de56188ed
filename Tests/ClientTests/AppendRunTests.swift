import Client
import Foundation
import JSON
import Testing
import Wire

@testable import daybook

@Suite("A run of append", .timeLimit(.minutes(20)))
struct AppendRunTests {
    static func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }

    static func run(
        _ files: [String], to socket: String, rejects: String? = nil
    ) async throws -> (tally: AppendTally, unread: Failure?) {
        let inputs = try AppendInputs(files)
        let files = try RejectFiles(lines: rejects, reasons: nil, inputs: inputs.inputs)
        let delivery = AppendDelivery(client: AppendClient(socket: socket), attempts: 3, pauseMilliseconds: 1)
        return try await AppendRun(inputs, files).run(delivery)
    }

    @Test(
        "refused lines are kept as they were, with reasons that name the line of the file; blank lines pass")
    func rejects() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            try Self.write("{\"id\":1}\r\n\n  refuse \t1\r\n{\"id\":2}\n{\"id\":1}\nrefuse 2", file)
            try await LedgerServer.with { server in
                let (tally, unread) = try await Self.run([file], to: server.path, rejects: "\(folder)/r")
                #expect(unread == nil)
                #expect(server.lines == ["{\"id\":1}", "{\"id\":2}"])
                #expect(
                    tally.line
                        == "5 lines: 2 appended (positions 1 to 2), 1 duplicate, 2 refused (invalid_json 2), "
                        + "1 blank line passed over")
                #expect(
                    try Data(contentsOf: URL(filePath: "\(folder)/r"))
                        == Data("  refuse \t1\r\nrefuse 2\n".utf8))
                let reasons = try String(contentsOfFile: "\(folder)/r.reasons.ndjson", encoding: .utf8)
                let lines = try reasons.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
                #expect(lines.compactMap { $0["line"]?.integer } == [3, 6])
                #expect(lines.first?["input"]?.string == file)
                #expect(lines.first?["code"]?.string == "invalid_json")
                #expect(AppendCommand.status(tally, unread) == .found)
            }
        }
    }

    @Test("the same file again is all duplicates, also compressed, and everything is well")
    func again() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            try Self.write((1...5_000).map { "{\"id\":\($0)}\n" }.joined(), file)
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/env")
            gzip.arguments = ["gzip", "-k", file]
            try gzip.run()
            gzip.waitUntilExit()
            try await LedgerServer.with { server in
                let first = try await Self.run([file], to: server.path)
                let second = try await Self.run([file, "\(file).gz"], to: server.path)
                #expect(first.tally.appended == 5_000)
                #expect(second.tally.duplicates == 10_000)
                #expect(AppendCommand.status(second.tally, second.unread) == .fine)
            }
        }
    }

    @Test("of a compressed file that is cut short, what came before is sent, and the file is named")
    func cutShort() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            // Digits of a product, so that the compressor cannot shrink the whole into one block.
            try Self.write((1...20_000).map { "{\"id\":\($0 * 7_919 * 104_729)}\n" }.joined(), file)
            let gzip = Process()
            gzip.executableURL = URL(filePath: "/usr/bin/env")
            gzip.arguments = ["gzip", file]
            try gzip.run()
            gzip.waitUntilExit()
            let whole = try Data(contentsOf: URL(filePath: "\(file).gz"))
            try whole.prefix(whole.count / 2).write(to: URL(filePath: "\(file).gz"))
            try await LedgerServer.with { server in
                let (tally, unread) = try await Self.run(["\(file).gz"], to: server.path)
                #expect(unread?.status == .inputUnreadable)
                #expect(
                    unread?.message
                        == "\(file).gz cannot be read to its end, it is damaged or cut short")
                #expect(tally.appended > 1_000)
                #expect(tally.appended < 20_000)
                #expect(tally.refusedCount == 0)
            }
        }
    }

    @Test("what never gets an answer is counted as unknown and asks for another run")
    func unknown() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            try Self.write("{\"id\":1}\n{\"id\":2}\n", file)
            let faults = Array(repeating: LedgerServer.Fault.closeUnanswered(afterLines: 1), count: 9)
            try await LedgerServer.with(faults: faults) { server in
                let (tally, unread) = try await Self.run([file], to: server.path)
                #expect(tally.unknown == 2)
                #expect(AppendCommand.status(tally, unread) == .tryAgain)
            }
        }
    }

    @Test(
        "a file that is not there, a folder, and an output that is an input are named before anything is sent"
    )
    func refusedInputs() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            try Self.write("{}\n", file)
            #expect(throws: Failure.self) { try AppendInputs([file, "\(folder)/b.ndjson"]) }
            #expect(throws: Failure.self) { try AppendInputs([folder]) }
            let inputs = try AppendInputs([file])
            #expect(throws: Failure.self) {
                try RejectFiles(lines: file, reasons: nil, inputs: inputs.inputs)
            }
            #expect(throws: Failure.self) {
                try RejectFiles(lines: nil, reasons: file, inputs: inputs.inputs)
            }
        }
    }

    @Test("refused lines and reasons never go into one file, however its two paths lead there")
    func oneFile() async throws {
        try await TemporaryFolder.with { folder in
            let manager = FileManager.default
            try Self.write("", "\(folder)/there")
            try manager.linkItem(atPath: "\(folder)/there", toPath: "\(folder)/hard")
            try manager.createSymbolicLink(atPath: "\(folder)/soft", withDestinationPath: "there")
            try manager.createSymbolicLink(atPath: "\(folder)/dangling", withDestinationPath: "new")
            try manager.createSymbolicLink(atPath: "\(folder)/self", withDestinationPath: folder)
            let pairs = [
                ("new", "new"), ("new", "./new"), ("new", "self/new"), ("new", "dangling"),
                ("there", "hard"), ("there", "soft"), ("self/soft", "hard"),
            ]
            for (lines, reasons) in pairs {
                let failure = #expect(throws: Failure.self, "\(lines) \(reasons)") {
                    try RejectFiles(
                        lines: "\(folder)/\(lines)", reasons: "\(folder)/\(reasons)", inputs: [])
                }
                #expect(failure?.status == .usage)
            }
            let inputs = try AppendInputs(["\(folder)/there"]).inputs
            #expect(throws: Failure.self) {
                try RejectFiles(lines: "\(folder)/soft", reasons: nil, inputs: inputs)
            }
            _ = try RejectFiles(lines: "\(folder)/new", reasons: "\(folder)/new2", inputs: inputs)
            _ = try RejectFiles(lines: "/dev/null", reasons: "/dev/null", inputs: inputs)
        }
    }

    @Test("of a line too long to be sent, the reasons name file and line, and no file claims to hold it")
    func longLine() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            let long = String(repeating: "x", count: AppendInputs.lineBytes + 1)
            try Self.write("{\"id\":1}\n\(long)\n{\"id\":2}\n", file)
            try await LedgerServer.with { server in
                let (tally, _) = try await Self.run([file], to: server.path, rejects: "\(folder)/r")
                #expect(server.lines.count == 2)
                #expect(tally.notKept == 1)
                #expect(try Data(contentsOf: URL(filePath: "\(folder)/r")).isEmpty)
                let reason = try JSONValue(
                    parsing: String(contentsOfFile: "\(folder)/r.reasons.ndjson", encoding: .utf8))
                #expect(reason["line"]?.integer == 2)
                #expect(reason["input"]?.string == file)
                #expect(reason["message"]?.string?.contains("line 2 of \(file)") == true)
                #expect(
                    tally.whereRefused(lines: "r", reasons: "s")
                        == "1 line of over 16 MiB not kept anywhere, the reasons are in s")
            }
        }
    }

    @Test("without a daemon nothing is made anew")
    func unreachable() async throws {
        try await TemporaryFolder.with { folder in
            let file = "\(folder)/a.ndjson"
            try Self.write("{}\n", file)
            try Self.write("of the last run\n", "\(folder)/r")
            await #expect(throws: ClientError.self) {
                try await Self.run([file], to: "\(folder)/none.sock", rejects: "\(folder)/r")
            }
            #expect(try String(contentsOfFile: "\(folder)/r", encoding: .utf8) == "of the last run\n")
        }
    }
}
