import Foundation
import Platform

/// Bytes piece by piece, compressed ones decompressed.
protocol ChunkSource: Sendable {
    /// The next bytes, at most about `count`; empty at the end.
    func read(_ count: Int) throws(SystemError) -> [UInt8]
    /// Bytes of the input consumed so far, as they lie on disk.
    var offset: Int64 { get }
}

extension CompressedFile: ChunkSource {}

/// One input as it was named.
struct InputFile: Sendable {
    /// For messages.
    let name: String
    /// Nil for standard input.
    private let path: String?
    /// Bytes on disk, nil for what is no regular file.
    let size: Int64?
    /// Device and inode, to tell whether an output would overwrite it.
    let facts: FileFacts?

    /// - Throws: `Failure` when there is nothing that could be read.
    init(_ named: String) throws {
        let isStandardInput = named == "-"
        name = isStandardInput ? "standard input" : named
        path = isStandardInput ? nil : named
        let facts = Self.facts(isStandardInput ? "/proc/self/fd/0" : named)
        if isStandardInput {
            guard StandardInput.isReadable else {
                throw Failure(.inputUnreadable, "standard input is closed")
            }
        } else if facts == nil, !FileManager.default.fileExists(atPath: named) {
            throw Failure(.inputUnreadable, "\(named): no such file")
        }
        guard facts?.kind != .directory else { throw Failure(.inputUnreadable, "\(name) is a directory") }
        self.facts = facts
        size = facts?.kind == .regular ? facts?.size : nil
        // Opening shows whether it may be read, before anything is sent; a pipe can be opened only once.
        if size != nil, path != nil { _ = try open() }
    }

    /// - Throws: `Failure` when it cannot be opened.
    func open() throws -> any ChunkSource {
        do throws(SystemError) {
            if let path { return try CompressedFile(path: path) }
            if size != nil { return try CompressedFile(descriptor: 0) }
            return try StandardInput.open()
        } catch {
            throw Failure(.inputUnreadable, "\(error)")
        }
    }

    /// The facts of what a path leads to, links followed.
    private static func facts(_ path: String) -> FileFacts? {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        return (try? FileFacts(path: resolved)) ?? nil
    }
}

/// Standard input where it is a pipe or a terminal: lines are given out as they come, not when a buffer is
/// full.
final class StandardInput: ChunkSource {
    private let first: OnceBytes

    private init(first: [UInt8]) {
        self.first = OnceBytes(first)
    }

    /// Whether descriptor 0 is something to read from. Foundation ends the process on a descriptor that is
    /// not, and where it was closed at the start, the runtime may have put one of its own there.
    static var isReadable: Bool {
        guard FileManager.default.fileExists(atPath: "/proc/self/fd") else { return true }
        guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/0"),
            target.hasPrefix("/") || target.hasPrefix("pipe:") || target.hasPrefix("socket:"),
            let facts = try? String(contentsOfFile: "/proc/self/fdinfo/0", encoding: .utf8),
            let flags = facts.split(separator: "\n").first(where: { $0.hasPrefix("flags:") })?.last?
                .wholeNumberValue
        else { return false }
        // The last octal digit holds the access mode: 1 is writing only.
        return flags & 3 != 1
    }

    /// Looks at the first bytes: what is compressed goes through a decompressor.
    static func open() throws(SystemError) -> any ChunkSource {
        var first: [UInt8] = []
        while first.count < 2 {
            let more = available()
            if more.isEmpty { break }
            first += more
        }
        guard first.starts(with: [0x1f, 0x8b]) else { return StandardInput(first: first) }
        let pipe = Pipe()
        let source = try CompressedFile(path: "/proc/self/fd/\(pipe.fileHandleForReading.fileDescriptor)")
        try? pipe.fileHandleForReading.close()
        let writer = pipe.fileHandleForWriting
        let head = first
        Thread.detachNewThread {
            var bytes = head
            // A reader that is gone ends the writing; it has said why.
            while !bytes.isEmpty, (try? writer.write(contentsOf: Data(bytes))) != nil { bytes = available() }
            try? writer.close()
        }
        return source
    }

    func read(_ count: Int) throws(SystemError) -> [UInt8] {
        let bytes = first.take()
        return bytes.isEmpty ? Self.available() : bytes
    }

    var offset: Int64 { 0 }

    private static func available() -> [UInt8] { Array(FileHandle.standardInput.availableData) }
}
