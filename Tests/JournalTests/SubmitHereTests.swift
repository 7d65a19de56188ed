import Foundation
import Model
import Synchronization
import Testing

@testable import Journal

@Suite("Writing on the thread that has the events")
struct SubmitHereTests {
    @Test("When nothing waits, the answers are there when the call returns, in the order of the positions")
    func here() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        // The first lines are the writer's thread's: it looks at the journal's tail.
        #expect(try bench.ask(1, [Bodies.item(1)]) == [.written(1)])
        var last = 1
        var atOnce = 0
        // The thread may be busy just then, with the anchor or with what it was handed: not for long.
        while atOnce < 20, last < 20_000 {
            last += 1
            let (answers, isAtOnce) = try bench.askHere(1, [Bodies.item(last)])
            #expect(answers == [.written(Position(last))])
            if isAtOnce { atOnce += 1 }
        }
        #expect(atOnce == 20)
        let again = try bench.askHere(2, [Bodies.item(7), Bodies.item(last + 1)])
        #expect(again.answers == [.duplicate(7), .written(Position(last + 1))])
        bench.writer.stop()
        #expect(bench.writer.figures.commits == UInt64(last + 1))
        #expect(bench.seen.look { $0.heads } == (1...last + 1).map { Position($0) })
        #expect(bench.seen.look { $0.images.count } == last + 1)
        #expect(try bench.journal.verify().fault == nil)
        #expect(bench.journal.anchorLags == false)
    }

    @Test("While something waits the thread gets what comes after it, and all keep their place")
    func handedOver() throws {
        let ledger = try TemporaryLedger()
        let covered = Gate(Position(0))
        let bench = try WriterBench(
            try Journal(opening: ledger.directory),
            index: IdentifierIndex(covered: { covered.look { $0 } }, candidates: { _ in [] })
        ) {
            $0.limits.uncovered = 2
        }
        #expect(try bench.ask(1, (1...3).map { Bodies.item($0) }).count == 3)
        // The index is too far behind for more.
        for number in 4...5 {
            bench.writer.submitHere([Parcel(connection: 2, peerUser: 5, items: [Bodies.item(number)])])
        }
        #expect(bench.seen.look { $0.verdicts[2] } == nil)
        covered.change { $0 = 3 }
        let answers = bench.seen.wait(until: Date(timeIntervalSinceNow: 60)) { seen in
            seen.verdicts[2]?.count == 2 ? seen.verdicts[2] : nil
        }
        #expect(answers == [.written(4), .written(5)])
        bench.writer.stop()
    }

    @Test("After the stop nothing is written, and the anchor is that of the last event")
    func afterStop() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        #expect(try bench.ask(1, [Bodies.item(1)]) == [.written(1)])
        #expect(try bench.askHere(1, [Bodies.item(2)]).answers == [.written(2)])
        bench.writer.stop()
        bench.writer.submitHere([Parcel(connection: 1, peerUser: 5, items: [Bodies.item(3)])])
        #expect(bench.seen.look { $0.verdicts[1]?.count } == 2)
        #expect(bench.journal.head.position == 2)
        #expect(bench.journal.anchorLags == false)
    }

    @Test(
        "Threads that write themselves and the writer's own: every event once, each connection in its order")
    func threads() throws {
        let ledger = try TemporaryLedger()
        let bench = try WriterBench(try Journal(opening: ledger.directory))
        let producers = 8
        let each = 100
        DispatchQueue.concurrentPerform(iterations: producers) { producer in
            for number in 0..<each {
                let parcel = Parcel(
                    connection: UInt64(producer), peerUser: 1, items: [Bodies.item(producer * each + number)])
                if number % 3 == 0 {
                    bench.writer.submit([parcel])
                } else {
                    bench.writer.submitHere([parcel])
                }
            }
        }
        bench.writer.stop()
        #expect(bench.journal.head.position == Position(producers * each))
        let verdicts = bench.seen.look { $0.verdicts }
        for producer in 0..<producers {
            let positions = (verdicts[UInt64(producer)] ?? []).compactMap { verdict -> Position? in
                if case .written(let position) = verdict { position } else { nil }
            }
            #expect(positions.count == each && positions == positions.sorted())
            for (number, position) in positions.enumerated() {
                let body = try bench.journal.record(at: position)?.body
                #expect(body == Bodies.decision(producer * each + number))
            }
        }
        #expect(try bench.journal.verify().fault == nil)
    }

    @Test("A commit that fails on the caller's thread is answered unknown, and the writer's thread mends it")
    func failedCommit() throws {
        let ledger = try TemporaryLedger()
        let journal = try Journal(opening: ledger.directory, options: Journal.Options(mapBytes: 1 << 16))
        // Without a log every commit goes to the table.
        journal.store.log.withLock { $0 = nil }
        let bench = try WriterBench(journal)
        #expect(try bench.ask(1, [Bodies.item(0)]) == [.written(1)])
        var unknown = 0
        for number in 1...150 {
            let item = Bodies.item(number, padding: 1500)
            var answers = try bench.askHere(1, [item]).answers
            while case .refused(let refusal) = answers[0] {
                #expect(refusal.code == .unknown)
                unknown += 1
                try #require(unknown < 100)
                answers = try bench.askHere(1, [item]).answers
            }
            let position = Position(number) + 1
            #expect(answers == [.written(position)] || answers == [.duplicate(position)])
        }
        bench.writer.stop()
        #expect(unknown > 0)
        #expect(journal.head.position == 151)
        #expect(try journal.verify().fault == nil)
    }
}
