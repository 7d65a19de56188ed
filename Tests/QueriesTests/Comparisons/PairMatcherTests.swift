import Digest
import TestSupport
import Testing

@testable import Queries

/// Pairs beside a matching that holds every row against every other.
@Suite("Pairs of decisions")
struct PairMatcherTests {
    /// Rows of few keys. Times are `2 * number + side` steps apart, so no two are equal, unless asked.
    private static func rows(
        _ count: Int, side: Int64, tied: Bool, _ random: inout SeededGenerator
    ) -> PairRows {
        var rows = PairRows()
        var times: Set<Int64> = []
        for number in 0..<count {
            var at = Int64.random(in: 0..<(tied ? 6 : 400), using: &random) * 2 + (tied ? 0 : side)
            while !tied, times.contains(at) { at += 2 }
            times.insert(at)
            rows.scores.append(Double(Int.random(in: 0..<4, using: &random)))
            rows.thresholds.append(0.5)
            rows.ats.append(at)
            rows.positions.append(UInt64(number * 2) + UInt64(side))
            rows.classes.append(0)
            rows.actions.append(-1)
            rows.subjects.append(Fingerprint(high: UInt64.random(in: 1...3, using: &random) << 60, low: 1))
            rows.originals.append(PairRows.none)
            rows.isNamed.append(false)
        }
        return rows
    }

    private static func key(_ pairs: [(baseline: Int32, current: Int32)]) -> Set<[Int32]> {
        Set(pairs.map { [$0.baseline, $0.current] })
    }

    /// The nearest two of all that are left, again and again.
    private static func plain(_ first: PairRows, _ second: PairRows, _ window: UInt64) -> Set<[Int32]> {
        var links: [(distance: UInt64, left: Int64, baseline: Int32, current: Int32)] = []
        for one in first.ats.indices {
            for other in second.ats.indices where first.subjects[one] == second.subjects[other] {
                let distance = (first.ats[one] - second.ats[other]).magnitude
                guard distance <= window else { continue }
                links.append((distance, min(first.ats[one], second.ats[other]), Int32(one), Int32(other)))
            }
        }
        links.sort { ($0.distance, $0.left) < ($1.distance, $1.left) }
        var taken: (Set<Int32>, Set<Int32>) = ([], [])
        var found: Set<[Int32]> = []
        for link in links where !taken.0.contains(link.baseline) && !taken.1.contains(link.current) {
            taken.0.insert(link.baseline)
            taken.1.insert(link.current)
            found.insert([link.baseline, link.current])
        }
        return found
    }

    @Test("are those of the plain matching, and the same from the other side", arguments: 1...300)
    func nearest(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let first = Self.rows(Int.random(in: 0...24, using: &random), side: 0, tied: false, &random)
        let second = Self.rows(Int.random(in: 0...24, using: &random), side: 1, tied: false, &random)
        let window = UInt64.random(in: 0...120, using: &random)
        var matcher = PairMatcher(first, second)
        matcher.match({ $0.subjects }, .nearest(window))
        #expect(Self.key(matcher.pairs) == Self.plain(first, second, window), "seed \(seed)")
        var mirror = PairMatcher(second, first)
        mirror.match({ $0.subjects }, .nearest(window))
        #expect(
            Self.key(mirror.pairs.map { (baseline: $0.current, current: $0.baseline) })
                == Self.key(matcher.pairs), "seed \(seed)")
    }

    @Test("at equal times hold each row once, leave no two that fit, and mirror", arguments: 1...200)
    func tied(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let first = Self.rows(Int.random(in: 0...30, using: &random), side: 0, tied: true, &random)
        let second = Self.rows(Int.random(in: 0...30, using: &random), side: 1, tied: true, &random)
        var matcher = PairMatcher(first, second)
        matcher.match({ $0.subjects }, .nearest(4))
        #expect(Set(matcher.pairs.map(\.baseline)).count == matcher.pairs.count)
        #expect(Set(matcher.pairs.map(\.current)).count == matcher.pairs.count)
        for one in first.ats.indices where matcher.isFree(baseline: one) {
            for other in second.ats.indices where matcher.isFree(current: other) {
                let fits =
                    first.subjects[one] == second.subjects[other]
                    && (first.ats[one] - second.ats[other]).magnitude <= 4
                #expect(!fits, "seed \(seed)")
            }
        }
        var mirror = PairMatcher(second, first)
        mirror.match({ $0.subjects }, .nearest(4))
        #expect(
            Self.key(mirror.pairs.map { (baseline: $0.current, current: $0.baseline) })
                == Self.key(matcher.pairs), "seed \(seed)")
    }
}
