import Journal
import Model
import Testing

@testable import Daemon

@Suite("When the parcels of a loop go to the writer")
struct AppendGatheringTests {
    private func parcel(_ connection: UInt64, lines: Int = 1) -> Parcel {
        let refusal = Parcel.Item.refused(Refusal(.emptyLine, "empty"))
        return Parcel(
            connection: connection, peerUser: 0, items: [Parcel.Item](repeating: refusal, count: lines))
    }

    @Test("A client alone waits for nobody")
    func alone() {
        var gathering = AppendGathering()
        for _ in 0..<3 {
            #expect(add(&gathering, parcel(1)) == .soon)
            #expect(take(&gathering) == [1])
        }
    }

    @Test("Who comes first waits for as many as there were last time, and no longer than the window")
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
        // One has gone: when the window is over, two are what is expected from then on.
        #expect(add(&gathering, parcel(1)) == .within(AppendGathering.window))
        #expect(add(&gathering, parcel(3)) == .nothing)
        #expect(take(&gathering) == [1, 3])
        #expect(add(&gathering, parcel(1)) == .within(AppendGathering.window))
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

    private func take(_ gathering: inout AppendGathering) -> [UInt64] { gathering.take().map(\.connection) }
}
