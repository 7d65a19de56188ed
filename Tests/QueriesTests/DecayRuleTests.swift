import Model
import Testing

@testable import Queries

@Suite("The decay rule")
struct DecayRuleTests {
    private static let end = Timestamp(microseconds: 1_254_096_000_000_000)  // 2009-09-28, a Monday
    private static let day: Int64 = 86_400_000_000

    /// `count` decisions in each week counted back from the newest, of which so many in 100 are labelled in a
    /// day.
    private func arrivals(
        _ weeks: Range<Int>, count: Int, percent: Int, kind: String, by labeller: String = "crm"
    ) -> [LabelArrival] {
        weeks.flatMap { week in
            (0..<count).map { index in
                let at = Timestamp(
                    microseconds: Self.end.microseconds - Int64(week) * 7 * Self.day - Self.day
                        - Int64(index) * 1_000_000)
                // Spread evenly, so that every week has the same share.
                let isLabelled = (index + 1) * percent / 100 > index * percent / 100
                let first = isLabelled ? at.adding(Model.Span(microseconds: Self.day)) : nil
                return LabelArrival(
                    at: at, first: first.map { ($0, Identifier(labeller)) }, version: Identifier("v1"),
                    segments: [(Identifier("kind"), Identifier(kind))])
            }
        }
    }

    private func falls(_ arrivals: [LabelArrival]) -> [DecayRule.Fall] {
        let comparisons = DecayRule.comparisons(DecayRule.weeks(arrivals) { _ in Self.end })
        return DecayRule.falls(arrivals, comparisons: comparisons, among: comparisons.count) { _ in Self.end }
    }

    @Test("steady shares are no fall, whatever they are")
    func steady() {
        #expect(falls([]).isEmpty)
        for percent in [0, 50, 100] {
            #expect(falls(arrivals(0..<34, count: 40, percent: percent, kind: "a")).isEmpty)
        }
    }

    @Test("a fall in one segment is told of that segment, and explains the rest")
    func segment() throws {
        let found = falls(
            arrivals(0..<34, count: 40, percent: 80, kind: "steady")
                + arrivals(3..<34, count: 60, percent: 90, kind: "lost")
                + arrivals(0..<3, count: 60, percent: 30, kind: "lost"))
        #expect(found.map(\.comparison.group.text) == ["kind=lost"])
        let fall = try #require(found.first)
        #expect(!fall.hasRecovered)
        #expect(fall.since == "2009-W37")
        #expect(fall.alsoSeenIn.map(\.text) == ["all decisions", "version v1", "labeller crm"])
    }

    @Test(
        "a fall that has lasted for fifteen weeks is still told, one that has lasted for all that is known is not"
    )
    func lasting() {
        let old =
            arrivals(15..<34, count: 60, percent: 90, kind: "a")
            + arrivals(0..<15, count: 60, percent: 40, kind: "a")
        #expect(falls(old).count == 1)
        #expect(falls(old).first?.comparison.reference == .history)
        #expect(falls(arrivals(0..<34, count: 60, percent: 40, kind: "a")).isEmpty)
    }

    @Test("shares that are back are recovered, not fallen")
    func recovered() {
        let found = falls(
            arrivals(4..<34, count: 60, percent: 90, kind: "a")
                + arrivals(1..<4, count: 60, percent: 30, kind: "a")
                + arrivals(0..<1, count: 60, percent: 90, kind: "a"))
        #expect(found.map(\.hasRecovered) == [true])
    }

    @Test("small falls and small groups are not told")
    func small() {
        #expect(
            falls(
                arrivals(4..<34, count: 500, percent: 90, kind: "a")
                    + arrivals(0..<4, count: 500, percent: 81, kind: "a")
            ).isEmpty)
        #expect(
            falls(
                arrivals(4..<34, count: 7, percent: 100, kind: "a")
                    + arrivals(0..<4, count: 7, percent: 0, kind: "a")
            ).isEmpty)
    }

    @Test("a labeller who falls silent is told, though others label all the same")
    func labeller() {
        let found = falls(
            arrivals(2..<34, count: 50, percent: 100, kind: "a", by: "first")
                + arrivals(0..<2, count: 50, percent: 100, kind: "a", by: "second"))
        #expect(found.map(\.comparison.group.text) == ["labeller first"])
    }

    @Test("a segment with a value for each decision is not looked at")
    func manyValues() {
        let found = (0..<34).flatMap { week in
            (0..<40).flatMap { index in
                arrivals(week..<(week + 1), count: 1, percent: 100, kind: "k\(index * 34 + week)")
            }
        }
        let weeks = DecayRule.weeks(found) { _ in Self.end }
        #expect(weeks[0].groups.allSatisfy { $0.kind != .segment })
    }
}
