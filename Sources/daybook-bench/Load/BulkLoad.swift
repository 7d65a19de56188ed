import Foundation
import Platform
import Synchronization

/// Events of a workload on their way to a daemon over several connections at full speed, and what came back.
///
/// The connections take turns by short stretches of the sequence, so an outcome seldom overtakes its decision
/// by more than those. Each has a thread that makes and sends lines and one that reads answers.
final class BulkLoad: Sendable {
    /// Events that a connection takes at a time: about 90 kB.
    static let stretch = 256

    private let workload: Workload
    private let events: Range<Int>
    private let next: Atomic<Int>
    private let answered = Atomic(0)
    private let sentBytes = Atomic(0)
    private let lastAnswer = Atomic<Int64>(0)
    private let longestSilence = Atomic<Int64>(0)

    init(_ workload: Workload, events: Range<Int>) {
        self.workload = workload
        self.events = events
        next = Atomic(events.lowerBound)
    }

    /// Events acknowledged so far.
    var acknowledged: Int { answered.load(ordering: .relaxed) }
    /// Bytes of lines sent so far.
    var bytes: Int { sentBytes.load(ordering: .relaxed) }
    /// The longest time in microseconds without any answer while events were under way.
    var silence: Int64 { longestSilence.load(ordering: .relaxed) }

    /// Sends all the events over so many connections; seconds until the last was acknowledged.
    /// - Throws: when an event is refused, or acknowledged as a duplicate.
    func run(socket: String, connections: Int) throws -> Double {
        let start = System.monotonicClock()
        lastAnswer.store(start, ordering: .relaxed)
        _ = try onThreads(connections) { [self] _ in try stream(BlockingSocket(path: socket)) }
        guard acknowledged == events.count else {
            throw BenchError("\(acknowledged) of \(events.count) events were acknowledged")
        }
        return Double(System.monotonicClock() - start) / 1_000_000
    }

    private func stream(_ connection: BlockingSocket) throws {
        let sender = Background { [self] isEnding in
            var writer = LineWriter(capacity: Self.stretch * 512)
            while !isEnding() {
                let from = next.add(Self.stretch, ordering: .relaxed).oldValue
                guard from < events.upperBound else { break }
                writer.removeAll()
                workload.write(from..<min(from + Self.stretch, events.upperBound), to: &writer)
                try connection.send(writer.bytes)
                sentBytes.add(writer.bytes.count, ordering: .relaxed)
            }
            try connection.finishSending()
        }
        var counter = AnswerCounter()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case let count = try connection.receive(into: &buffer), count > 0 {
            let before = counter.lines
            try counter.take(buffer, count: count)
            answered.add(counter.lines - before, ordering: .relaxed)
            note(System.monotonicClock())
        }
        try sender.end()
    }

    private func note(_ now: Int64) {
        let gap = now - lastAnswer.exchange(now, ordering: .relaxed)
        longestSilence.max(gap, ordering: .relaxed)
    }
}

/// Counts acknowledgement lines in the pieces in which they arrive.
struct AnswerCounter {
    /// Whole lines so far.
    private(set) var lines = 0
    private var column = 0

    /// Takes the first `count` bytes of a buffer.
    ///
    /// An answer to a new event is `{"position":7}`: a third byte other than `p`, or a comma, is a refusal or
    /// a duplicate. Cost: about a nanosecond a byte.
    /// - Throws: on a line that acknowledges no new event.
    mutating func take(_ bytes: [UInt8], count: Int) throws {
        for index in 0..<count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\n") {
                lines += 1
                column = 0
                continue
            }
            if (column == 2 && byte != UInt8(ascii: "p")) || byte == UInt8(ascii: ",") {
                let line = bytes[max(0, index - column)..<min(count, index + 300)]
                throw BenchError("answered \(String(decoding: line, as: UTF8.self))")
            }
            column += 1
        }
    }
}
