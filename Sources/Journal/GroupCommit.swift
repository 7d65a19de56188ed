import Foundation
package import Model
import Platform

/// Faults that a test plants to see that its checks would notice; a daemon never sets one.
package struct PlantedFaults: Sendable {
    /// Answers go out before the commit that makes them true.
    package var acknowledgeBeforeCommit = false

    package init() {}
}

/// What happens in the writer, told on its thread; whoever is told must be quick.
package struct WriterObserver: Sendable {
    /// Answers to whole parcels, in the order they were handed in.
    package var answered: @Sendable ([Receipt]) -> Void
    /// The new durable head, after its answers were handed out, and the images of the events that the
    /// commit wrote, in blocks that follow each other, of which the first stands at that position. Events of
    /// earlier positions that were not told, as after a commit whose end was unknown, have to be read from
    /// the journal.
    package var committed: @Sendable (_ head: Head, _ first: Position, _ images: [ImageBlock]) -> Void
    /// Something that an operator should know, in a sentence.
    package var noticed: @Sendable (WriterNotice) -> Void

    package init(
        answered: @escaping @Sendable ([Receipt]) -> Void,
        committed: @escaping @Sendable (_ head: Head, _ first: Position, _ images: [ImageBlock]) -> Void =
            { _, _, _ in },
        noticed: @escaping @Sendable (WriterNotice) -> Void = { _ in }
    ) {
        self.answered = answered
        self.committed = committed
        self.noticed = noticed
    }
}

/// What an operator should know of the writer.
package enum WriterNotice: Hashable, Sendable {
    /// The system's clock moved by more than an hour, in microseconds, against the one that never jumps.
    case clockJumped(by: Int64)
    case commitFailed(String)
    /// What stands in the write-ahead log could not be moved to the table; all of it is durable.
    case settlingFailed(String)
    case reopenFailed(String)
    case recovered(Head)
    case anchorFailed(String)
    /// So many lines were turned away because nothing could be written.
    case turnedAway(Int)
}

/// The one writer: takes parcels from any thread, writes all that waits in one durable commit, then answers.
///
/// It has a thread. Whoever has a few events while nothing else waits may also write them on its own
/// thread: then nobody has to be woken, which takes as long as a flush of the device. One at a time writes,
/// whoever it is. Order is kept: parcels are written and answered in the order they were handed in. When a
/// commit fails its lines are answered `unknown`, the journal is opened anew, and what waits goes on by
/// itself.
package final class GroupCommit: Sendable {
    package struct Options: Sendable {
        package var limits = Batcher<Parcel>.Limits()
        /// Bytes of the file system that stay free: below them events are turned away and reading goes on.
        package var reserveBytes: Int64 = 64 << 20

        package init() {}
    }

    /// Figures for the status page.
    package struct Figures: Hashable, Sendable {
        package var commits: UInt64 = 0
        package var events: UInt64 = 0
        package var duplicates: UInt64 = 0
        package var refused: UInt64 = 0
        package var failedCommits: UInt64 = 0
        /// Parcels that wait.
        package var waiting = 0
        /// Why nothing can be written at present, nil when it can.
        package var trouble: String?
    }

    struct Shared: Sendable {
        var inbox: [Parcel] = []
        var ending = false
        var ended = false
        var started = false
        /// Counts what the thread has to look at though nothing arrived.
        var nudges = 0
        /// Why the write-ahead log could not be moved to the table, until the writer has seen it.
        var settlingFailure: String?
        var figures = Figures()
    }

    let shared = Gate(Shared())
    private let writer: Writer
    private let settler: Settler

    /// - Parameters:
    ///   - index: what is known of ids up to some position; the rest is remembered here.
    package init(
        journal: Journal, index: IdentifierIndex, options: Options = Options(),
        faults: PlantedFaults = PlantedFaults(), observer: WriterObserver
    ) {
        let settler = Settler(journal) { [shared] error in
            shared.change { shared in
                shared.settlingFailure = "\(error)"
                shared.nudges += 1
            }
        }
        self.settler = settler
        writer = Writer(
            journal: journal, index: index, options: options, faults: faults, observer: observer,
            shared: shared, settler: settler)
    }

    /// Starts the threads: one that writes, and one that moves what stands in the write-ahead log.
    package func start() {
        settler.start()
        shared.change { $0.started = true }
        let thread = Thread { [writer] in
            System.nameThread("writer")
            writer.run()
        }
        thread.start()
    }

    /// Hands parcels to the writer; returns at once. After `stop` they are dropped unanswered.
    package func submit(_ parcels: [Parcel]) {
        shared.change { if !$0.ended { $0.inbox.append(contentsOf: parcels) } }
    }

    /// Writes parcels on this thread, answers included, when nothing waits before them and nobody else
    /// writes; else hands them to the writer's thread. Returns after the commit, or at once.
    package func submitHere(_ parcels: [Parcel]) {
        if !writer.write(here: parcels) { submit(parcels) }
    }

    /// Counts lines that were refused before they came here.
    package func countRefused(_ lines: Int) { shared.look { $0.figures.refused += UInt64(clamping: lines) } }

    package var figures: Figures { shared.look { $0.figures } }

    /// Writes and answers what was handed in, replaces the anchor, and returns when the threads have ended.
    package func stop() {
        shared.change { $0.ending = true }
        _ = shared.wait { $0.ended || !$0.started ? true : nil }
        settler.stop()
    }
}
