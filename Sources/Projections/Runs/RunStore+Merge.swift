import Foundation
import LMDB
import Platform
import Synchronization

extension RunStore {
    /// Does one bounded step of what is to be done behind the visible runs: removes some rows of runs that
    /// nobody needs, or writes a few MiB of a merge's output, or makes that output visible. False when there
    /// is nothing to do.
    ///
    /// Any thread, one at a time; waits for seals that are under way, never for snapshots. When it throws,
    /// nothing that was visible has changed, and the next call goes on from what the rows say.
    package func mergeStep() throws -> Bool {
        gate.waitForSeals()
        return try merging.withLock { work in
            do {
                return try step(&work)
            } catch {
                work = nil
                throw error
            }
        }
    }

    private func step(_ work: inout MergeWork?) throws -> Bool {
        // A failed seal left rows: look at all of them again, once what is under way is done.
        let isKnown = writer.withLock { !$0.hasGarbage }
        if !isKnown, work?.merge == nil { work = nil }
        var now = try work ?? survey()
        defer { work = now }
        if let dead = now.dead.first {
            if try remove(dead) { now.dead.removeFirst() }
            return true
        }
        if now.merge == nil {
            guard let inputs = RunMerge.inputs(of: published.withLock({ $0.catalog }), tuning: tuning) else {
                return false
            }
            let id = writer.withLock { writer in
                defer { writer.nextRun += 1 }
                return writer.nextRun
            }
            now.merge = RunMerge(
                RunRow(id: id, kind: inputs[0].kind, state: .merging), of: inputs, tuning: tuning)
        }
        guard var merge = now.merge else { return false }
        // One owner at a time, so that its buffers are not copied when they change.
        now.merge = nil
        now.dead += try advance(&merge)
        if now.dead.isEmpty { now.merge = merge }
        return true
    }

    /// Reads from the rows what there is to do.
    private func survey() throws -> MergeWork {
        // No transaction of a seal can fall between the two looks.
        try writer.withLock { writer in
            writer.hasGarbage = false
            return try environment.read { transaction in
                try MergeWork(
                    in: transaction, catalog: published.withLock { $0.catalog }, sealing: writer.sealing,
                    tuning: tuning)
            }
        }
    }

    /// One step of a merge; when it was the last, the runs that its output has replaced.
    private func advance(_ merge: inout RunMerge) throws -> [UInt64] {
        if try merge.index(environment) { return [] }
        let filled = try merge.read(environment)
        // Seals that came while the records were merged go first.
        gate.waitForSeals()
        var replaced: [UInt64] = []
        try commit { transaction, catalog, bytesPut in
            guard let run = try merge.write(filled, in: &transaction, bytesPut: &bytesPut) else {
                return (.merge, nil)
            }
            replaced = merge.inputs.map(\.id)
            for input in merge.inputs {
                try RunRow(id: input.id, kind: input.kind, state: .dead).put(in: &transaction)
            }
            return (.mergeVisible, catalog.changed(adding: [run], removing: Set(replaced)))
        }
        return replaced
    }

    /// Removes some rows of a run; true when none is left.
    private func remove(_ run: UInt64) throws -> Bool {
        var isGone = false
        gate.waitForSeals()
        try commit { transaction, _, _ in
            let prefix = RunTables.key(run)
            var room = max(1, tuning.removedRows)
            for table in [RunTables.blocks, RunTables.fences, RunTables.filters] {
                var keys: [[UInt8]] = []
                try transaction.walk(table, prefix: prefix) { key, _ in
                    guard keys.count < room else { return false }
                    keys.append([UInt8](copying: key))
                    return true
                }
                for key in keys { try transaction.delete(table, key.span) }
                room -= keys.count
                guard room > 0 else { return (.remove, nil) }
            }
            try transaction.delete(RunTables.runs, prefix.span)
            isGone = true
            return (.remove, nil)
        }
        return isGone
    }

    /// Starts the thread that merges whenever there is something to merge. Nothing when it runs already.
    ///
    /// The thread keeps the store alive until `stopMerging`.
    package func startMerging() {
        guard gate.start() else { return }
        let thread = Thread { [self] in
            System.nameThread("merger")
            while gate.waitUntilDue() { mergeAll() }
            gate.ended()
        }
        thread.start()
    }

    /// Ends the thread after the step that it is at, and waits for that.
    package func stopMerging() { gate.stop() }

    private func mergeAll() {
        do {
            while !gate.isStopping, try mergeStep() {}
            published.withLock { $0.mergeFailure = nil }
        } catch {
            // Nothing visible has changed. The next seal wakes the thread to try again.
            published.withLock { $0.mergeFailure = "\(error)" }
        }
    }
}
