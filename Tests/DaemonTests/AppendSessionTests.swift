import Journal
import Model
import Testing

@testable import Daemon

@Suite("What one connection says and hears")
struct AppendSessionTests {
    private func text(_ bytes: [UInt8]) -> [Substring] {
        String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    }

    private func session() -> AppendSession { AppendSession(id: 9, peerUser: 1, allowed: nil) }

    @Test("Refused lines in flight wait for those before them, and keep their numbers")
    func order() throws {
        var session = session()
        session.receive(Array(("bad\n" + Lines.decision(1) + "\nbad\n").utf8))
        let first = session.take(100)
        #expect(text(first.answers).count == 1)
        #expect(first.parcel?.items.count == 2)
        #expect(first.parcel?.connection == 9)
        session.receive(Array("bad\n".utf8))
        let second = session.take(100)
        #expect(second.answers.isEmpty)
        #expect(second.parcel == nil)
        session.receive(Array((Lines.decision(2) + "\n").utf8))
        #expect(session.take(100).parcel?.items.count == 1)
        let refusal = Refusal(.invalidJSON, "")
        let answers = text(
            session.settle(Receipt(connection: 9, verdicts: [.written(7), .refused(refusal)])))
        #expect(answers.count == 3)
        #expect(answers[0] == #"{"position":7}"#)
        #expect(answers[1].contains(#""line":3"#))
        #expect(answers[2].contains(#""line":4"#))
        #expect(session.isIdle == false)
        #expect(text(session.settle(Receipt(connection: 9, verdicts: [.duplicate(7)]))).count == 1)
        #expect(session.isIdle == true)
        #expect(session.waitingBytes == 0)
    }

    @Test("Answers do not depend on where the bytes were cut", arguments: [1, 2, 3, 7, 64, 100_000])
    func cuts(size: Int) {
        let bytes = Array(
            (Lines.decision(1) + "\r\nbad\n\n" + Lines.decision(2) + "\n{\n" + Lines.decision(3)).utf8)
        var session = session()
        var answers: [UInt8] = []
        var position: Position = 0
        func take(_ session: inout AppendSession) {
            let output = session.take(100)
            answers += output.answers
            guard let parcel = output.parcel else { return }
            var verdicts: [Verdict] = []
            parcel.items.forEach { _ in
                position += 1
                verdicts.append(.written(position))
            } refused: {
                verdicts.append(.refused($0))
            }
            answers += session.settle(Receipt(connection: 9, verdicts: verdicts))
        }
        for start in stride(from: 0, to: bytes.count, by: size) {
            session.receive(Array(bytes[start..<min(bytes.count, start + size)]))
            take(&session)
        }
        session.end()
        take(&session)
        let lines = text(answers)
        #expect(lines.count == 6)
        #expect(lines[0] == #"{"position":1}"#)
        #expect(lines[1].contains(#""line":2"#))
        #expect(lines[2].contains(#""code":"empty_line","line":3"#))
        #expect(lines[3] == #"{"position":2}"#)
        #expect(lines[4].contains(#""line":5"#))
        #expect(lines[5] == #"{"position":3}"#)
    }

    @Test("A receipt for another number of lines than were handed in answers nothing")
    func strangeReceipt() {
        var session = session()
        session.receive(Array((Lines.decision(1) + "\n").utf8))
        _ = session.take(100)
        #expect(session.settle(Receipt(connection: 9, verdicts: [])).isEmpty)
        #expect(session.isIdle == false)
    }

    @Test("A turn takes so many lines and no more; the answers are the same", arguments: [1, 2, 3, 100])
    func turns(lines: Int) {
        var session = session()
        session.receive(Array("a\n\nb\r\n".utf8))
        session.receive(Array("\nc".utf8))
        session.end()
        var answers: [Substring] = []
        var turns = 0
        while session.hasMore {
            let output = session.take(lines)
            #expect(output.lines <= lines)
            answers += text(output.answers)
            turns += 1
        }
        #expect(turns >= (5 + lines - 1) / lines)
        #expect(answers.count == 5)
        for (index, answer) in answers.enumerated() { #expect(answer.contains("\"line\":\(index + 1)")) }
        #expect(session.rawBytes == 0)
        #expect(session.partialBytes == 0)
    }

    @Test("What is not taken is held as it came, byte for byte, and can be forgotten")
    func untaken() {
        var session = session()
        session.receive([UInt8](repeating: 0x0a, count: 1_000))
        #expect(session.rawBytes == 1_000)
        #expect(text(session.take(10).answers).count == 10)
        #expect(session.rawBytes == 990)
        session.discard()
        #expect(session.rawBytes == 0)
        #expect(session.hasMore == false)
    }
}

extension AppendSession {
    /// Takes lines as a loop of its own would.
    fileprivate mutating func take(_ lines: Int) -> Output {
        var decoder = ImageDecoder()
        return take(lines, with: &decoder)
    }
}
