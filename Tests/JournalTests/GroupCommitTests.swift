import Digest
import Foundation
import Model
import Synchronization
import Testing

@testable import Journal

@Suite("Writing in groups")
struct GroupCommitTests {
    @Test("Events get the next positions; refused lines keep their place among the answers")
    func positions() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        let refusal = Refusal(.invalidJSON, "not JSON")
        let answers = try bench.ask(1, [Bodies.item(1), .refused(refusal), Bodies.item(2)])
        #expect(answers == [.written(1), .refused(refusal), .written(2)])
        bench.writer.stop()
        #expect(
            try bench.journal.records(from: 1, count: 9).map(\.body) == [
                Bodies.decision(1), Bodies.decision(2),
            ])
        #expect(try bench.journal.record(at: 1)?.peerUser == 5)
        #expect(bench.journal.anchorLags == false)
        #expect(bench.seen.look { $0.heads } == [2])
    }

    @Test("The same bytes again are acknowledged with the first position: same batch, later, after a restart")
    func duplicates() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        let first = try bench.ask(1, [Bodies.item(1), Bodies.item(2), Bodies.item(1)])
        #expect(first == [.written(1), .written(2), .duplicate(1)])
        #expect(try bench.ask(1, [Bodies.item(2)]) == [.duplicate(2)])
        bench.writer.stop()
        bench.journal.close()
        let again = try WriterBench(try Journal(opening: ledger.directory))
        #expect(try again.ask(1, [Bodies.item(3), Bodies.item(2)]) == [.written(3), .duplicate(2)])
        again.writer.stop()
        #expect(again.journal.head.position == 3)
    }

    @Test(
        "The same id with other content is refused, names the first field that differs, and changes nothing")
    func conflicts() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        let answers = try bench.ask(1, [Bodies.item(1), Bodies.item(1, score: 0.75)])
        guard case .refused(let refusal) = answers[1] else { throw LedgerError(.system, "not refused") }
        #expect(refusal.code == .conflict)
        #expect(refusal.field == "/score")
        let later = try bench.ask(1, [Bodies.item(1, score: 0.25), Bodies.item(1)])
        guard case .refused(let second) = later[0] else { throw LedgerError(.system, "not refused") }
        #expect(second.field == "/score")
        #expect(later[1] == .duplicate(1))
        bench.writer.stop()
        #expect(bench.journal.head.position == 1)
    }

    @Test("An id is taken within its type only, and by its bytes: normal forms are two ids")
    func identity() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        func item(_ type: String, _ id: String, _ more: String) -> Parcel.Item {
            let body = Array(#"{"type":"\#(type)","id":"\#(id)","at":"2009-06-08T12:00:00Z",\#(more)}"#.utf8)
            return .event(Bodies.image(body), body)
        }
        let decision = #""model":"m","version":"1","subject":"s","score":1"#
        let items = [
            item("decision", "\u{e9}", decision),
            item("outcome", "\u{e9}", #""decision":"d","label":true,"by":"b""#),
            item("decision", "e\u{301}", decision),
        ]
        let answers = try bench.ask(1, items)
        #expect(answers == [.written(1), .written(2), .written(3)])
        bench.writer.stop()
    }

    @Test("Ids that only the index knows are duplicates too, and what it covers is forgotten here")
    func index() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(100)
        let journal = try Journal(opening: ledger.directory)
        let fingerprints = (1...100).map { journal.fingerprint(of: Bodies.image(Bodies.decision($0))) }
        let index = IdentifierIndex(
            covered: { 100 },
            candidates: { asked in
                asked.enumerated().flatMap { place, fingerprint in
                    fingerprints.indices.filter { fingerprints[$0] == fingerprint }.map {
                        (place, Position($0 + 1))
                    }
                }
            })
        var admission = try Admission(journal: journal, index: index)
        #expect(admission.remembered == 0)
        let bench = try WriterBench(journal, index: index)
        let answers = try bench.ask(1, [Bodies.item(50), Bodies.item(101), Bodies.item(101), Bodies.item(7)])
        #expect(answers == [.duplicate(50), .written(101), .duplicate(101), .duplicate(7)])
        bench.writer.stop()
        admission = try Admission(journal: journal, index: index)
        #expect(admission.remembered == 1)
    }

    @Test("Two ids of one fingerprint stay two: what an index offers is compared with the record itself")
    func collisions() throws {
        let ledger = try TemporaryLedger()
        try ledger.fill(3)
        let journal = try Journal(opening: ledger.directory)
        // An index that offers every position for every fingerprint: all ids collide.
        let index = IdentifierIndex(
            covered: { 3 },
            candidates: { asked in asked.indices.flatMap { place in (1...3).map { (place, $0) } } })
        let bench = try WriterBench(journal, index: index)
        let answers = try bench.ask(
            1, [Bodies.item(2), Bodies.item(4), Bodies.item(3, score: 0.75), Bodies.item(1)])
        #expect(answers[0] == .duplicate(2))
        #expect(answers[1] == .written(4))
        guard case .refused(let refusal) = answers[2] else { throw LedgerError(.system, "not refused") }
        #expect(refusal.code == .conflict && refusal.field == "/score")
        #expect(answers[3] == .duplicate(1))
        bench.writer.stop()
        var table = FingerprintTable()
        let one = journal.fingerprinter.fingerprint(1, Array("a".utf8).span)
        let neighbour = Fingerprint(high: one.high, low: one.low ^ 1)
        for position in 1...1_000 as ClosedRange<Position> {
            table.insert(position % 2 == 0 ? one : neighbour, at: position)
        }
        var found: [Position] = []
        _ = table.visit(one) { position in
            found.append(position)
            return true
        }
        #expect(found.sorted() == (1...500).map { $0 * 2 })
        table.removeAll()
        #expect(table.visit(one) { _ in false } && table.count == 0)
    }

    @Test(
        "An index that names a position beyond the journal is an error of that batch, and nothing is written")
    func strayIndex() throws {
        let ledger = try TemporaryLedger()
        let index = IdentifierIndex(covered: { 0 }, candidates: { $0.indices.map { ($0, 77) } })
        let bench = try WriterBench(try Journal(opening: ledger.directory), index: index)
        guard case .refused(let refusal) = try bench.ask(1, [Bodies.item(1)])[0] else {
            throw LedgerError(.system, "acknowledged")
        }
        #expect(refusal.code == .busy)
        bench.writer.stop()
        #expect(bench.journal.head.position == 0)
    }

    @Test("After a commit the observer has the image of every event written, at its position, and no other")
    func images() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        _ = try bench.ask(1, [Bodies.item(1), .refused(Refusal(.emptyLine, "empty")), Bodies.item(2)])
        _ = try bench.ask(1, [Bodies.item(2), Bodies.item(1, score: 0.1), Bodies.item(3)])
        bench.writer.stop()
        let expected = Dictionary(
            uniqueKeysWithValues: (1...3).map { (Position($0), Bodies.image(Bodies.decision($0))) })
        #expect(bench.seen.look { $0.images } == expected)
    }

    @Test("Many producers at once: every answer in order, every event once, the chain whole")
    func producers() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory)) { $0.limits.gather = 50 }
        let producers = 16
        let parcels = 40
        let each = 5
        DispatchQueue.concurrentPerform(iterations: producers) { producer in
            for parcel in 0..<parcels {
                let first = (producer * parcels + parcel) * each
                bench.writer.submit([
                    Parcel(
                        connection: UInt64(producer), peerUser: 1,
                        items: (first..<first + each).map { Bodies.item($0) })
                ])
            }
        }
        bench.writer.stop()
        #expect(bench.journal.head.position == Position(producers * parcels * each))
        let verdicts = bench.seen.look { $0.verdicts }
        for producer in 0..<producers {
            let positions = (verdicts[UInt64(producer)] ?? []).compactMap { verdict -> Position? in
                if case .written(let position) = verdict { position } else { nil }
            }
            #expect(positions.count == parcels * each)
            #expect(positions == positions.sorted())
            for (offset, position) in positions.enumerated() {
                let body = try bench.journal.record(at: position)?.body
                #expect(body == Bodies.decision(producer * parcels * each + offset))
            }
        }
        #expect(try bench.journal.verify().fault == nil)
    }

    @Test(
        "A full map: what was under way is answered unknown, then it goes on by itself and nothing is doubled"
    )
    func failedCommit() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory, options: Journal.Options(mapBytes: 1 << 16))
        // Without a log every commit goes to the table.
        journal.store.log.withLock { $0 = nil }
        let bench = try WriterBench(journal)
        var unknown = 0
        for number in 1...200 {
            var verdict = try bench.ask(
                1, [Bodies.item(number, padding: 1500), Bodies.item(number, padding: 1500)])
            while case .refused(let refusal) = verdict[0] {
                #expect(refusal.code == .unknown)
                guard case .refused(let second) = verdict[1] else {
                    throw LedgerError(.system, "acknowledged")
                }
                #expect(second.code == .unknown)
                unknown += 1
                try #require(unknown < 100)
                verdict = try bench.ask(
                    1, [Bodies.item(number, padding: 1500), Bodies.item(number, padding: 1500)])
            }
            #expect(verdict[1] == .duplicate(Position(number)))
        }
        bench.writer.stop()
        #expect(unknown > 0)
        #expect(journal.head.position == 200)
        #expect(try journal.verify().fault == nil)
        #expect(
            bench.seen.look { seen in
                seen.notices.contains { if case .recovered = $0 { true } else { false } }
            })
    }

    @Test("A disk below its reserve turns events away, to be sent again")
    func diskFull() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory)) { $0.reserveBytes = .max }
        let answers = try bench.ask(1, [Bodies.item(1), .refused(Refusal(.emptyLine, "empty"))])
        guard case .refused(let refusal) = answers[0] else { throw LedgerError(.system, "acknowledged") }
        #expect(refusal.code == .busy)
        #expect(answers[1] == .refused(Refusal(.emptyLine, "empty")))
        bench.writer.stop()
        #expect(bench.journal.head.position == 0)
    }

    @Test("An index that falls behind holds the writer back; it goes on when the index does")
    func heldBack() throws {
        let ledger = try TemporaryLedger()
        let covered = Gate(Position(0))
        let bench = try WriterBench(
            try Journal(opening: ledger.directory),
            index: IdentifierIndex(covered: { covered.look { $0 } }, candidates: { _ in [] })
        ) {
            $0.limits.uncovered = 2
        }
        #expect(try bench.ask(1, (1...3).map { Bodies.item($0) }).count == 3)
        bench.writer.submit([Parcel(connection: 2, peerUser: 0, items: [Bodies.item(4)])])
        let early = bench.seen.wait(until: Date(timeIntervalSinceNow: 0.1)) { $0.verdicts[2] }
        #expect(early == nil)
        covered.change { $0 = 3 }
        let answered = bench.seen.wait(until: Date(timeIntervalSinceNow: 60)) { $0.verdicts[2] }
        #expect(answered == [.written(4)])
        bench.writer.stop()
    }

    @Test("The planted fault answers what a failed commit then loses: a check that misses it checks nothing")
    func plantedFault() throws {
        let ledger = try TemporaryLedger()
        var faults = PlantedFaults()
        faults.acknowledgeBeforeCommit = true
        let journal = try Journal(opening: ledger.directory, options: Journal.Options(mapBytes: 1 << 16))
        // Without a log every commit goes to the table.
        journal.store.log.withLock { $0 = nil }
        let bench = try WriterBench(journal, faults: faults)
        var acknowledged: Set<Int> = []
        for number in 1...100 {
            if case .written = try bench.ask(1, [Bodies.item(number, padding: 1500)])[0] {
                acknowledged.insert(number)
            }
        }
        bench.writer.stop()
        let kept = try journal.records(from: 1, count: 1000).count
        #expect(acknowledged.count > kept)
    }
}
