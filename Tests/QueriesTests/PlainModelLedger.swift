import Documents
import JSON
import Journal
import Model
import Platform
import Projections
import TestSupport

@testable import Queries

/// What a question came to, in a form that can be compared.
enum AskedAnswer: Equatable, CustomStringConvertible {
    /// The bytes of the JSON form.
    case document([UInt8])
    case lines([UInt8])
    case failure(code: String, parameter: String?)

    var description: String {
        switch self {
        case .document(let bytes), .lines(let bytes): String(decoding: bytes, as: UTF8.self)
        case .failure(let code, let parameter): "failure \(code) of \(parameter ?? "no parameter")"
        }
    }
}

/// A ledger that is asked at any moment of its life, and the plain model of it.
///
/// Beside the projections that answer there may be others of the same journal, which took in the same events
/// at other times; both have to answer with the same bytes.
final class PlainModelLedger {
    private(set) var book = PlainBook()
    private var ledger: TestLedger?
    private var branch: TestLedger?
    private var digests: [String] = []

    /// - Parameters:
    ///   - options: of the projections that answer.
    ///   - other: of those beside them; nil for none.
    init(options: EngineOptions = .standard, beside other: EngineOptions? = nil) throws {
        let ledger = try TestLedger(options: options)
        self.ledger = ledger
        if let other { branch = try ledger.branched(options: other) }
    }

    struct Gone: Error {}

    private func whole() throws -> TestLedger {
        guard let ledger else { throw Gone() }
        return ledger
    }

    /// Appends lines in one commit.
    func append(_ lines: [String], wallClock: Timestamp, user: UInt32 = 0) throws {
        let ledger = try whole()
        for line in lines { try book.append(line, wallClock: wallClock, user: user) }
        try ledger.append(lines, recorded: wallClock, user: user)
        digests += try ledger.journal.records(from: Position(digests.count + 1), count: lines.count).map {
            "\($0.digest)"
        }
    }

    /// Something that must change no answer, to the projections that answer or to the others.
    enum Upheaval: CaseIterable { case project, checkpoint, start, reopen, rebuild }

    func undergo(_ upheaval: Upheaval, onBranch: Bool) throws {
        if onBranch {
            try Self.undergo(upheaval, &branch)
        } else {
            try Self.undergo(upheaval, &ledger)
        }
    }

    struct Rebuilt: Error { let difference: String }

    private static func undergo(_ upheaval: Upheaval, _ ledger: inout TestLedger?) throws {
        switch upheaval {
        case .project: try ledger?.project()
        case .checkpoint: try ledger?.checkpoint()
        case .start: ledger?.start()
        case .reopen: try TestLedger.reopen(&ledger)
        case .rebuild:
            try ledger?.project()
            if let difference = try ledger?.rebuild() { throw Rebuilt(difference: difference) }
        }
    }

    func expected(_ question: PlainModelQuestion) throws -> PlainAnswer {
        let journal = try whole().journal
        return book.answer(
            question.name, question.items,
            journal: PlainBook.Journal(
                identity: journal.identity, created: journal.created, digests: digests,
                genesis: "\(journal.genesis)"))
    }

    /// What the engine answers.
    func answer(_ question: PlainModelQuestion) throws -> AskedAnswer { try Self.ask(question, whole()) }

    /// What it answers from the other projections; nil without them.
    func branchAnswer(_ question: PlainModelQuestion) throws -> AskedAnswer? {
        try branch.map { try Self.ask(question, $0) }
    }

    private static func ask(_ question: PlainModelQuestion, _ ledger: TestLedger) throws -> AskedAnswer {
        try ledger.project()
        let engine = QueryEngine(
            journal: ledger.journal, projector: ledger.projector, status: { [] },
            clock: { System.monotonicClock() })
        do throws(QueryFailure) {
            let answer = try engine.answer(
                path: question.path, query: question.query, deadline: System.monotonicClock() + 600_000_000)
            switch answer {
            case .document(let document): return .document(Array(JSONRenderer().render(document).utf8))
            case .bytes(_, let body): return .lines(body)
            }
        } catch {
            return .failure(code: error.code.rawValue, parameter: error.parameter)
        }
    }

    /// The first difference between what the engine answers and what the plain model expects.
    func difference(_ question: PlainModelQuestion) throws -> PlainDifference? {
        let found = try answer(question)
        switch (try expected(question), found) {
        case (.document(let expected), .document):
            return expected.difference(from: try JSONValue(parsing: "\(found)"))
        case (.lines(let expected), .lines(let bytes)):
            return Array(expected.utf8) == bytes
                ? nil : PlainDifference(path: "/lines", expected: expected, found: "\(found)")
        case (.failure(let code, let parameter), .failure):
            if found == .failure(code: code, parameter: parameter) { return nil }
            return PlainDifference(
                path: "", expected: "failure \(code) of \(parameter ?? "no parameter")", found: "\(found)")
        case (.document(let expected), _):
            return PlainDifference(path: "", expected: expected.json.text, found: "\(found)")
        case (.lines(let expected), _):
            return PlainDifference(path: "", expected: expected, found: "\(found)")
        case (.failure(let code, let parameter), _):
            return PlainDifference(
                path: "", expected: "failure \(code) of \(parameter ?? "no parameter")", found: "\(found)")
        }
    }
}
