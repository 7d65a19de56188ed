import Foundation
import Model

@testable import Journal

/// A ledger in a directory of its own. All are removed when the process ends, not before: a file that is
/// removed while its environment is open would give its number to another test's file.
struct TemporaryLedger {
    let directory: String

    private static let root: String = {
        let root = FileManager.default.temporaryDirectory.path + "/journal-tests-\(UUID().uuidString)"
        try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
        atexit { TemporaryLedger.removeAll() }
        return root
    }()

    private static func removeAll() { try? FileManager.default.removeItem(atPath: root) }

    /// Makes an empty ledger; only names a directory that is not there yet when not `made`.
    init(made: Bool = true) throws {
        directory = Self.root + "/" + UUID().uuidString
        if made { try Journal.create(in: directory) }
    }

    var dataFile: String { directory + "/journal/data.mdb" }

    func data() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: dataFile))) }

    func replaceData(_ bytes: [UInt8]) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: dataFile))
    }

    /// Opens the ledger, appends that many decisions one commit each, anchors, and closes it again.
    @discardableResult
    func fill(_ count: Int, from first: Int = 1, padding: Int = 0) throws -> Head {
        let journal = try Journal(opening: directory)
        var head = journal.head
        for number in first..<first + count {
            head = try journal.append(
                [Draft(type: .decision, peerUser: 7, body: Bodies.decision(number, padding: padding))],
                wallClock: Timestamp(microseconds: Int64(number) * 1_000_000))
        }
        try journal.writeAnchor()
        return head
    }
}

extension Journal {
    /// Appends that many decisions, learns a dictionary from them, and appends as many again with it.
    func learnFromFill(_ count: Int) throws {
        try fill(1...count)
        guard try learnDictionary() else { throw LedgerError(.system, "nothing was learned") }
        // It is taken into use after the next batch.
        try fill(count + 1...count + 1)
        try fill(count + 2...2 * count)
    }

    /// Appends decisions in one commit.
    func fill(_ numbers: ClosedRange<Int>) throws {
        _ = try append(
            numbers.map { Draft(type: .decision, peerUser: 7, body: Bodies.decision($0)) },
            wallClock: Timestamp(microseconds: Int64(numbers.lowerBound) * 1_000_000))
    }
}

enum Bodies {
    static func decision(_ number: Int, score: Double = 0.5, padding: Int = 0) -> [UInt8] {
        let text = String(repeating: "x", count: padding)
        return Array(
            """
            {"type":"decision","id":"d-\(number)","at":"2009-06-08T12:00:00Z","model":"m","version":"1",\
            "subject":"s-\(number)","score":\(score)\(padding > 0 ? ",\"note\":\"\(text)\"" : "")}
            """.utf8)
    }

    /// The image of an event that is known to be one.
    static func image(_ body: [UInt8]) -> EventImage {
        do throws(Refusal) {
            return try EventImage.decode(body)
        } catch {
            fatalError("\(error)")
        }
    }

    static func item(_ number: Int, score: Double = 0.5, padding: Int = 0) -> Parcel.Item {
        let body = decision(number, score: score, padding: padding)
        return .event(image(body), body)
    }
}
