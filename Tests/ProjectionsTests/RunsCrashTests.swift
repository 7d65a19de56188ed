import LMDB
import Model
import Synchronization
import TestSupport
import Testing

@testable import Projections

/// Gives a transaction up at a chosen commit, as a crash just before it would.
private final class Tripwire: Sendable {
    struct Tripped: Error {}

    private let left = Mutex<Int?>(nil)
    private let steps = Mutex<[RunStep: Int]>([:])

    /// The commit to give up: 0 is the next.
    func arm(_ commits: Int) { left.withLock { $0 = commits } }

    func disarm() { left.withLock { $0 = nil } }

    /// How often a commit of each name was given up.
    var tripped: [RunStep: Int] { steps.withLock { $0 } }

    func pass(_ step: RunStep) throws {
        let trips = left.withLock { left in
            guard let now = left else { return false }
            left = now > 0 ? now - 1 : nil
            return now == 0
        }
        guard trips else { return }
        steps.withLock { $0[step, default: 0] += 1 }
        throw Tripped()
    }
}

@Suite("Sorted runs under crashes")
struct RunsCrashTests {
    /// So small that every seal, merge and removal takes several transactions.
    private static func smallTuning(_ generator: inout SeededGenerator) -> RunTuning {
        var tuning = RunTuning()
        tuning.blockPages = 1
        tuning.stepBytes = generator.pick([1, 4096, 6000])
        tuning.removedRows = generator.pick([5, 20, 256])
        tuning.fanIn = generator.pick([2, 3])
        tuning.fanInMax = tuning.fanIn * 2
        tuning.smallRun = generator.pick([20, 200])
        return tuning
    }

    /// One attempt after the other, each given up one commit later than the last, the store opened again (or
    /// used on) after each, until the work is done without being given up.
    @Test(
        "given up before any commit of a seal or a merge and opened again, the store holds the same records",
        arguments: seeds([1, 2]), [true, false])
    func everyBoundary(seed: UInt64, opensAgain: Bool) throws {
        var generator = SeededGenerator(seed: seed)
        let note = "seed \(seed)"
        let folder = try TemporaryFolder()
        let wire = Tripwire()
        let tuning = Self.smallTuning(&generator)
        func open(create: Bool) throws -> RunStore {
            try RunStore(
                opening: folder.file("runs"), journalIdentity: [7], create: create, tuning: tuning,
                beforeCommit: { try wire.pass($0) })
        }
        var store: RunStore? = try open(create: true)
        var model = RunsModel()

        func untilDone(_ work: (RunStore) throws -> Void) throws {
            for commits in 0..<1000 {
                wire.arm(commits)
                do {
                    try work(#require(store))
                    wire.disarm()
                    return
                } catch is Tripwire.Tripped {
                    if opensAgain {
                        store = nil
                        store = try open(create: false)
                    }
                    try model.check(#require(store), &generator, note)
                }
            }
            Issue.record("\(note): the work never ends")
        }

        for round in 0..<9 {
            let generation = RunsGeneration.make(
                after: model.position, events: round % 4 == 0 ? 400 : nil, &generator)
            try untilDone { try $0.seal(generation.runs, through: generation.through) }
            model.seal(generation)
            try model.check(#require(store), &generator, note)
            // Sealed again, as a projector does that was stopped before it heard of the end.
            try #require(store).seal(generation.runs, through: generation.through)
            if generator.chance(0.7) {
                for _ in 0..<Int.random(in: 1...12, using: &generator) {
                    try untilDone { _ = try $0.mergeStep() }
                    try model.check(#require(store), &generator, note)
                }
            }
        }
        var isMore = true
        while isMore {
            if generator.chance(0.5) { isMore = try #require(store).mergeStep() }
            try untilDone { isMore = try $0.mergeStep() }
        }
        try model.check(#require(store), &generator, note)
        for step in [RunStep.seal, .sealVisible, .merge, .mergeVisible, .remove] {
            #expect(wire.tripped.keys.contains(step), "\(note): \(step)")
        }
        // Nothing is left of what was given up.
        store = nil
        store = try open(create: false)
        try model.check(#require(store), &generator, note)
        let rows = try #require(store).environment.read { transaction in
            let rows = try RunRow.all(in: transaction)
            let blocks = try transaction.count(RunTables.blocks)
            #expect(rows.allSatisfy { $0.state == .visible }, "\(note)")
            #expect(rows.reduce(0) { $0 + Int($1.blocks) } == blocks, "\(note)")
            return rows.count
        }
        #expect(try #require(store).figures().runs == rows, "\(note)")
    }

    @Test("a merge that was begun goes on after the store is opened again, and does not begin anew")
    func resumes() throws {
        let folder = try TemporaryFolder()
        var generator = SeededGenerator(seed: 9)
        var tuning = RunTuning()
        tuning.blockPages = 1
        tuning.stepBytes = 4096
        tuning.removedRows = 2
        tuning.smallRun = 100_000
        func open(create: Bool) throws -> RunStore {
            try RunStore(opening: folder.file("runs"), journalIdentity: [7], create: create, tuning: tuning)
        }
        var store: RunStore? = try open(create: true)
        var model = RunsModel()
        while try #require(store).figures().kinds[0].runs < 8 {
            let generation = RunsGeneration.make(after: model.position, &generator)
            let runs = generation.runs.filter { $0.kind == .identifiers }
            let part = RunsGeneration(runs: runs, through: generation.through)
            try #require(store).seal(part.runs, through: part.through)
            model.seal(part)
        }
        let before = try #require(store).figures().entries
        // One step, then a new process, and so on: progress is kept, so it ends.
        var rounds = 0
        while try #require(store).figures().runs > 1, rounds < 100 {
            _ = try #require(store).mergeStep()
            let written = try #require(store).environment.read { try RunRow.all(in: $0) }
                .first { $0.state == .merging }?.count
            store = nil
            store = try open(create: false)
            let kept = try #require(store).environment.read { try RunRow.all(in: $0) }
                .first { $0.state == .merging }?.count
            #expect(kept == written)
            // Past the steps that fill the filter anew.
            for _ in 0..<(rounds + 1) where try #require(store).figures().runs > 1 {
                _ = try #require(store).mergeStep()
            }
            rounds += 1
        }
        #expect(rounds > 1 && rounds < 100)
        #expect(try #require(store).figures().entries == before)
        try model.check(#require(store), &generator, "seed 9")
    }

    @Test("what a seal that failed has written is removed by the process that goes on")
    func garbage() throws {
        let folder = try TemporaryFolder()
        let wire = Tripwire()
        var tuning = RunTuning()
        tuning.blockPages = 1
        tuning.stepBytes = 4096
        let store = try RunStore(
            opening: folder.file("runs"), journalIdentity: [7], create: true, tuning: tuning,
            beforeCommit: { try wire.pass($0) })
        var generator = SeededGenerator(seed: 3)
        let generation = RunsGeneration.make(after: 0, events: 400, &generator)
        #expect(try !store.mergeStep())
        wire.arm(3)
        #expect(throws: Tripwire.Tripped.self) { try store.seal(generation.runs, through: 400) }
        func blocks() throws -> Int { try store.environment.read { try $0.count(RunTables.blocks) } }
        #expect(try blocks() > 0)
        while try store.mergeStep() {}
        #expect(try blocks() == 0)
        try store.seal(generation.runs, through: 400)
        var model = RunsModel()
        model.seal(generation)
        try model.check(store, &generator, "seed 3")
    }
}
