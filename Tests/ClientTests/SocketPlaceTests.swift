import Foundation
import Testing

@testable import Client

@Suite("What is said of a socket that cannot be reached")
struct SocketPlaceTests {
    @Test("a socket that may not be connected to is named with its mode, owner and group")
    func access() async throws {
        try await TemporaryFolder.with { folder in
            let path = "\(folder)/append.sock"
            #expect(FileManager.default.createFile(atPath: path, contents: nil))
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: path)
            let facts = try FileManager.default.attributesOfItem(atPath: path)
            let owner = try #require(facts[.ownerAccountID] as? NSNumber)
            let group = try #require(facts[.groupOwnerAccountID] as? NSNumber)
            let words = SocketPlace.access(path)
            #expect(words.hasPrefix("the socket has mode 0640, owner "))
            #expect(words.contains("\(owner)"))
            #expect(words.contains("group "))
            #expect(words.contains("\(group)"))
            let said = ClientError.forbidden(socket: path, access: words).description
            #expect(said.hasPrefix("\(path): permission denied; the socket has mode 0640"))
            #expect(!said.contains("daybookd"))
        }
    }

    @Test("a socket behind a directory that may not be entered is said to be there")
    func directory() async throws {
        try await TemporaryFolder.with { folder in
            try FileManager.default.setAttributes([.posixPermissions: 0o750], ofItemAtPath: folder)
            #expect(
                SocketPlace.access("\(folder)/none/append.sock").hasPrefix("\(folder) has mode 0750, owner "))
        }
    }
}
