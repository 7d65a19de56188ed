import NIOPosix
import Synchronization

/// What the connections of `query.sock` share: who answers, on which threads, and how much may lie unread.
final class QueryDesk: Sendable {
    let responder: QueryResponder
    /// The threads that may wait.
    let pool: NIOThreadPool
    /// Answers of all connections that their peers have not taken.
    let answers: ByteBudget
    private let ended = Atomic(false)

    init(_ responder: QueryResponder, threads: Int, answerBytes: Int) {
        self.responder = responder
        pool = NIOThreadPool(numberOfThreads: threads)
        answers = ByteBudget(limit: answerBytes)
    }

    /// Whether no question is answered any more.
    var isEnded: Bool { ended.load(ordering: .acquiring) }

    func end() { ended.store(true, ordering: .releasing) }
}
