import Foundation
import Platform
import Synchronization

/// A producer on a connection of its own, on threads that wait.
struct Producer: Sendable {
    let socket: String

    /// Sends lines as fast as they are taken, reading answers beside; returns how many were taken as new.
    func stream(_ chunks: [[UInt8]], lines: Int) throws -> Int {
        let connection = try BlockingSocket(path: socket)
        let sender = Task.detached {
            for chunk in chunks { try connection.send(chunk) }
            try connection.finishSending()
        }
        var answers = 0
        var refused = 0
        let fault = Array("error".utf8)
        while case let bytes = try connection.receive(1 << 18), !bytes.isEmpty {
            for byte in bytes where byte == UInt8(ascii: "\n") { answers += 1 }
            if bytes.firstRange(of: fault) != nil { refused += 1 }
        }
        sender.cancel()
        guard answers == lines, refused == 0 else {
            throw BenchError("\(answers) answers to \(lines) lines, \(refused) with an error")
        }
        return answers
    }

    /// Sends one line at a time and waits for its answer; microseconds of each.
    func single(_ lines: [[UInt8]]) throws -> [Int64] {
        let connection = try BlockingSocket(path: socket)
        return try lines.map { line in
            let start = System.monotonicClock()
            try connection.send(line)
            var answer: [UInt8] = []
            while answer.last != UInt8(ascii: "\n") {
                let more = try connection.receive(4_096)
                guard !more.isEmpty else { throw BenchError("the daemon closed the connection") }
                answer += more
            }
            guard answer.starts(with: Array("{\"position\"".utf8)) else {
                throw BenchError("answered \(String(decoding: answer, as: UTF8.self))")
            }
            return System.monotonicClock() - start
        }
    }
}

/// Runs work on threads of their own and gives their results in order.
func onThreads<Result: Sendable>(_ count: Int, _ work: @escaping @Sendable (Int) throws -> Result) throws
    -> [Result]
{
    let results = Mutex<[Int: Swift.Result<Result, any Error>]>([:])
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        let thread = Thread {
            let result = Swift.Result { try work(number) }
            results.withLock { $0[number] = result }
            group.leave()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }
    group.wait()
    return try (0..<count).map { number in
        guard let result = results.withLock({ $0[number] }) else {
            throw BenchError("thread \(number) gave nothing")
        }
        return try result.get()
    }
}

/// The value at a share of sorted figures (nearest rank).
func percentile(_ sorted: [Int64], _ share: Double) -> Int64 {
    guard !sorted.isEmpty else { return 0 }
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}
