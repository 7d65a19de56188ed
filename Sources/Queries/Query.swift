package import Documents
import Model
import Projections
import Wire

/// One question: what it is called and takes, and how it is answered.
///
/// An answer is a function of the state as of a position and of the arguments, and of nothing else: no clock,
/// no randomness, no unordered iteration. The same question as of the same position gives the same bytes.
protocol Query: Sendable {
    /// The name in `QuerySpecifications.all`.
    static var name: String { get }

    init()

    /// Which outcomes the answer takes, as a time; nil takes all that are known at the position.
    func labelsBy(_ arguments: QueryArguments) throws -> Timestamp?

    /// Answers on the caller's thread, from one snapshot.
    /// - Throws: `QueryFailure` for what the caller can mend; errors of the store for the rest.
    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer
}

extension Query {
    func labelsBy(_ arguments: QueryArguments) throws -> Timestamp? { arguments.instant("labels_by") }
}

/// What a question came to.
package enum QueryAnswer: Sendable {
    /// Facts, tables and findings, for a renderer.
    case document(Document)
    /// Bytes that stand as they are.
    case bytes(contentType: String, body: [UInt8])
}

/// Why a question has no answer; becomes an `application/problem+json` document.
package struct QueryFailure: Error, Hashable, Sendable {
    /// What kind of failure it is; the raw value is the code on the wire.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// A parameter is missing, unknown, malformed or at odds with another.
        case badParameter = "bad_parameter"
        /// There is no such route, or nothing of that name.
        case notFound = "not_found"
        /// The projections have not reached what is acknowledged yet.
        case catchingUp = "catching_up"
        /// The projections have stopped; the daemon's log says why.
        case stopped = "projections_stopped"
        /// The answer took longer than a query may take.
        case tooLong = "too_long"
        /// A record or a row cannot be read.
        case damaged = "damaged"
    }

    package let code: Code
    /// A few words that are the same for every failure of the code.
    package let title: String
    /// What was expected, what was found, and what to do next.
    package let detail: String
    /// The parameter at fault, nil when none is.
    package let parameter: String?

    package init(_ code: Code, _ detail: String, parameter: String? = nil) {
        self.code = code
        self.detail = detail
        self.parameter = parameter
        title =
            switch code {
            case .badParameter: "A parameter cannot be used"
            case .notFound: "There is no such thing"
            case .catchingUp: "The answer is not ready yet"
            case .stopped: "The projections have stopped"
            case .tooLong: "The question takes too long"
            case .damaged: "The ledger cannot be read"
            }
    }

    /// The HTTP status.
    package var status: Int {
        switch code {
        case .badParameter: 400
        case .notFound: 404
        case .catchingUp, .stopped, .tooLong: 503
        case .damaged: 500
        }
    }
}
