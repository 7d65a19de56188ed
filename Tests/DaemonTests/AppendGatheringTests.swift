import Journal
import Model
import Testing

@testable import Daemon

@Suite("When the parcels of a loop go to the writer")
struct AppendGatheringTests {
    private func parcel(_ connection: UInt64, lines: Int = 1) -> Parcel {
        var items = Parcel.Items()
        for _ in 0..<lines { items.append(Refusal(.emptyLine, "empty")) }
        return Parcel(connection: connection, peerUser: 0, items: items)
    }

    @Test("A client alone waits for nobody")
    func alone() {
        var gathering = AppendGathering()
        for _ in 0..<3 {
            #expect(add(&gathering, parcel(1)) == .soon)
            #expect(take(&gathering) == [1])
        }
    }

    @Test("Who comes first waits for all that were in the last two commits")
    func group() {
        var gathering = AppendGathering()
        #expect(add(&gathering, parcel(1)) == .soon)
        #expect(add(&gathering, parcel(2)) == .nothing)
        #expect(add(&gathering, parcel(3)) == .nothing)
        #expect(take(&gathering) == [1, 2, 3])
        #expect(add(&gathering, parcel(2)) == .within(AppendGathering.window))
        #expect(add(&gathering, parcel(3)) == .nothing)
        #expect(add(&gathering, parcel(1)) == .soon)
        #expect(take(&gathering) == [2, 3, 1])
        // One has gone: after two commits without it nobody waits for it.
        for expected: AppendGathering.Action in [.nothing, .nothing, .soon] {
            #expect(add(&gathering, parcel(1)) == .within(AppendGathering.window))
            #expect(add(&gathering, parcel(3)) == expected)
            #expect(take(&gathering) == [1, 3])
        }
    }

    @Test("Two groups that missed each other once are one from the next commit on")
    func groups() {
        var gathering = AppendGathering()
        _ = add(&gathering, parcel(1))
        _ = add(&gathering, parcel(2))
        #expect(take(&gathering) == [1, 2])
        #expect(add(&gathering, parcel(3)) == .within(AppendGathering.window))
        #expect(add(&gathering, parcel(4)) == .soon)
        #expect(take(&gathering) == [3, 4])
        for connection: UInt64 in 1...3 { #expect(add(&gathering, parcel(connection)) != .soon) }
        #expect(add(&gathering, parcel(4)) == .soon)
        #expect(take(&gathering) == [1, 2, 3, 4])
    }

    @Test("A window is followed by another as long as each brings somebody, and not without end")
    func windows() {
        var gathering = AppendGathering()
        for connection: UInt64 in 1...20 { _ = add(&gathering, parcel(connection)) }
        _ = take(&gathering)
        #expect(add(&gathering, parcel(1)) == .within(AppendGathering.window))
        _ = add(&gathering, parcel(2))
        #expect(!isOver(&gathering))
        #expect(isOver(&gathering))
        _ = take(&gathering)
        #expect(add(&gathering, parcel(3)) == .within(AppendGathering.window))
        var windows = 0
        repeat {
            windows += 1
            _ = add(&gathering, parcel(UInt64(3 + windows)))
        } while !gathering.isOver()
        #expect(windows == AppendGathering.windows)
    }

    @Test("A connection that has gone is not waited for")
    func gone() {
        var gathering = AppendGathering()
        for connection: UInt64 in 1...3 { _ = add(&gathering, parcel(connection)) }
        _ = take(&gathering)
        gathering.forget(2)
        gathering.forget(9)
        #expect(add(&gathering, parcel(1)) == .within(AppendGathering.window))
        #expect(add(&gathering, parcel(3)) == .soon)
        #expect(take(&gathering) == [1, 3])
        #expect(add(&gathering, parcel(1)) == .within(AppendGathering.window))
        gathering.forget(1)
        #expect(add(&gathering, parcel(3)) == .soon)
    }

    @Test("A window that was opened before what was taken is over")
    func rounds() {
        var gathering = AppendGathering()
        let round = gathering.round
        _ = add(&gathering, parcel(1))
        _ = take(&gathering)
        #expect(gathering.round != round)
        #expect(take(&gathering).isEmpty)
    }

    @Test("Many lines go to the writer's thread at once, and leave nobody waiting for as many parcels")
    func many() {
        var gathering = AppendGathering()
        #expect(add(&gathering, parcel(1, lines: AppendGathering.lines)) == .soon)
        #expect(add(&gathering, parcel(2)) == .handOver)
        #expect(take(&gathering) == [1, 2])
        #expect(add(&gathering, parcel(3)) == .soon)
    }

    private func add(_ gathering: inout AppendGathering, _ parcel: Parcel) -> AppendGathering.Action {
        gathering.add(parcel)
    }

    private func isOver(_ gathering: inout AppendGathering) -> Bool { gathering.isOver() }

    private func take(_ gathering: inout AppendGathering) -> [UInt64] { gathering.take().map(\.connection) }
}
