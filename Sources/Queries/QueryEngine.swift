package import Documents
package import Journal
import LMDB
import Model
package import Projections
import Wire

/// Answers questions about the ledger, each from one state that holds everything acknowledged before it was
/// asked.
///
/// Any number of threads may ask at once; each answers on its own.
package final class QueryEngine: Sendable {
    /// The longest that a question waits for the projections, in seconds: past it something is wrong, or
    /// appends come faster than they can be taken in.
    package static let catchUpSeconds: Int64 = 10

    private let journal: Journal
    private let projector: Projector
    private let status: @Sendable () -> [Fact]
    private let clock: @Sendable () -> Int64

    /// - Parameters:
    ///   - status: facts of the running daemon, for `/v1/status`.
    ///   - clock: the monotonic clock that deadlines are given in, in microseconds.
    package init(
        journal: Journal, projector: Projector, status: @escaping @Sendable () -> [Fact],
        clock: @escaping @Sendable () -> Int64
    ) {
        self.journal = journal
        self.projector = projector
        self.status = status
        self.clock = clock
    }

    /// Answers one question on the caller's thread.
    /// - Parameters:
    ///   - path: as it stands in the request, percent-encoded, without the query.
    ///   - query: the query's names and values, decoded.
    ///   - deadline: when the answer has to be there, in microseconds of the monotonic clock.
    package func answer(
        path: String, query: [(name: String, value: String)], deadline: Int64
    ) throws(QueryFailure) -> QueryAnswer {
        guard let route = QuerySpecifications.route(path: path),
            let question = QueryRegistry.named(route.specification.name)
        else {
            throw QueryFailure(.notFound, "there is no such route; /v1/openapi.json lists them all")
        }
        let arguments: QueryArguments
        do throws(ArgumentError) {
            arguments = try QueryArguments(route.specification, route.items + query)
        } catch {
            throw QueryFailure(.badParameter, error.message, parameter: error.parameter)
        }
        try catchUp(until: deadline)
        do {
            return try projector.read { view in
                let request = try Request(
                    question, arguments, current: view.position, journal: journal,
                    deadline: Deadline(moment: deadline, clock: clock), live: status)
                return try question.answer(request, view)
            }
        } catch {
            throw Self.failure(error)
        }
    }

    /// Waits until the projections hold everything that is acknowledged by now.
    private func catchUp(until deadline: Int64) throws(QueryFailure) {
        let head = journal.head.position
        let bound = min(deadline, clock() + Self.catchUpSeconds * 1_000_000)
        guard !projector.wait(for: head, until: bound) else { return }
        if let failure = projector.failure { throw QueryFailure(.stopped, failure) }
        throw QueryFailure(
            .catchingUp,
            "the journal is at position \(head) and the projections at \(projector.position); ask again in a moment"
        )
    }

    private static func failure(_ error: any Error) -> QueryFailure {
        switch error {
        case let failure as QueryFailure: failure
        case let error as StoreError: QueryFailure(.damaged, error.message)
        default: QueryFailure(.damaged, "\(error)")
        }
    }
}
