import Platform

/// A client that appends one event at a time and waits for its acknowledgement.
struct SingleAppends: Sendable {
    let socket: String
    let workload: Workload

    /// Appends events; microseconds of each.
    func append(_ events: Range<Int>) throws -> [Int64] {
        let connection = try BlockingSocket(path: socket)
        return try events.map { try Self.append(workload.line($0), over: connection) }
    }

    /// Appends events at a steady pace, each at its time whatever the one before took, until `next` gives
    /// none; microseconds from when each was due to its acknowledgement.
    func append(perSecond: Int, next: () -> Int?) throws -> [Int64] {
        let connection = try BlockingSocket(path: socket)
        let pause = MonotonicCondition()
        let start = System.monotonicClock()
        var waits: [Int64] = []
        while true {
            let due = start + Int64(waits.count) * 1_000_000 / Int64(perSecond)
            pause.lock()
            while System.monotonicClock() < due { _ = pause.wait(untilMicroseconds: due) }
            pause.unlock()
            guard let event = next() else { return waits }
            _ = try Self.append(workload.line(event), over: connection)
            waits.append(System.monotonicClock() - due)
        }
    }

    private static func append(_ line: [UInt8], over connection: BlockingSocket) throws -> Int64 {
        let start = System.monotonicClock()
        try connection.send(line)
        var answer: [UInt8] = []
        while answer.last != UInt8(ascii: "\n") {
            let more = try connection.receive(4_096)
            guard !more.isEmpty else { throw BenchError("the daemon closed the connection") }
            answer += more
        }
        let took = System.monotonicClock() - start
        var counter = AnswerCounter()
        try counter.take(answer, count: answer.count)
        return took
    }
}
