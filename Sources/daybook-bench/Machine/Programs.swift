import Foundation

/// Other programs that a measurement needs.
enum Programs {
    /// The path of an executable of this build.
    static func path(_ name: String) -> String {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent(name).path
    }

    /// Starts a program whose errors go to a file.
    static func start(_ program: String, _ arguments: [String], errors: String) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        if !FileManager.default.fileExists(atPath: errors) {
            try Data().write(to: URL(fileURLWithPath: errors))
        }
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: errors))
        try log.seekToEnd()
        process.standardError = log
        try process.run()
        return process
    }

    /// Runs a program found on the path to its end; what it printed. Its errors go where ours go.
    static func output(_ command: [String]) throws -> String {
        let pipe = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchError("\(command.joined(separator: " ")) ended with \(process.terminationStatus)")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
