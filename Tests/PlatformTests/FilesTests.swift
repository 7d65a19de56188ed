import Foundation
import Platform
import TestSupport
import Testing

@Suite("Files, locks and compressed input")
struct FilesTests {
    @Test("a file is replaced whole, owner-readable, and leaves nothing beside it")
    func replace() throws {
        let folder = try TemporaryFolder()
        let path = folder.file("anchor")
        try Files.replace(path, with: [1, 2, 3])
        try Files.replace(path, with: [4])
        #expect([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) == [4])
        #expect(try FileFacts(path: path)?.permissions == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["anchor"])
    }

    @Test("facts tell files, folders and links apart, and nil means nothing is there")
    func facts() throws {
        let folder = try TemporaryFolder()
        try Files.replace(folder.file("f"), with: [1, 2])
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("l"), withDestinationPath: folder.file("f"))
        #expect(try FileFacts(path: folder.file("f"))?.kind == .regular)
        #expect(try FileFacts(path: folder.file("f"))?.size == 2)
        #expect(try FileFacts(path: folder.path)?.kind == .directory)
        #expect(try FileFacts(path: folder.file("l"))?.kind == .link)
        #expect(try FileFacts(path: folder.file("none")) == nil)
        #expect(try FileFacts(path: folder.file("f") + "/under") == nil)
    }

    @Test("a lock is held by one and free again when its holder is gone")
    func lock() throws {
        let folder = try TemporaryFolder()
        var first = try FileLock(path: folder.file("lock"))
        #expect(first != nil)
        #expect(try FileLock(path: folder.file("lock")) == nil)
        first = nil
        #expect(try FileLock(path: folder.file("lock")) != nil)
    }

    @Test("a path with a NUL or over the system's length is an error")
    func paths() {
        #expect(throws: SystemError.self) { try Files.remove("a\u{0}b") }
        #expect(throws: SystemError.self) { try Files.remove(String(repeating: "x", count: 5000)) }
    }

    @Test("gzip and plain files read alike; a cut gzip file is an error")
    func gzip() throws {
        let folder = try TemporaryFolder()
        let text = (0..<20_000).map { "line \($0)\n" }.joined()
        try Files.replace(folder.file("plain"), with: Array(text.utf8))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/gzip")
        process.arguments = ["-k", folder.file("plain")]
        try process.run()
        process.waitUntilExit()
        for name in ["plain", "plain.gz"] {
            let file = try CompressedFile(path: folder.file(name))
            var read: [UInt8] = []
            while case let bytes = try file.read(1 << 16), !bytes.isEmpty { read += bytes }
            #expect(String(decoding: read, as: UTF8.self) == text, "\(name)")
            #expect(file.offset > 0)
        }
        let whole = try Data(contentsOf: URL(fileURLWithPath: folder.file("plain.gz")))
        try whole.prefix(whole.count / 2).write(to: URL(fileURLWithPath: folder.file("cut.gz")))
        let cut = try CompressedFile(path: folder.file("cut.gz"))
        #expect(throws: SystemError.self) {
            while case let bytes = try cut.read(1 << 16), !bytes.isEmpty {}
        }
    }

    @Test("the local file system is not taken for a remote one, and has free bytes")
    func fileSystem() throws {
        let folder = try TemporaryFolder()
        #expect(try Files.remoteFileSystem(folder.path) == nil)
        #expect(try Files.freeBytes(folder.path) > 0)
    }
}
