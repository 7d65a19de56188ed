import Foundation
import LMDB
import Model
import Platform
import Synchronization

/// Whether two states hold sealed the same rows, whatever way they lie in parts, runs and pages. Two threads
/// share the work: the caller's and one more.
final class StateComparison: Sendable {
    /// Something to compare, in the order in which they are begun.
    private enum Task: Sendable {
        /// All records of a kind, in the order of their bytes.
        case records(RunKind)
        /// The rows of a chunk of a table, by its first row.
        case chunk(table: UInt32, firstRow: Int)
        /// The rows of a small table.
        case rows(slot: Int)
    }

    private struct State: Sendable {
        /// Nil until it is known what there is to do.
        var tasks: [Task]?
        var next = 0
        var rows: UInt64 = 0
        /// The first difference, and the number of its task.
        var difference: (task: Int, text: String)?
        var failure: (any Error)?
        var hasSnapshots = false
        var isRunning = true
    }

    private let left: Engine
    private let right: Engine
    private let state = Mutex(State())
    private let changed = MonotonicCondition()

    private init(_ left: Engine, _ right: Engine) {
        self.left = left
        self.right = right
    }

    /// How many rows the left side has, and the first difference that was found, nil when there is none.
    ///
    /// `taken` is called once, when snapshots are taken and the engines may go on. `pause` is called now and
    /// then; what it throws ends the comparison.
    static func compare(
        _ left: Engine, _ right: Engine, taken: () -> Void, pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        let comparison = StateComparison(left, right)
        let thread = Thread { comparison.help() }
        thread.start()
        do {
            defer { comparison.join() }
            let mine = try SealedSnapshot.take(of: left)
            let theirs = try SealedSnapshot.take(of: right)
            comparison.wait { $0.hasSnapshots || !$0.isRunning }
            taken()
            guard mine.position == theirs.position else {
                return (0, "one state reaches position \(mine.position), the other \(theirs.position)")
            }
            let tasks = try tasks(mine, theirs)
            comparison.change { $0.tasks = tasks }
            try comparison.work(mine, theirs, pause)
        }
        return try comparison.state.withLock { state in
            if let failure = state.failure { throw failure }
            return (state.rows, state.difference?.text)
        }
    }

    /// What takes long comes first.
    private static func tasks(
        _ left: borrowing SealedSnapshot, _ right: borrowing SealedSnapshot
    ) throws -> [Task] {
        var tasks: [Task] = [.records(.identifiers), .records(.subjects), .records(.labels)]
        for kind in RunKind.allCases where ![.identifiers, .subjects, .labels].contains(kind) {
            tasks.append(.records(kind))
        }
        for table in Set(left.tables + right.tables).sorted() {
            let end = try max(rows(of: table, in: left), rows(of: table, in: right))
            for firstRow in stride(from: 0, to: end, by: Chunk.rows) {
                tasks.append(.chunk(table: table, firstRow: firstRow))
            }
        }
        for slot in CoreTables.all.indices { tasks.append(.rows(slot: slot)) }
        return tasks
    }

    /// The number after that of the last row of a table.
    private static func rows(of table: UInt32, in snapshot: borrowing SealedSnapshot) throws -> Int {
        try ColumnTables.headers(of: table, in: snapshot.columns).last?.rows.upperBound ?? 0
    }

    // The other thread.

    private func help() {
        System.nameThread("comparer")
        do {
            let mine = try SealedSnapshot.take(of: left)
            let theirs = try SealedSnapshot.take(of: right)
            change { $0.hasSnapshots = true }
            wait { $0.tasks != nil || $0.failure != nil }
            try work(mine, theirs) {}
        } catch {
            fail(error)
        }
        change { $0.isRunning = false }
    }

    /// Waits for the other thread, which ends soon when there is a failure or nothing to do.
    private func join() {
        change { $0.tasks = $0.tasks ?? [] }
        wait { !$0.isRunning }
    }

    private func fail(_ error: any Error) { change { $0.failure = $0.failure ?? error } }

    private func change(_ body: (inout State) -> Void) {
        changed.lock()
        state.withLock { body(&$0) }
        changed.broadcast()
        changed.unlock()
    }

    private func wait(until reached: (State) -> Bool) {
        changed.lock()
        while !state.withLock({ reached($0) }) { changed.wait() }
        changed.unlock()
    }

    // Both threads.

    private func work(
        _ mine: borrowing SealedSnapshot, _ theirs: borrowing SealedSnapshot, _ pause: () throws -> Void
    ) throws {
        do {
            while let (number, task) = claim() {
                let (rows, difference) = try compare(task, mine, theirs, pause)
                state.withLock { state in
                    state.rows += rows
                    if let difference, number < state.difference?.task ?? .max {
                        state.difference = (number, difference)
                    }
                }
                try pause()
            }
        } catch {
            fail(error)
            throw error
        }
    }

    /// The next task; nil when there is none, or no reason to go on.
    private func claim() -> (number: Int, task: Task)? {
        state.withLock { state in
            guard let tasks = state.tasks, state.next < tasks.count, state.difference == nil,
                state.failure == nil
            else { return nil }
            defer { state.next += 1 }
            return (state.next, tasks[state.next])
        }
    }

    private func compare(
        _ task: Task, _ mine: borrowing SealedSnapshot, _ theirs: borrowing SealedSnapshot,
        _ pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        switch task {
        case .records(let kind): return try compare(kind, mine, theirs, pause)
        case .chunk(let table, let firstRow):
            let range = firstRow..<(firstRow + Chunk.rows)
            let a = try ColumnTables.headers(of: table, rows: range, in: mine.columns)
            let b = try ColumnTables.headers(of: table, rows: range, in: theirs.columns)
            let same = try ColumnTables.areSame(a, in: mine.columns, b, in: theirs.columns)
            return (
                a.reduce(0) { $0 + UInt64($1.count) },
                same ? nil : "table \(table), the rows from \(firstRow) to \(range.upperBound - 1)"
            )
        case .rows(let slot):
            return try RowComparison.compare(
                CoreTables.all[slot], mine.columns, theirs.columns, pause: pause)
        }
    }

    private func compare(
        _ kind: RunKind, _ mine: borrowing SealedSnapshot, _ theirs: borrowing SealedSnapshot,
        _ pause: () throws -> Void
    ) throws -> (rows: UInt64, difference: String?) {
        let size = (256 << 10) / kind.recordBytes * kind.recordBytes
        var a = RecordMerge(mine.runs.catalog.runs[Int(kind.rawValue)], kind: kind)
        var b = RecordMerge(theirs.runs.catalog.runs[Int(kind.rawValue)], kind: kind)
        var left = [UInt8](repeating: 0, count: size)
        var right = left
        var rows: UInt64 = 0
        while state.withLock({ $0.failure == nil }) {
            let filled = try a.fill(&left, from: mine.runs.transaction)
            let other = try b.fill(&right, from: theirs.runs.transaction)
            guard filled == other, left[..<filled] == right[..<filled] else {
                return (rows, "the \(kind) index, after record \(rows)")
            }
            rows += UInt64(filled / kind.recordBytes)
            try pause()
            guard filled == size else { break }
        }
        return (rows, nil)
    }
}
