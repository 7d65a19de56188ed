import Model
import Testing

@testable import Journal

@Suite("The clock's jumps")
struct ClockWatchTests {
    static let hour: Int64 = 3_600_000_000

    @Test(
        "Only a difference of over an hour to the clock that never jumps is told",
        arguments: [
            (hour, nil), (hour + 1, hour + 1), (-hour, nil), (-hour - 1, -hour - 1), (0, nil),
        ] as [(Int64, Int64?)])
    func jumps(by: Int64, told: Int64?) {
        var watch = ClockWatch(recorded: nil)
        #expect(watch.jump(wallClock: 1_000, monotonic: 5) == nil)
        #expect(watch.jump(wallClock: 1_000 + 10 * Self.hour + by, monotonic: 5 + 10 * Self.hour) == told)
    }

    @Test("A clock that was set back between two runs is told, one that went on is not")
    func betweenRuns() {
        var back = ClockWatch(recorded: Timestamp(microseconds: 3 * Self.hour))
        #expect(back.jump(wallClock: Self.hour, monotonic: 0) == -2 * Self.hour)
        var on = ClockWatch(recorded: Timestamp(microseconds: Self.hour))
        #expect(on.jump(wallClock: 900 * Self.hour, monotonic: 0) == nil)
    }
}
