import Foundation
import Testing

@testable import daybook

@Suite("Outputs of the command line")
struct OutputTests {
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
