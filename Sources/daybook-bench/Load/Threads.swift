import Foundation
import Synchronization

/// Runs work on threads of their own, which may wait, and gives their results in order.
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

/// Something that goes on beside the measurement until it is told to end.
final class Background<Result: Sendable>: Sendable {
    private let ending = Atomic(false)
    private let done = DispatchSemaphore(value: 0)
    private let result = Mutex<Swift.Result<Result, any Error>?>(nil)

    /// Starts work on a thread of its own; it looks from time to time whether it is to end.
    init(_ work: @escaping @Sendable (_ isEnding: () -> Bool) throws -> Result) {
        let thread = Thread { [self] in
            let outcome = Swift.Result { try work { ending.load(ordering: .relaxed) } }
            result.withLock { $0 = outcome }
            done.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
    }

    /// Tells it to end, waits for that and gives what it found; once.
    func end() throws -> Result {
        ending.store(true, ordering: .relaxed)
        return try join()
    }

    /// Waits until it ends by itself.
    func join() throws -> Result {
        done.wait()
        guard let outcome = result.withLock({ $0 }) else { throw BenchError("a thread gave nothing") }
        return try outcome.get()
    }
}
