import JSON
import Platform

/// Asks a daemon the questions that are measured, and checks that the answers hold what was appended.
final class Asker {
    /// A question, in the order in which it is told.
    enum Question: String, CaseIterable, Sendable {
        case histogram, feedback, decision

        var label: String {
            switch self {
            case .histogram: "histogram by version"
            case .feedback: "feedback by day and version"
            case .decision: "one decision by id"
            }
        }
    }

    private let connection: HTTPConnection
    private var random: SplitMix
    private let decisions: Int
    private var asked = 0
    private(set) var times: [Question: [Int64]] = [:]
    /// Questions that were answered 503.
    private(set) var givenUp = 0

    /// - Parameter decisions: how many the ledger holds at least; ids are drawn from the first of them.
    init(_ daemon: MeasuredDaemon, decisions: Int, seed: UInt64) throws {
        connection = try HTTPConnection(path: daemon.querySocket)
        random = SplitMix(state: seed)
        self.decisions = decisions
    }

    /// Asks once and keeps the time, also of an answer that the daemon gave up on because it was catching up.
    func ask(_ question: Question) throws {
        let asked = target(question)
        let start = System.monotonicClock()
        let answer = try connection.ask(asked)
        times[question, default: []].append(System.monotonicClock() - start)
        if answer.status == 503 {
            givenUp += 1
        } else if answer.status != 200 {
            throw BenchError("\(asked): \(answer.status) \(String(decoding: answer.body, as: UTF8.self))")
        }
    }

    /// Asks until it is answered, while the daemon is catching up.
    func askUntilAnswered(_ question: Question) throws {
        try connection.askUntilAnswered { target(question) }
    }

    /// What the answers are made from.
    struct Counts: Equatable, Sendable {
        let decisions: Int
        let labelled: Int
        let labelledWithin: Int
    }

    /// Asks everything once, untimed, and adds up what the answers are made from.
    /// - Throws: when they miss decisions.
    @discardableResult
    func check() throws -> Counts {
        let summary = try connection.json(target(.histogram))["tables"]?["summary"]
        let periods = try connection.json(target(.feedback))["tables"]?["periods"]
        guard let scored = summary?.sum("count"), let counted = periods?.sum("decisions"),
            let labelled = periods?.sum("labelled"), let within = periods?.sum("labelled_within")
        else { throw BenchError("the answers are not of the form that is known here") }
        guard min(scored, counted) >= decisions else {
            throw BenchError("answers from \(scored) and \(counted) of \(decisions) decisions")
        }
        _ = try connection.get(target(.decision))
        return Counts(decisions: counted, labelled: labelled, labelledWithin: within)
    }

    /// The question as a target. A window that ends far in the future, at another moment each time, keeps an
    /// answer that was remembered from being measured.
    private func target(_ question: Question) -> String {
        asked += 1
        let window = "to=2099-01-01T00:00:00.\(String(1_000_000 + asked).dropFirst())Z"
        return switch question {
        case .histogram: "/v1/distribution?model=\(Workload.model)&by=version&\(window)"
        case .feedback: "/v1/feedback?model=\(Workload.model)&by=version&period=day&\(window)"
        case .decision: "/v1/decisions/" + Workload.decisionID(random.below(decisions))
        }
    }
}

extension JSONValue {
    /// The sum of a member over the rows of a table, nil when a row has none.
    fileprivate func sum(_ name: String) -> Int? {
        guard let rows = elements else { return nil }
        var sum = 0
        for row in rows {
            guard let value = row[name]?.integer else { return nil }
            sum += Int(value)
        }
        return sum
    }
}
