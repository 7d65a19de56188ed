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
        let first = session.flush()
        #expect(text(first.answers).count == 1)
        #expect(first.parcel?.items.count == 2)
        #expect(first.parcel?.connection == 9)
        session.receive(Array("bad\n".utf8))
        let second = session.flush()
        #expect(second.answers.isEmpty)
        #expect(second.parcel == nil)
        session.receive(Array((Lines.decision(2) + "\n").utf8))
        #expect(session.flush().parcel?.items.count == 1)
        let refusal = Refusal(.invalidJSON, "")
        let answers = text(
            session.settle(Receipt(connection: 9, verdicts: [.written(7), .refused(refusal)])))
        #expect(answers.count == 3)
        #expect(answers[0] == #"{"position":7}"#)
        #expect(answers[1].contains(#""line":3"#))
        #expect(answers[2].contains(#""line":4"#))
        #expect(!session.isIdle)
        #expect(text(session.settle(Receipt(connection: 9, verdicts: [.duplicate(7)]))).count == 1)
        #expect(session.isIdle)
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
            let output = session.flush()
            answers += output.answers
            guard let parcel = output.parcel else { return }
            let verdicts = parcel.items.map { item -> Verdict in
                if case .refused(let refusal) = item { return .refused(refusal) }
                position += 1
                return .written(position)
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
        _ = session.flush()
        #expect(session.settle(Receipt(connection: 9, verdicts: [])).isEmpty)
        #expect(!session.isIdle)
    }
}
