import Documents
import Foundation
import JSON
import Journal
import Model
import Platform
import Projections
import TestSupport

@testable import Queries

/// A ledger of a test with an engine that answers about it.
final class TemporaryLedger: Sendable {
    private let ledger: TestLedger
    let engine: QueryEngine

    var journal: Journal { ledger.journal }
    var projector: Projector { ledger.projector }

    init() throws {
        ledger = try TestLedger()
        engine = QueryEngine(
            journal: ledger.journal, projector: ledger.projector, status: { [] },
            clock: { System.monotonicClock() })
    }

    /// Appends events that are known to be well-formed, all recorded at one time, and projects them.
    func append(_ lines: [String], recorded: String = "2026-01-05T12:00:00Z") throws {
        let time = try Timestamp(parsing: recorded)
        for start in stride(from: 0, to: lines.count, by: 5_000) {
            try ledger.append(Array(lines[start..<min(start + 5_000, lines.count)]), recorded: time)
        }
        try ledger.project()
    }

    func answer(_ path: String, _ query: [(String, String)] = []) throws(QueryFailure) -> QueryAnswer {
        try engine.answer(
            path: path, query: query.map { (name: $0.0, value: $0.1) },
            deadline: System.monotonicClock() + 600_000_000)
    }

    func document(_ path: String, _ query: [(String, String)] = []) throws -> Document {
        guard case .document(let document) = try answer(path, query) else { throw NoDocument() }
        return document
    }

    /// The answer as its JSON form says it.
    func json(_ path: String, _ query: [(String, String)] = []) throws -> JSONValue {
        try JSONValue(parsing: JSONRenderer().render(try document(path, query)))
    }

    /// What is wrong with a question.
    func failure(_ path: String, _ query: [(String, String)] = []) -> QueryFailure? {
        do throws(QueryFailure) {
            _ = try answer(path, query)
            return nil
        } catch {
            return error
        }
    }

    struct NoDocument: Error {}
}

extension JSONValue {
    /// The row of a table that has these texts in these columns.
    func row(_ table: String, _ wanted: [String: String]) -> JSONValue? {
        self["tables"]?[table]?.elements?.first { row in
            wanted.allSatisfy { name, text in row[name]?.string == text }
        }
    }

    func rows(_ table: String) -> [JSONValue] { self["tables"]?[table]?.elements ?? [] }

    func fact(_ list: String, _ name: String) -> JSONValue? { self["facts"]?[list]?[name] }
}

/// The files of expected numbers.
enum GoldenFiles {
    static let small = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Fixtures/bank-marketing/golden-small.json")

    /// Of the whole stream; nil where the shared data is not there.
    static var whole: URL? { BankStream.sharedFolder?.appendingPathComponent("golden.json") }
}
