import Digest
import Foundation
import Journal
import LMDB
import Model
import Platform
import Synchronization

/// One state of the projections in a directory: what checkpoints have sealed, and in memory what came since.
///
/// One thread applies events, one seals (a thread of the engine's own, or the same one where there is none),
/// any number read. Opening reads the small tables only; the events behind the sealed position have to be
/// applied again by whoever owns the engine.
final class Engine: Sendable {
    let directory: String
    let journal: Journal
    let options: EngineOptions
    let columns: Environment
    let runs: RunStore
    let series = SeriesBook()
    let names = NameBook()
    let partners = PartnerBook()
    private let generations: Mutex<Generations>
    private let interpreter: Mutex<Interpreter>
    private let sealing: Mutex<Sealing>
    private let changed = MonotonicCondition()
    /// Held while a generation is written.
    private let writing = NSLock()
    /// Where the first generation has to end: the runs were sealed up to there and the columns were not.
    private let forcedEnd: Position

    private struct Generations: Sendable {
        var active: Generation
        var frozen: Generation?
    }

    private struct Sealing: Sendable {
        var running = false
        var stopping = false
        var failure: String?
    }

    /// Opens the state in a directory, or makes an empty one.
    /// - Throws: `StoreError` or `ProjectionError` when it cannot serve the journal; then it has to be made
    ///   anew.
    init(_ directory: String, for journal: Journal, options: EngineOptions = .standard) throws {
        self.directory = directory
        self.journal = journal
        self.options = options
        let paths = EnginePaths(directory)
        try paths.make()
        columns = try Environment(
            directory: paths.columns, tables: ColumnTables.all + CoreTables.all,
            create: true)
        runs = try RunStore(
            opening: paths.runs, journalIdentity: Array(journal.identity.utf8), create: true,
            tuning: options.runs
        ) { try options.beforeCommit(.runs($0)) }
        let sealed = try columns.read { try SealedState(reading: $0) }
        guard sealed.journal == nil || sealed.journal == journal.identity,
            sealed.position <= journal.head.position,
            runs.position >= sealed.position, runs.position <= journal.head.position
        else {
            throw ProjectionError.otherJournal(
                "the projections in \(directory) reach position \(max(sealed.position, runs.position)) of journal "
                    + "\(sealed.journal ?? "none"); this is \(journal.identity) with \(journal.head.position)"
            )
        }
        forcedEnd = runs.position > sealed.position ? runs.position : 0
        series.load(sealed.series)
        names.load(sealed.names)
        let active = Generation(
            after: sealed.position, series: sealed.series.count, names: sealed.names.count, events: 0)
        generations = Mutex(Generations(active: active))
        interpreter = Mutex(
            Interpreter(
                journal: journal, series: series, names: names, nextRows: sealed.rows,
                mayWait: try runs.figures().kinds.contains { $0.kind == .waiting && $0.entries > 0 }))
        sealing = Mutex(Sealing())
        if sealed.journal == nil {
            try columns.write { transaction in
                try transaction.put(CoreTables.state, Keys.journal, Array(journal.identity.utf8))
            }
        }
    }

    /// The last event that readers see. Any thread.
    var position: Position { generations.withLock { $0.active }.through }

    /// The last event that a checkpoint has sealed in both environments.
    var sealedPosition: Position { generations.withLock { ($0.frozen ?? $0.active).after } }

    /// Bytes in memory of rows and index that are not sealed yet.
    var hotBytes: Int {
        let now = generations.withLock { $0 }
        return now.active.bytes + (now.frozen?.bytes ?? 0)
    }

    /// Why sealing does not get on, nil while it does.
    var failure: String? { sealing.withLock { $0.failure } }

    /// Takes in events that follow `position`, in order, and shows them to readers. One thread's affair.
    ///
    /// Waits while a checkpoint is due and the one before is still being sealed.
    /// - Parameter givesWay: whether others may have the core between steps: while producers wait for single
    ///   events. Where everything is busy it would only fall behind.
    /// - Throws: then the engine has to be given up and opened anew.
    func apply(_ block: ImageBlock, givesWay: Bool = false) throws {
        var next = 0
        while next < block.count {
            let first = block.first + Position(next)
            guard first == position + 1 else {
                throw ProjectionError.damagedRow(
                    table: "position", detail: "position \(first) does not follow \(position)")
            }
            let range = next..<(next + room(from: first, block.count - next))
            let reader = try indexReader()
            let active = generations.withLock { $0.active }
            let held = try interpreter.withLock { interpreter in
                try interpreter.apply(block, range, to: active, reader, givesWay: givesWay)
                return interpreter.heldBytes
            }
            next = range.upperBound
            if isFull(active, holding: held) { try freeze() }
        }
    }

    /// Whether rows stay with the thread that applies until a checkpoint: for a state that nobody reads,
    /// which is made in large parts then. Only for the thread that applies; a reader sees all rows once this
    /// is off again.
    func holdBack(_ holdsBack: Bool) {
        let active = generations.withLock { $0.active }
        interpreter.withLock { interpreter in
            if !holdsBack { interpreter.finish(to: active) }
            interpreter.holdsBack = holdsBack
        }
    }

    /// How many of the next events the active generation may take.
    private func room(from first: Position, _ count: Int) -> Int {
        let active = generations.withLock { $0.active }
        let end = active.after < forcedEnd ? forcedEnd : active.after + options.events
        return min(count, Int(clamping: end >= first ? end - first + 1 : 1))
    }

    private func isFull(_ generation: Generation, holding held: Int) -> Bool {
        let through = generation.through
        if generation.after < forcedEnd { return through >= forcedEnd }
        return through - generation.after >= options.events || generation.bytes + held >= options.bytes
    }

    /// Ends the active generation and begins the next; waits for the one before to be sealed.
    private func freeze() throws {
        changed.lock()
        while generations.withLock({ $0.frozen != nil }),
            sealing.withLock({ $0.running && $0.failure == nil })
        {
            changed.wait()
        }
        changed.unlock()
        if generations.withLock({ $0.frozen != nil }) { try sealFrozen() }
        let active = generations.withLock { $0.active }
        interpreter.withLock { if $0.holdsBack { $0.finish(to: active) } }
        generations.withLock { now in
            let rows = now.active.snapshot
            now.frozen = now.active
            now.active = Generation(
                after: rows.through, series: rows.series, names: rows.names,
                events: rows.through - now.active.after)
        }
        if sealing.withLock({ $0.running }) { signal() } else { try sealFrozen() }
    }

    /// Seals everything that was taken in, on the caller's thread or by waiting for the engine's. Only for
    /// the thread that applies.
    func checkpoint() throws {
        if generations.withLock({ $0.active.through > $0.active.after }) { try freeze() }
        changed.lock()
        while generations.withLock({ $0.frozen != nil }),
            sealing.withLock({ $0.running && $0.failure == nil })
        {
            changed.wait()
        }
        changed.unlock()
        if generations.withLock({ $0.frozen != nil }) { try sealFrozen() }
    }

    /// Writes the frozen generation to both environments and lets it go. Can be repeated at any point.
    private func sealFrozen() throws {
        writing.lock()
        defer { writing.unlock() }
        guard let frozen = generations.withLock({ $0.frozen }) else { return }
        try Sealer(engine: self).seal(frozen)
        generations.withLock { $0.frozen = nil }
        signal()
    }

    private func signal() {
        changed.lock()
        changed.broadcast()
        changed.unlock()
    }

    /// The index as of now. Generations first: what is sealed meanwhile is in the runs then.
    func indexReader() throws -> IndexReader {
        let now = generations.withLock { $0 }
        return IndexReader(try runs.snapshot(), [now.active] + (now.frozen.map { [$0] } ?? []))
    }

    /// Everything as of one position, for one reading.
    ///
    /// - Parameter allowance: bytes that the reader may look at, nil for one that has time.
    func view(_ events: EventShelf, allowance: Int? = nil) throws -> View {
        View(
            engine: self, moment: try moment(), events: events,
            allowance: allowance.map { Allowance(bytes: $0) })
    }

    /// A snapshot of everything.
    func moment() throws -> Moment {
        while true {
            let now = generations.withLock { $0 }
            let active = now.active.snapshot
            let frozen = now.frozen?.snapshot
            let transaction = try columns.snapshot()
            let sealed = try View.word(Keys.position, in: transaction)
            // Two checkpoints have passed since: what is sealed is ahead of what was noted.
            if sealed > active.through { continue }
            let reader = IndexReader(try runs.snapshot(), [now.active] + (now.frozen.map { [$0] } ?? []))
            let hot = ([frozen].compactMap { $0 } + [active]).filter { $0.through > sealed }
            return Moment(
                columns: transaction, index: reader, sealed: sealed, hot: hot, position: active.through,
                series: active.series)
        }
    }
}

extension Engine {
    /// Starts the thread that seals, and that which merges.
    func start() {
        sealing.withLock { $0 = Sealing(running: true) }
        let thread = Thread { [self] in seal() }
        thread.start()
        runs.startMerging()
    }

    /// Ends both threads; what is frozen is sealed first if it can be.
    func stop() {
        runs.stopMerging()
        changed.lock()
        sealing.withLock { $0.stopping = true }
        changed.broadcast()
        while sealing.withLock({ $0.running }) { changed.wait() }
        changed.unlock()
    }

    private func seal() {
        System.nameThread("sealer")
        while true {
            changed.lock()
            while generations.withLock({ $0.frozen == nil }), !sealing.withLock({ $0.stopping }) {
                changed.wait()
            }
            let ending = generations.withLock { $0.frozen == nil }
            changed.unlock()
            if ending { break }
            do {
                try sealFrozen()
                sealing.withLock { $0.failure = nil }
            } catch {
                sealing.withLock { $0.failure = "a checkpoint cannot be written: \(error)" }
                signal()
                if sealing.withLock({ $0.stopping }) { break }
                pause()
            }
        }
        sealing.withLock { $0.running = false }
        signal()
    }

    private func pause() {
        changed.lock()
        let until = System.monotonicClock() + 1_000_000
        while !sealing.withLock({ $0.stopping }), changed.wait(untilMicroseconds: until) {}
        changed.unlock()
    }
}
