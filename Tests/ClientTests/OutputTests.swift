import Foundation
import Testing

@testable import daybook

@Suite("Outputs of the command line")
struct OutputTests {
    @Test("an output that cannot be made is named with the reason, and what a link leads to is written")
    func outputFile() async throws {
        try await TemporaryFolder.with { folder in
            let failure = #expect(throws: Failure.self) { try OutputFile(path: "\(folder)/none/x") }
            #expect(failure?.message == "write \(folder)/none/x: no such file or directory")
            #expect(failure?.status == .outputUnwritable)
            try Data("of the last run, which was longer".utf8).write(to: URL(filePath: "\(folder)/there"))
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/link", withDestinationPath: "\(folder)/there")
            let output = try OutputFile(path: "\(folder)/link")
            try output.write(Array("new".utf8))
            try output.finish()
            #expect(try String(contentsOfFile: "\(folder)/there", encoding: .utf8) == "new")
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link")
                    == "\(folder)/there")
        }
    }

    @Test("a reader that is gone is told apart from an output that cannot be written")
    func closedPipe() throws {
        Screen.expectClosedPipes()
        let pipe = Pipe()
        try pipe.fileHandleForReading.close()
        #expect(throws: ClosedPipe.self) { try Screen.write([1], to: pipe.fileHandleForWriting) }
        let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        let failure = #expect(throws: Failure.self) { try Screen.write([1], to: full) }
        #expect(failure?.message == "write standard output: no space left on the device")
    }
}
