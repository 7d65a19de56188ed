import Platform

/// A client that appends one event at a time and waits for its acknowledgement.
struct SingleAppends: Sendable {
    let socket: String
    let workload: Workload

    /// Appends events over so many connections at once, each of which has one on its way at a time;
    /// microseconds of each. One thread looks after all connections, as an event loop does: with a thread for
    /// each, waking them would take longer than what is measured.
    func append(_ events: Range<Int>, clients: Int) throws -> [Int64] {
        let connections = try (0..<clients).map { _ in try BlockingSocket(path: socket) }
        // What costs the client time is done before and after: it has one core, and the daemon the other.
        let lines = events.map { workload.line($0) }
        var next = 0
        var began = [Int64](repeating: 0, count: clients)
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var answers: [UInt8] = []
        answers.reserveCapacity(32 * lines.count)
        var waits: [Int64] = []
        waits.reserveCapacity(lines.count)
        func send(_ client: Int) throws {
            guard next < lines.count else { return }
            next += 1
            began[client] = System.monotonicClock()
            try connections[client].send(lines[next - 1])
        }
        func receive(_ client: Int) throws {
            let count = try connections[client].receive(into: &buffer)
            guard count > 0 else { throw BenchError("the daemon closed the connection") }
            // The daemon writes an answer at once, so that it never comes in two.
            guard buffer[count - 1] == UInt8(ascii: "\n") else { throw BenchError("half an answer came") }
            waits.append(System.monotonicClock() - began[client])
            answers += buffer[..<count]
            try send(client)
        }
        // Told once of all connections: to be asked of each of them again and again would take longer than
        // an answer.
        let poll = try EventPoll()
        let wanted = EventPoll.Interest(receiving: true, sending: false)
        var clients: [Int32: Int] = [:]
        for (client, connection) in connections.enumerated() {
            clients[connection.descriptor] = client
            try poll.watch(connection.descriptor, for: wanted, before: .nothing)
        }
        for client in connections.indices { try send(client) }
        while waits.count < lines.count {
            var failure: (any Error)?
            try poll.wait(microseconds: nil) { descriptor, _ in
                guard failure == nil, let client = clients[descriptor] else { return }
                do { try receive(client) } catch { failure = error }
            }
            if let failure { throw failure }
        }
        var counter = AnswerCounter()
        try counter.take(answers, count: answers.count)
        return waits
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
