import Foundation
import Model
import Testing

@testable import Journal

@Suite("A directory that is not a whole ledger is refused with one clear error")
struct LedgerRefusalTests {
    private func kind(opening directory: String, readOnly: Bool = false) -> LedgerError.Kind? {
        do {
            _ = try Journal(opening: directory, readOnly: readOnly)
            return nil
        } catch let error as LedgerError {
            return error.kind
        } catch {
            Issue.record("not a ledger error: \(error)")
            return nil
        }
    }

    @Test("A ledger is made once, in a directory of its own")
    func made() throws {
        let ledger = try TemporaryLedger()
        #expect(throws: LedgerError.self) { try Journal.create(in: ledger.directory) }
        let mode =
            try FileManager.default.attributesOfItem(atPath: ledger.directory)[.posixPermissions] as? Int
        #expect(mode == 0o750)
        let other = try TemporaryLedger(made: false)
        try FileManager.default.createDirectory(atPath: other.directory, withIntermediateDirectories: false)
        try Data([1]).write(to: URL(fileURLWithPath: other.directory + "/.hidden"))
        #expect(throws: LedgerError.self) { try Journal.create(in: other.directory) }
        try FileManager.default.removeItem(atPath: other.directory + "/.hidden")
        try Journal.create(in: other.directory)
        #expect(try Journal(opening: other.directory).head.position == 0)
    }

    @Test("No directory, a file, an empty directory")
    func notALedger() throws {
        let ledger = try TemporaryLedger(made: false)
        #expect(kind(opening: ledger.directory) == .notALedger)
        try Data([1]).write(to: URL(fileURLWithPath: ledger.directory))
        #expect(kind(opening: ledger.directory) != nil)
        try FileManager.default.removeItem(atPath: ledger.directory)
        try FileManager.default.createDirectory(atPath: ledger.directory, withIntermediateDirectories: false)
        #expect(kind(opening: ledger.directory) == .notALedger)
        #expect(try FileManager.default.contentsOfDirectory(atPath: ledger.directory).isEmpty)
    }

    @Test("A journal cut short at any page", arguments: [true, false])
    func truncated(readOnly: Bool) throws {
        let ledger = try TemporaryLedger()
        let head = try ledger.fill(100, padding: 900)
        let whole = try ledger.data()
        #expect(whole.count > 100_000)
        var refused = 0
        for size in stride(from: 0, to: whole.count, by: 4096) {
            try ledger.replaceData(Array(whole.prefix(size)))
            if kind(opening: ledger.directory, readOnly: readOnly) != nil {
                refused += 1
                continue
            }
            // Pages beyond the last commit's may be missing: nothing of the ledger is.
            let journal = try Journal(opening: ledger.directory, readOnly: readOnly)
            #expect(journal.head == head)
            #expect(try journal.verify().fault == nil)
        }
        #expect(refused > 20)
        try ledger.replaceData(whole)
        #expect(kind(opening: ledger.directory) == nil)
    }

    @Test("A journal that is empty, foreign or missing", arguments: ["empty", "foreign", "missing", "gone"])
    func foreign(what: String) throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(3)
        switch what {
        case "empty": try ledger.replaceData([])
        case "foreign": try ledger.replaceData([UInt8](repeating: 0x53, count: 65_536))
        case "missing": try FileManager.default.removeItem(atPath: ledger.dataFile)
        default: try FileManager.default.removeItem(atPath: ledger.directory + "/journal")
        }
        #expect(kind(opening: ledger.directory) == .damaged)
        #expect(kind(opening: ledger.directory, readOnly: true) == .damaged)
    }

    @Test("An older copy of the journal under a newer anchor")
    func behind() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(3)
        let old = try ledger.data()
        // More than the write-ahead log could bring back.
        try ledger.fill(3 * WriteAheadLog.size / WriteAheadFrame.blockBytes, from: 4)
        try ledger.replaceData(old)
        #expect(kind(opening: ledger.directory) == .behindAnchor)
    }

    @Test("Another ledger's journal, of the same length")
    func exchanged() throws {
        let ledger = try TemporaryLedger()
        let other = try TemporaryLedger()
        try ledger.fill(3)
        try other.fill(3)
        try ledger.replaceData(try other.data())
        #expect(kind(opening: ledger.directory) == .behindAnchor)
    }

    @Test("An anchor that lags is fine, one that is lost or scribbled on is not")
    func anchor() throws {
        let ledger = try TemporaryLedger()
        let path = URL(fileURLWithPath: ledger.directory + "/anchor")
        let old = try Data(contentsOf: path)
        let head = try ledger.fill(5)
        try old.write(to: path)
        #expect(try Journal(opening: ledger.directory).head == head)
        try Data("{}".utf8).write(to: path)
        #expect(kind(opening: ledger.directory) == .damaged)
        try FileManager.default.removeItem(at: path)
        #expect(kind(opening: ledger.directory) == .damaged)
    }

    @Test("A ledger that another holds, which goes on unharmed")
    func held() throws {
        let ledger = try TemporaryLedger()
        let first = try Journal(opening: ledger.directory)
        #expect(kind(opening: ledger.directory) == .held)
        _ = try first.append(
            [Draft(type: .decision, peerUser: 1, body: Bodies.decision(1))],
            wallClock: Timestamp(microseconds: 1))
        #expect(first.head.position == 1)
    }
}
