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

    /// Bytes that an answer which is given at once may look at: some 0.2 ms of work.
    package static let atOnceBytes = 65_536

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
        let (question, arguments) = try Self.read(QuerySpecifications.route(path: path), query)
        try catchUp(until: deadline)
        do {
            return try answer(question, arguments, deadline)
        } catch {
            throw Self.failure(error)
        }
    }

    /// Answers one question on the caller's thread without waiting for anything and without taking long, with
    /// the same answer; nil when that cannot be: for a question that is not short, while the projections do
    /// not hold everything that is acknowledged, and where more than `atOnceBytes` had to be looked at.
    package func answerAtOnce(
        path: String, query: [(name: String, value: String)], deadline: Int64
    ) throws(QueryFailure) -> QueryAnswer? {
        let route = QuerySpecifications.route(path: path)
        if let route, route.specification.cost != .short { return nil }
        let (question, arguments) = try Self.read(route, query)
        guard projector.position >= journal.head.position else { return nil }
        do {
            return try answer(question, arguments, deadline, allowance: Self.atOnceBytes)
        } catch is AllowanceSpent {
            return nil
        } catch let error as LedgerError where error.kind == .unavailable {
            return nil
        } catch let error as ProjectionError {
            // Whoever may wait sees whether that passes.
            if case .stopped = error { return nil }
            throw Self.failure(error)
        } catch {
            throw Self.failure(error)
        }
    }

    /// The question that a request asks, and its arguments.
    private static func read(
        _ route: QuerySpecifications.Route?, _ query: [(name: String, value: String)]
    ) throws(QueryFailure) -> (any Query, QueryArguments) {
        guard let route, let question = QueryRegistry.named(route.specification.name) else {
            throw QueryFailure(.notFound, "there is no such route; /v1/openapi.json lists them all")
        }
        do throws(ArgumentError) {
            return (question, try QueryArguments(route.specification, route.items + query))
        } catch {
            throw QueryFailure(.badParameter, error.message, parameter: error.parameter)
        }
    }

    private func answer(
        _ question: any Query, _ arguments: QueryArguments, _ deadline: Int64, allowance: Int? = nil
    ) throws -> QueryAnswer {
        try projector.read(allowance: allowance) { view in
            let request = try Request(
                question, arguments, current: view.position, journal: journal,
                deadline: Deadline(moment: deadline, clock: clock), waits: view.waits, live: status)
            return try question.answer(request, view)
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
