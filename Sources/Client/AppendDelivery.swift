import Synchronization
package import Wire

/// Brings lines to the ledger through lost connections and answers of unknown outcome.
///
/// Whatever has no answer is sent again on a new connection: ids make an event that is there already a
/// duplicate, so sending again is safe. It gives up after a number of attempts in a row that settle nothing.
package struct AppendDelivery: Sendable {
    package let client: AppendClient
    /// Attempts in a row that may settle nothing.
    package let attempts: Int
    /// Milliseconds before the second attempt; each further one waits twice as long, up to 5 s.
    package let pauseMilliseconds: Int64

    package init(client: AppendClient, attempts: Int = 8, pauseMilliseconds: Int64 = 100) {
        self.client = client
        self.attempts = attempts
        self.pauseMilliseconds = pauseMilliseconds
    }

    /// What was going on when an attempt settled nothing more.
    package struct Setback: Sendable {
        package let reason: String
        /// How many attempts in a row have settled nothing, this one among them; 0 if it settled some lines.
        package let fruitless: Int
        /// Lines that are to be sent again.
        package let lines: Int
        /// Why the outcome of these lines is not known, or nil when the connection was lost.
        package let answers: RefusedLine?
    }

    /// Sends the batches of `next` until it gives nil and everything is settled, or no attempt helps.
    ///
    /// - Parameters:
    ///   - next: the next lines; an error ends the input, and is thrown when all lines before it are settled.
    ///   - settled: lines with their final answers; in line order but for those sent again.
    ///   - setback: called before it waits and tries again.
    /// - Returns: the lines whose outcome stays unknown, oldest first; empty when all are settled.
    /// - Throws: `ClientError` when the first connect fails, and what `next` and `settled` throw.
    package func run(
        _ next: @escaping @Sendable () async throws -> [AppendLine]?,
        settled: @escaping @Sendable ([(line: AppendLine, answer: AcknowledgementLine)]) throws -> Void,
        setback: @escaping @Sendable (Setback) -> Void = { _ in }
    ) async throws -> [AppendLine] {
        let feed = AppendFeed(next)
        var fruitless = 0
        var connected = false
        while true {
            let before = feed.settledCount
            let reason: String
            do {
                switch try await client.send(
                    { await feed.take() }, answered: { try settled(feed.settle($0)) })
                {
                case .finished: reason = "the daemon does not know the outcome"
                case .lost(let unanswered, let words):
                    feed.putBack(unanswered)
                    reason = words
                }
                connected = true
            } catch ClientError.unreachable(let socket, let words) where connected {
                reason = ClientError.unreachable(socket: socket, reason: words).description
            }
            let answers = feed.resume()
            if feed.isDone {
                if let error = feed.failure { throw error }
                return []
            }
            fruitless = feed.settledCount > before ? 0 : fruitless + 1
            guard fruitless < attempts else { return feed.waitingLines }
            setback(
                Setback(
                    reason: reason, fruitless: fruitless, lines: feed.waitingLines.count, answers: answers))
            let pause = min(5_000, pauseMilliseconds << Int64(min(fruitless, 16)))
            try await Task.sleep(for: .milliseconds(pause))
        }
    }
}

/// The source of lines with those that have to be sent again in front.
private final class AppendFeed: Sendable {
    private struct State {
        var waiting: [AppendLine] = []
        /// Lines that were answered with `retry`, and the first such answer. While there are any, nothing
        /// more is taken, so that they stay few.
        var unsettled: [AppendLine] = []
        var answer: RefusedLine?
        var sourceEnded = false
        var failure: (any Error)?
        var settled: UInt64 = 0
    }

    private let source: @Sendable () async throws -> [AppendLine]?
    private let state = Mutex(State())

    init(_ source: @escaping @Sendable () async throws -> [AppendLine]?) {
        self.source = source
    }

    var settledCount: UInt64 { state.withLock { $0.settled } }
    var waitingLines: [AppendLine] { state.withLock { $0.waiting } }
    var failure: (any Error)? { state.withLock { $0.failure } }
    var isDone: Bool { state.withLock { $0.sourceEnded && $0.waiting.isEmpty } }

    /// The next lines; nil when there are none, or when lines have to be sent again first.
    func take() async -> [AppendLine]? {
        let (again, isOver) = state.withLock { state -> ([AppendLine], Bool) in
            guard state.unsettled.isEmpty else { return ([], true) }
            let again = Array(state.waiting.prefix(512))
            state.waiting.removeFirst(again.count)
            return (again, state.sourceEnded)
        }
        if !again.isEmpty { return again }
        if isOver { return nil }
        do {
            if let lines = try await source() { return lines }
            state.withLock { $0.sourceEnded = true }
        } catch {
            state.withLock {
                $0.sourceEnded = true
                $0.failure = error
            }
        }
        return nil
    }

    /// Keeps the lines that are to be sent again and gives back the others.
    func settle(
        _ answers: [(line: AppendLine, answer: AcknowledgementLine)]
    ) -> [(line: AppendLine, answer: AcknowledgementLine)] {
        state.withLock { state in
            var final: [(line: AppendLine, answer: AcknowledgementLine)] = []
            final.reserveCapacity(answers.count)
            for answer in answers {
                if case .refused(let refused) = answer.answer, refused.retry {
                    state.unsettled.append(answer.line)
                    if state.answer == nil { state.answer = refused }
                } else {
                    final.append(answer)
                }
            }
            state.settled += UInt64(final.count)
            return final
        }
    }

    func putBack(_ lines: [AppendLine]) {
        state.withLock { $0.waiting = lines + $0.waiting }
    }

    /// Puts what is to be sent again in the order of the inputs; gives the first answer that asked for it.
    func resume() -> RefusedLine? {
        state.withLock { state in
            state.waiting += state.unsettled
            state.waiting.sort { ($0.input, $0.number) < ($1.input, $1.number) }
            state.unsettled = []
            defer { state.answer = nil }
            return state.answer
        }
    }
}
