import Foundation

/// The executables of this build, run as a user would.
enum Products {
    /// The folder that holds the executables beside the test bundle.
    static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        .deletingLastPathComponent()

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    struct Finished {
        let status: Int32
        /// Whether a signal ended it.
        let signalled: Bool
        let output: String
        let errors: String
    }

    /// Runs a program to its end with input, and takes what it wrote. Blocks nothing while the program runs,
    /// some for minutes: the threads that all tests share are as many as there are cores.
    static func run(_ program: String, _ arguments: [String], input: String = "") async throws -> Finished {
        let place = try Place()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        try Data(input.utf8).write(to: place.file("in"))
        process.standardInput = try FileHandle(forReadingFrom: place.file("in"))
        for name in ["out", "err"] { try Data().write(to: place.file(name)) }
        process.standardOutput = try FileHandle(forWritingTo: place.file("out"))
        process.standardError = try FileHandle(forWritingTo: place.file("err"))
        try await Self.end(of: process)
        return Finished(
            status: process.terminationStatus, signalled: process.terminationReason == .uncaughtSignal,
            output: try String(contentsOf: place.file("out"), encoding: .utf8),
            errors: try String(contentsOf: place.file("err"), encoding: .utf8))
    }

    private static func end(of process: Process) async throws {
        try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { _ in continuation.resume() }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
    }

    /// Runs `daybook` against a ledger's sockets.
    static func daybook(_ arguments: [String], on ledger: RunningDaemon, input: String = "") async throws
        -> Finished
    {
        try await run(path("daybook"), arguments + ["--directory", ledger.directory], input: input)
    }

    private final class Place {
        let folder: URL

        init() throws {
            folder = FileManager.default.temporaryDirectory.appendingPathComponent(
                "daybook-run-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(at: folder) }

        func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
    }
}
