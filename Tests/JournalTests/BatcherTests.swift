import Journal
import Testing

@Suite("What the writer does next")
struct BatcherTests {
    private typealias Machine = Batcher<Int>

    private func machine(_ change: (inout Machine.Limits) -> Void = { _ in }) -> Machine {
        var limits = Machine.Limits()
        change(&limits)
        return Machine(limits: limits)
    }

    private func words(_ action: Machine.Action) -> String {
        switch action {
        case .commit(let batch): "commit \(batch)"
        case .turnAway(let batch): "turn away \(batch)"
        case .reopen: "reopen"
        case .anchor: "anchor"
        case .wait(let until): "wait \(until.map(String.init) ?? "on")"
        case .end: "end"
        }
    }

    @Test("All that waits goes into one commit, in order")
    func together() {
        var batcher = machine()
        for number in 1...5 { batcher.arrived(number, events: 10, bytes: 100, now: 0) }
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "commit [1, 2, 3, 4, 5]")
        #expect(batcher.waiting == 0)
    }

    @Test("A commit takes no more once it has its events or bytes, and the rest comes next")
    func bounded() {
        var batcher = machine {
            $0.events = 20; $0.bytes = 1000
        }
        for number in 1...3 { batcher.arrived(number, events: 10, bytes: 10, now: 0) }
        batcher.arrived(4, events: 1, bytes: 5000, now: 0)
        batcher.arrived(5, events: 1, bytes: 1, now: 0)
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "commit [1, 2]")
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "commit [3, 4]")
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "commit [5]")
    }

    @Test("Nothing to do: it waits for as long as it takes; asked to end, it ends")
    func idle() {
        var batcher = machine()
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "wait on")
        batcher.finish()
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "end")
    }

    @Test("The anchor follows a commit, at most once an interval, and always before the end")
    func anchor() {
        var batcher = machine { $0.anchorInterval = 1000 }
        batcher.committed(now: 5)
        #expect(words(batcher.next(now: 5, uncovered: 0)) == "anchor")
        batcher.anchored(now: 6)
        #expect(words(batcher.next(now: 7, uncovered: 0)) == "wait on")
        batcher.committed(now: 10)
        #expect(words(batcher.next(now: 10, uncovered: 0)) == "wait 1006")
        batcher.arrived(1, events: 1, bytes: 1, now: 11)
        #expect(words(batcher.next(now: 11, uncovered: 0)) == "commit [1]")
        batcher.committed(now: 12)
        #expect(words(batcher.next(now: 1006, uncovered: 0)) == "anchor")
        batcher.anchored(now: 1007)
        batcher.committed(now: 1008)
        batcher.finish()
        #expect(words(batcher.next(now: 1009, uncovered: 0)) == "anchor")
        batcher.anchored(now: 1010)
        #expect(words(batcher.next(now: 1010, uncovered: 0)) == "end")
    }

    @Test("Busy producers cannot keep the anchor from being replaced")
    func anchorUnderLoad() {
        var batcher = machine { $0.anchorInterval = 1000 }
        batcher.committed(now: 0)
        batcher.arrived(1, events: 1, bytes: 1, now: 1)
        #expect(words(batcher.next(now: 1, uncovered: 0)) == "anchor")
    }

    @Test("After a failed commit the journal is opened anew, with growing pauses, before anything is written")
    func reopening() {
        var batcher = machine {
            $0.reopenPause = 10; $0.reopenPauseMax = 30; $0.patience = 1000
        }
        batcher.arrived(1, events: 1, bytes: 1, now: 0)
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "commit [1]")
        batcher.failed(now: 0)
        batcher.arrived(2, events: 1, bytes: 1, now: 1)
        #expect(words(batcher.next(now: 1, uncovered: 0)) == "reopen")
        batcher.reopenFailed(now: 1)
        #expect(words(batcher.next(now: 1, uncovered: 0)) == "wait 11")
        #expect(words(batcher.next(now: 11, uncovered: 0)) == "reopen")
        batcher.reopenFailed(now: 11)
        #expect(words(batcher.next(now: 12, uncovered: 0)) == "wait 31")
        #expect(words(batcher.next(now: 31, uncovered: 0)) == "reopen")
        batcher.reopenFailed(now: 31)
        #expect(words(batcher.next(now: 32, uncovered: 0)) == "wait 61")
        #expect(words(batcher.next(now: 61, uncovered: 0)) == "reopen")
        batcher.reopened()
        #expect(words(batcher.next(now: 62, uncovered: 0)) == "commit [2]")
    }

    @Test("What waits too long for the journal is turned away, and reopening goes on")
    func patience() {
        var batcher = machine {
            $0.reopenPause = 10; $0.reopenPauseMax = 10; $0.patience = 100
        }
        batcher.failed(now: 0)
        batcher.reopenFailed(now: 0)
        batcher.arrived(1, events: 1, bytes: 1, now: 50)
        #expect(words(batcher.next(now: 100, uncovered: 0)) == "turn away [1]")
        #expect(words(batcher.next(now: 100, uncovered: 0)) == "reopen")
        batcher.reopenFailed(now: 100)
        batcher.finish()
        #expect(words(batcher.next(now: 101, uncovered: 0)) == "end")
    }

    @Test("Asked to end while broken: one more try, then what waits is turned away")
    func endWhileBroken() {
        var batcher = machine { $0.patience = 1000 }
        batcher.failed(now: 0)
        batcher.arrived(1, events: 1, bytes: 1, now: 0)
        batcher.finish()
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "reopen")
        batcher.reopenFailed(now: 0)
        #expect(words(batcher.next(now: 1, uncovered: 0)) == "turn away [1]")
        #expect(words(batcher.next(now: 1, uncovered: 0)) == "end")
    }

    @Test("The writer waits while too much lies between the index and the head, not for ever")
    func uncovered() {
        var batcher = machine {
            $0.uncovered = 100; $0.coveredPause = 10; $0.patience = 50
        }
        batcher.arrived(1, events: 1, bytes: 1, now: 0)
        #expect(words(batcher.next(now: 0, uncovered: 101)) == "wait 10")
        #expect(words(batcher.next(now: 10, uncovered: 101)) == "wait 20")
        #expect(words(batcher.next(now: 20, uncovered: 100)) == "commit [1]")
        batcher.arrived(2, events: 1, bytes: 1, now: 30)
        #expect(words(batcher.next(now: 30, uncovered: 101)) == "wait 40")
        #expect(words(batcher.next(now: 80, uncovered: 101)) == "turn away [2]")
    }

    @Test("With a gather window a batch waits for as many producers as the one before had, not longer")
    func gather() {
        var batcher = machine { $0.gather = 60 }
        batcher.arrived(1, events: 1, bytes: 1, now: 0)
        #expect(words(batcher.next(now: 0, uncovered: 0)) == "commit [1]")
        batcher.arrived(2, events: 1, bytes: 1, now: 100)
        batcher.arrived(3, events: 1, bytes: 1, now: 100)
        #expect(words(batcher.next(now: 100, uncovered: 0)) == "commit [2, 3]")
        batcher.arrived(4, events: 1, bytes: 1, now: 200)
        #expect(words(batcher.next(now: 200, uncovered: 0)) == "wait 260")
        batcher.arrived(5, events: 1, bytes: 1, now: 230)
        #expect(words(batcher.next(now: 230, uncovered: 0)) == "commit [4, 5]")
        batcher.arrived(6, events: 1, bytes: 1, now: 300)
        #expect(words(batcher.next(now: 360, uncovered: 0)) == "commit [6]")
    }

    @Test("A long queue is taken whole in order, whatever the batches")
    func longQueue() {
        var batcher = machine { $0.events = 7 }
        for number in 0..<5000 { batcher.arrived(number, events: 3, bytes: 1, now: 0) }
        var seen: [Int] = []
        while case .commit(let batch) = batcher.next(now: 0, uncovered: 0) { seen += batch }
        #expect(seen == Array(0..<5000))
    }
}
