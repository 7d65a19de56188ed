import Daemon
import Foundation
import Journal
import Platform
import Testing

@Suite("What stands at a socket's path")
struct SocketFileTests {
    @Test(
        "A file, a directory or a link at the path is kept, and named",
        arguments: ["file", "directory", "link"])
    func foreign(what: String) throws {
        let directory = try RunningDaemon.ledger()
        let path = directory + "/append.sock"
        switch what {
        case "file": try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        case "directory":
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        default:
            try FileManager.default.createSymbolicLink(
                atPath: path, withDestinationPath: directory + "/anchor")
        }
        let before = try FileFacts(path: path)
        let error = #expect(throws: ListenerError.self) { try RunningDaemon(in: directory) }
        #expect(error?.message.contains(path) == true)
        #expect(try FileFacts(path: path) == before)
        try FileManager.default.removeItem(atPath: path)
        let daemon = try RunningDaemon(in: directory)
        #expect(try daemon.tell(Lines.bytes([1])) == [#"{"position":1}"#])
    }

    @Test("A socket that was left over is replaced, one that somebody listens at is not")
    func leftOver() throws {
        let directory = try RunningDaemon.ledger()
        let path = directory + "/append.sock"
        let listener = try UnixListener(path: directory + "/other.sock", mode: 0o600)
        try Files.rename(directory + "/other.sock", to: path)
        let error = #expect(throws: ListenerError.self) { try RunningDaemon(in: directory) }
        #expect(error?.inUse == true)
        listener.end()
        #expect(try FileFacts(path: path)?.kind == .socket)
        let daemon = try RunningDaemon(in: directory)
        #expect(try daemon.tell(Lines.bytes([1])) == [#"{"position":1}"#])
    }

    @Test("Modes are as asked for; the control socket is the user's alone; names go when the daemon does")
    func modes() throws {
        let daemon = try RunningDaemon { $0.queryMode = 0o666 }
        let configuration = daemon.configuration
        #expect(try FileFacts(path: configuration.appendSocket)?.permissions == 0o660)
        #expect(try FileFacts(path: configuration.querySocket)?.permissions == 0o666)
        #expect(try FileFacts(path: configuration.controlSocket)?.permissions == 0o600)
        daemon.stop()
        for path in [configuration.appendSocket, configuration.querySocket, configuration.controlSocket] {
            #expect(try FileFacts(path: path) == nil)
        }
    }

    @Test("A path of 108 bytes is refused with the limit, one of 107 is not")
    func longPath() throws {
        let directory = try RunningDaemon.ledger()
        let room = UnixListener.pathBytesMax - directory.utf8.count - 1
        let longest = directory + "/" + String(repeating: "x", count: room)
        let error = #expect(throws: ListenerError.self) {
            try RunningDaemon(in: directory) { $0.appendSocket = longest + "x" }
        }
        #expect(error?.message.contains("107") == true)
        let daemon = try RunningDaemon(in: directory) { $0.appendSocket = longest }
        #expect(try daemon.tell(Lines.bytes([1])) == [#"{"position":1}"#])
    }

    @Test("A second daemon is refused and the first goes on")
    func second() throws {
        let daemon = try RunningDaemon()
        let error = #expect(throws: LedgerError.self) {
            try RunningDaemon(in: daemon.configuration.directory)
        }
        #expect(error?.kind == .held)
        #expect(try daemon.tell(Lines.bytes([1])) == [#"{"position":1}"#])
    }
}
