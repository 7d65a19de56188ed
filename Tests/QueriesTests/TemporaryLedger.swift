import Documents
import Foundation
import JSON
import Journal
import Model
import Platform
import Projections

@testable import Queries

/// A ledger in a directory of its own, with everything that answering needs; removed with the value.
final class TemporaryLedger {
    let journal: Journal
    let projector: Projector
    let engine: QueryEngine
    private let directory: String

    init() throws {
        let place = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        directory = place.path
        try Journal.create(in: directory)
        journal = try Journal(opening: directory, options: Journal.Options(mapBytes: 1 << 30))
        projector = try Projector(journal: journal, directory: directory + "/views")
        engine = QueryEngine(
            journal: journal, projector: projector, status: { [] }, clock: { System.monotonicClock() })
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Appends events that are known to be well-formed, all recorded at one time.
    func append(_ lines: [String], recorded: String = "2026-01-05T12:00:00Z") throws {
        let time = try Timestamp(parsing: recorded)
        for start in stride(from: 0, to: lines.count, by: 5_000) {
            let drafts = try lines[start..<min(start + 5_000, lines.count)].map { line in
                let body = Array(line.utf8)
                return Draft(type: try Event.decode(body).type, peerUser: 1_000, body: body)
            }
            _ = try journal.append(drafts, wallClock: time)
        }
        try projector.catchUp()
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

/// Files that tests read.
enum TestFiles {
    /// A file under Tests/Fixtures.
    static func fixture(_ path: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures").appendingPathComponent(path).path
    }

    /// A file of the shared data, where the environment names its folder.
    static func shared(_ path: String) -> String? {
        ProcessInfo.processInfo.environment["DAYBOOK_SHARED_DATA"].map { "\($0)/\(path)" }
    }

    /// The whole content, unpacked if it is packed.
    static func bytes(_ path: String) throws -> [UInt8] {
        let file = try CompressedFile(path: path)
        var bytes: [UInt8] = []
        while true {
            let piece = try file.read(1 << 20)
            if piece.isEmpty { return bytes }
            bytes.append(contentsOf: piece)
        }
    }

    static func lines(_ path: String) throws -> [String] {
        try bytes(path).split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }
}
