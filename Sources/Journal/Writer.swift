import Foundation
import LMDB
import Model
import Platform
import Synchronization

/// What the writer's thread runs: obeys the batcher until the end. Whoever holds the state writes.
final class Writer: Sendable {
    /// What belongs to whoever writes.
    private struct State: Sendable {
        var batcher: Batcher<Parcel>
        /// Made when the first lines are written: only then is the index near enough to the head.
        var admission: Admission?
        var clock: ClockWatch
    }

    /// What the thread does after a step.
    private enum Next {
        case goOn
        /// Until that time, or until something arrives after so many nudges.
        case wait(until: Int64?, nudges: Int)
        case end
    }

    private let journal: Journal
    private let index: IdentifierIndex
    private let options: GroupCommit.Options
    private let faults: PlantedFaults
    private let observer: WriterObserver
    private let shared: Gate<GroupCommit.Shared>
    private let settler: Settler
    private let state: Mutex<State>

    init(
        journal: Journal, index: IdentifierIndex, options: GroupCommit.Options, faults: PlantedFaults,
        observer: WriterObserver, shared: Gate<GroupCommit.Shared>, settler: Settler
    ) {
        self.journal = journal
        self.index = index
        self.options = options
        self.faults = faults
        self.observer = observer
        self.shared = shared
        self.settler = settler
        state = Mutex(
            State(
                batcher: Batcher(limits: options.limits), admission: nil,
                clock: ClockWatch(recorded: journal.head.recorded)))
    }

    func run() {
        while true {
            switch state.withLock({ step(&$0) }) {
            case .goOn: continue
            case .wait(let until, let nudges): wait(until: until, nudges: nudges)
            case .end: return
            }
        }
    }

    private func step(_ state: inout State) -> Next {
        let nudges = takeInbox(into: &state.batcher)
        if let failure = shared.look({ $0.settlingFailure.take() }) { mend(failure, &state.batcher) }
        switch state.batcher.next(now: System.monotonicClock(), uncovered: uncovered) {
        case .commit(let parcels): write(parcels, &state)
        case .turnAway(let parcels): turnAway(parcels)
        case .reopen: reopen(&state)
        case .anchor: anchor(&state.batcher)
        case .wait(let until): return .wait(until: until, nudges: nudges)
        case .end: if end() { return .end }
        }
        return .goOn
    }

    /// Events between the index and the head.
    private var uncovered: UInt64 {
        let head = journal.head.position
        return head - min(index.covered(), head)
    }

    /// Writes parcels on the caller's thread; false, and nothing is done, when somebody writes or something
    /// waits.
    func write(here parcels: [Parcel]) -> Bool {
        state.withLockIfAvailable { state in
            // What came before has to go before; the first lines are the thread's, which looks at the tail
            // then.
            guard state.batcher.isFree, state.admission != nil, uncovered <= options.limits.uncovered,
                shared.look({ $0.inbox.isEmpty && $0.started && !$0.ending })
            else { return false }
            let due = state.batcher.due
            write(parcels, &state)
            if state.batcher.due != due { shared.change { $0.nudges += 1 } }
            return true
        } ?? false
    }

    /// Whether nothing came in meanwhile, so that the thread may end.
    private func end() -> Bool {
        shared.change { shared in
            guard shared.inbox.isEmpty else { return false }
            shared.ended = true
            return true
        }
    }

    /// Takes what arrived; the nudges there were.
    private func takeInbox(into batcher: inout Batcher<Parcel>) -> Int {
        let now = System.monotonicClock()
        let waiting = batcher.waiting
        let (inbox, ending, nudges) = shared.look { shared in
            var inbox: [Parcel] = []
            swap(&inbox, &shared.inbox)
            shared.figures.waiting = waiting + inbox.count
            return (inbox, shared.ending, shared.nudges)
        }
        for parcel in inbox {
            let weight = parcel.weight
            batcher.arrived(parcel, events: weight.events, bytes: weight.bytes, now: now)
        }
        if ending { batcher.finish() }
        return nudges
    }

    /// Sleeps until something arrives, the end is asked for, there is a nudge, or the time has come. Being
    /// woken early is harmless: the batcher is asked again.
    private func wait(until: Int64?, nudges: Int) {
        let ending = shared.look { $0.ending }
        var woken = false
        _ = shared.wait(untilMicroseconds: until) { shared -> Bool? in
            if !shared.inbox.isEmpty || shared.ending != ending || shared.nudges != nudges || woken {
                return true
            }
            woken = true
            return nil
        }
    }

    private func write(_ parcels: [Parcel], _ state: inout State) {
        if let full = diskFull() {
            answer(parcels, with: Refusal(.busy, full))
            note(trouble: full)
            return state.batcher.committed(now: System.monotonicClock())
        }
        let before = journal.head.position
        let batch: Admission.Batch
        do {
            var deciding = try state.admission ?? Admission(journal: journal, index: index)
            state.admission = nil
            batch = try deciding.admit(parcels)
            state.admission = deciding
        } catch {
            // Nothing was written: what was asked for could not be decided yet.
            answer(
                parcels,
                with: Refusal(.busy, "nothing can be written at present: \(error); send it again later"))
            note(trouble: "\(error)")
            observer.noticed(.turnedAway(parcels.reduce(0) { $0 + $1.items.count }))
            return state.batcher.committed(now: System.monotonicClock())
        }
        let receipts = batch.receipts
        do {
            if faults.acknowledgeBeforeCommit { observer.answered(receipts) }
            if !batch.written.isEmpty {
                let wallClock = System.wallClock()
                if let jump = state.clock.jump(wallClock: wallClock, monotonic: System.monotonicClock()) {
                    observer.noticed(.clockJumped(by: jump))
                }
                _ = try journal.append(batch, wallClock: Timestamp(microseconds: wallClock))
            }
        } catch {
            fail(receipts, since: before, error)
            return state.batcher.failed(now: System.monotonicClock())
        }
        count(receipts)
        if !faults.acknowledgeBeforeCommit { observer.answered(receipts) }
        let head = journal.head
        if head.position != before { observer.committed(head, before + 1, batch.images) }
        settler.wake()
        state.batcher.committed(now: System.monotonicClock())
    }

    /// Everything whose truth hangs on the commit is answered as unknown; what was refused for itself stays
    /// so.
    private func fail(_ receipts: [Receipt], since head: Position, _ error: any Error) {
        let trouble = diskFull() ?? "\(error)"
        observer.noticed(.commitFailed(trouble))
        shared.look { shared in
            shared.figures.failedCommits += 1
            shared.figures.trouble = trouble
        }
        let unknown = Verdict.refused(
            Refusal(
                .unknown,
                "the commit failed (\(trouble)); send the event again: the same id and bytes are written once"
            ))
        if faults.acknowledgeBeforeCommit { return }
        observer.answered(
            receipts.map { receipt in
                Receipt(
                    connection: receipt.connection,
                    verdicts: receipt.verdicts.map { $0.hangs(onCommitsAfter: head) ? unknown : $0 })
            })
    }

    private static func receipt(_ parcel: Parcel, of verdict: Verdict) -> Receipt {
        var verdicts: [Verdict] = []
        parcel.items.forEach { _ in
            verdicts.append(verdict)
        } refused: {
            verdicts.append(.refused($0))
        }
        return Receipt(connection: parcel.connection, verdicts: verdicts)
    }

    private func answer(_ parcels: [Parcel], with refusal: Refusal) {
        observer.answered(parcels.map { Self.receipt($0, of: .refused(refusal)) })
    }

    private func turnAway(_ parcels: [Parcel]) {
        let trouble = shared.look { $0.figures.trouble } ?? "the projections are too far behind"
        answer(
            parcels,
            with: Refusal(.busy, "nothing can be written at present: \(trouble); send it again later"))
        observer.noticed(.turnedAway(parcels.reduce(0) { $0 + $1.items.count }))
    }

    private func reopen(_ state: inout State) {
        do {
            let head = try journal.recover()
            state.admission = nil
            state.batcher.reopened()
            note(trouble: nil)
            observer.noticed(.recovered(head))
            observer.committed(head, head.position + 1, [])
        } catch {
            state.batcher.reopenFailed(now: System.monotonicClock())
            // A reader that still has the old environment is no fault.
            if let error = error as? LedgerError, error.kind == .held { return }
            note(trouble: "\(error)")
            observer.noticed(.reopenFailed("\(error)"))
        }
    }

    private func anchor(_ batcher: inout Batcher<Parcel>) {
        do {
            try journal.settle()
        } catch {
            return mend("\(error)", &batcher)
        }
        do {
            try journal.writeAnchor()
            batcher.anchored(now: System.monotonicClock())
        } catch {
            observer.noticed(.anchorFailed("\(error)"))
            // At the end there is no later; the anchor may lag.
            let ending = shared.look { $0.ending }
            batcher.anchored(now: System.monotonicClock(), again: !ending)
        }
    }

    /// What stands in the write-ahead log could not be moved to the table. All of it is durable: nothing is
    /// answered as unknown, and opening anew moves it.
    private func mend(_ failure: String, _ batcher: inout Batcher<Parcel>) {
        observer.noticed(.settlingFailed(failure))
        note(trouble: failure)
        batcher.failed(now: System.monotonicClock())
    }

    /// Why the disk takes no more, nil when it does. One system call.
    private func diskFull() -> String? {
        guard let free = try? Files.freeBytes(journal.paths.journal), free < options.reserveBytes else {
            return nil
        }
        return "the disk is full: \(free) bytes are free, \(options.reserveBytes) are kept in reserve"
    }

    private func note(trouble: String?) { shared.look { $0.figures.trouble = trouble } }

    private func count(_ receipts: [Receipt]) {
        var written: UInt64 = 0
        var duplicates: UInt64 = 0
        var refused: UInt64 = 0
        for receipt in receipts {
            for verdict in receipt.verdicts {
                switch verdict {
                case .written: written += 1
                case .duplicate: duplicates += 1
                case .refused: refused += 1
                }
            }
        }
        shared.look { shared in
            shared.figures.commits += written > 0 ? 1 : 0
            shared.figures.events += written
            shared.figures.duplicates += duplicates
            shared.figures.refused += refused
            shared.figures.trouble = nil
        }
    }
}

extension Verdict {
    /// Whether this is only true if what was written after `head` is durable. A conflict may be one with an
    /// event of the same batch, so it counts too: sent again, it is found again.
    fileprivate func hangs(onCommitsAfter head: Position) -> Bool {
        switch self {
        case .written(let position), .duplicate(let position): position > head
        case .refused(let refusal): refusal.code == .conflict
        }
    }
}
