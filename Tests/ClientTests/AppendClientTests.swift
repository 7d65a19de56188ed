import Client
import Foundation
import Synchronization
import Testing
import Wire

@Suite("Append client", .timeLimit(.minutes(20)))
struct AppendClientTests {
    static func lines(_ count: Int) -> [AppendLine] {
        (1...count).map {
            AppendLine(input: 0, number: UInt64($0), bytes: Array("{\"id\":\"e-\($0)\"}".utf8))
        }
    }

    /// Batches handed out one after another.
    final class Batches: Sendable {
        private let batches: Mutex<[[AppendLine]]>

        init(_ lines: [AppendLine], size: Int) {
            let starts = stride(from: 0, to: lines.count, by: size)
            batches = Mutex(starts.map { Array(lines[$0..<min(lines.count, $0 + size)]) })
        }

        func next() -> [AppendLine]? { batches.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    }

    /// What came back, by line number.
    final class Answers: Sendable {
        private let found = Mutex<[(number: UInt64, answer: String)]>([])

        func add(_ answers: [(line: AppendLine, answer: AcknowledgementLine)]) {
            found.withLock {
                $0 += answers.map {
                    ($0.line.number, String(decoding: $0.answer.bytes.dropLast(), as: UTF8.self))
                }
            }
        }

        var numbers: [UInt64] { found.withLock { $0.map(\.number) } }
        var texts: [String] { found.withLock { $0.map(\.answer) } }
    }

    @Test("every line has its own answer, in order, with far more lines than fit the window")
    func pipelined() async throws {
        try await LedgerServer.with { server in
            let batches = Batches(Self.lines(1_000), size: 7)
            let answers = Answers()
            let ending = try await AppendClient(socket: server.path, windowBytes: 200)
                .send({ batches.next() }, answered: answers.add)
            guard case .finished = ending else {
                Issue.record("\(ending)")
                return
            }
            #expect(answers.numbers == Array(1...1_000))
            #expect(answers.texts == (1...1_000).map { "{\"position\":\($0)}" })
            #expect(server.lines.count == 1_000)
        }
    }

    @Test("a line larger than the window goes alone")
    func largeLine() async throws {
        try await LedgerServer.with { server in
            let large = AppendLine(input: 0, number: 1, bytes: [UInt8](repeating: 0x61, count: 500_000))
            let batches = Batches([large] + Self.lines(3), size: 1)
            let answers = Answers()
            _ = try await AppendClient(socket: server.path, windowBytes: 1_000)
                .send({ batches.next() }, answered: answers.add)
            #expect(answers.texts.count == 4)
            #expect(server.lines.first?.utf8.count == 500_000)
        }
    }

    @Test("when the daemon closes early, exactly the lines without an answer come back")
    func lost() async throws {
        try await LedgerServer.with(faults: [.closeUnanswered(afterLines: 40)]) { server in
            let batches = Batches(Self.lines(100), size: 10)
            let answers = Answers()
            let ending = try await AppendClient(socket: server.path).send(
                { batches.next() }, answered: answers.add)
            guard case .lost(let unanswered, _) = ending else {
                Issue.record("\(ending)")
                return
            }
            #expect(answers.numbers == Array(1...39))
            #expect(unanswered.first?.number == 40)
            var rest: [AppendLine] = []
            while let batch = batches.next() { rest += batch }
            #expect((unanswered + rest).map(\.number) == Array(40...100))
        }
    }

    @Test(
        "nobody at the socket is an error with the path, and how to start the daemon where a ledger could be")
    func unreachable() async throws {
        try await TemporaryFolder.with { folder in
            let client = AppendClient(socket: "\(folder)/append.sock")
            let error = await #expect(throws: ClientError.self) {
                try await client.send({ nil }, answered: { _ in })
            }
            #expect(
                error?.description
                    == "no daemon answers at \(folder)/append.sock: no such file; make a ledger and start it with: daybookd init \(folder) && daybookd run \(folder)"
            )
            try Data().write(to: URL(filePath: "\(folder)/anchor"))
            #expect(
                error?.description.hasSuffix("no such file; start it with: daybookd run \(folder)") == true)
            try FileManager.default.removeItem(atPath: "\(folder)/anchor")
            try Data().write(to: URL(filePath: "\(folder)/photos"))
            #expect(error?.description == "no daemon answers at \(folder)/append.sock: no such file")
        }
    }

    @Test(
        "a failing source ends the input once the lines before it are answered, and its error comes through")
    func sourceFails() async throws {
        struct Damaged: Error {}
        try await LedgerServer.with { server in
            let batches = Batches(Self.lines(20), size: 10)
            let answers = Answers()
            await #expect(throws: Damaged.self) {
                try await AppendClient(socket: server.path).send(
                    {
                        guard let lines = batches.next() else { throw Damaged() }
                        return lines
                    }, answered: answers.add)
            }
            #expect(answers.numbers == Array(1...20))
        }
    }
}

@Suite("Append delivery", .timeLimit(.minutes(20)))
struct AppendDeliveryTests {
    typealias Batches = AppendClientTests.Batches
    typealias Answers = AppendClientTests.Answers

    static func delivery(_ server: LedgerServer) -> AppendDelivery {
        AppendDelivery(client: AppendClient(socket: server.path), attempts: 3, pauseMilliseconds: 1)
    }

    @Test("lines without an answer are sent again after a lost connection, and each is appended once")
    func reconnects() async throws {
        let faults: [LedgerServer.Fault] = [
            .closeUnanswered(afterLines: 5), .turnAway, .closeUnanswered(afterLines: 1),
            .closeUnanswered(afterLines: 30),
        ]
        try await LedgerServer.with(faults: faults) { server in
            let batches = Batches(AppendClientTests.lines(100), size: 10)
            let answers = Answers()
            let unknown = try await Self.delivery(server).run({ batches.next() }, settled: answers.add)
            #expect(unknown.isEmpty)
            #expect(answers.numbers.sorted() == Array(1...100))
            #expect(
                server.lines.sorted()
                    == AppendClientTests.lines(100)
                    .map { String(decoding: $0.bytes, as: UTF8.self) }.sorted())
            #expect(answers.texts.filter { $0.contains("duplicate") }.count >= 2)
        }
    }

    @Test("an unknown outcome is asked again until it is known")
    func unknownOutcome() async throws {
        try await LedgerServer.with(faults: [.unknown(containing: "e-1")]) { server in
            let batches = Batches(AppendClientTests.lines(30), size: 5)
            let answers = Answers()
            let unknown = try await Self.delivery(server).run({ batches.next() }, settled: answers.add)
            #expect(unknown.isEmpty)
            #expect(answers.numbers.sorted() == Array(1...30))
            #expect(server.lines.count == 30)
        }
    }

    @Test("after attempts that settle nothing it gives up and names the lines")
    func givesUp() async throws {
        try await LedgerServer.with(faults: Array(repeating: .closeUnanswered(afterLines: 1), count: 9)) {
            server in
            let batches = Batches(AppendClientTests.lines(4), size: 2)
            let answers = Answers()
            let unknown = try await Self.delivery(server).run({ batches.next() }, settled: answers.add)
            #expect(unknown.first?.number == 1)
            #expect(answers.numbers.isEmpty)
            #expect(server.connections == 3)
        }
    }
}
