import Model
import Testing

@testable import Queries

@Suite("Thresholds, pairs, draws and digits")
struct LeafTests {
    private func time(_ text: String) throws -> Timestamp { try Timestamp(parsing: text) }

    @Test(
        "segments are asked in byte order, then the threshold for all; the latest policy not after the decision holds"
    )
    func policies() throws {
        let old = ThresholdPolicies.Entry(
            id: Identifier("old"), position: 9, at: try time("2009-01-01T00:00:00Z"), threshold: 0.1,
            segments: [])
        let new = ThresholdPolicies.Entry(
            id: Identifier("new"), position: 2, at: try time("2009-02-01T00:00:00Z"), threshold: nil,
            segments: [
                Named(Identifier("a"), [Named(Identifier("x"), 0.2)]),
                Named(Identifier("b"), [Named(Identifier("y"), 0.3)]),
            ])
        let policies = ThresholdPolicies([new, old])
        func value(_ at: String, _ segments: [(String, String)]) throws -> Double? {
            policies.threshold(
                own: nil, at: try time(at), segments: segments.map { (Identifier($0.0), Identifier($0.1)) })?
                .value
        }
        #expect(try value("2008-12-31T00:00:00Z", []) == nil)
        #expect(try value("2009-01-31T00:00:00Z", [("a", "x")]) == 0.1)
        #expect(try value("2009-02-01T00:00:00Z", [("b", "y"), ("a", "x")]) == 0.2)
        #expect(try value("2009-02-01T00:00:00Z", [("b", "y"), ("a", "z")]) == 0.3)
        #expect(try value("2009-02-01T00:00:00Z", [("a", "z")]) == nil)
        let own = policies.threshold(own: 0.7, at: try time("2009-02-01T00:00:00Z"), segments: [])
        #expect(own?.value == 0.7)
        #expect(own?.disagrees == false)
    }

    @Test("a draw by label takes half of each class, and fills what one class lacks from the other")
    func split() {
        #expect(ReplayDraw.split(10, positive: 50, negative: 50) == (5, 5))
        #expect(ReplayDraw.split(11, positive: 50, negative: 50) == (6, 5))
        #expect(ReplayDraw.split(11, positive: 50, negative: 60) == (5, 6))
        #expect(ReplayDraw.split(10, positive: 2, negative: 60) == (2, 8))
        #expect(ReplayDraw.split(10, positive: 60, negative: 0) == (10, 0))
        #expect(ReplayDraw.split(10, positive: 3, negative: 4) == (3, 4))
        #expect(ReplayDraw.split(10, positive: 0, negative: 0) == (0, 0))
    }

    @Test("without a seed the most recent are taken, later positions first among equal times")
    func mostRecent() {
        let pool = [(1, 30), (2, 20), (3, 30), (4, 10)].map { position, at in
            ReplayDraw.Candidate(
                position: Position(position), at: Timestamp(microseconds: Int64(at)),
                isPositive: position % 2 == 0)
        }
        #expect(ReplayDraw(size: 1, isStratified: false, seed: 0).members(of: pool) == [3])
        #expect(ReplayDraw(size: 2, isStratified: false, seed: 0).members(of: pool) == [1, 3])
        #expect(ReplayDraw(size: 2, isStratified: true, seed: 0).members(of: pool) == [2, 3])
        #expect(ReplayDraw(size: 9, isStratified: true, seed: 0).members(of: pool) == [1, 2, 3, 4])
    }

    @Test("a seed draws the same members from the same pool, whatever its order, and another seed others")
    func seeded() {
        let pool = (1...100).map { position in
            ReplayDraw.Candidate(
                position: Position(position), at: Timestamp(microseconds: Int64(position)), isPositive: true)
        }
        let draw = ReplayDraw(size: 10, isStratified: false, seed: 42)
        let members = draw.members(of: pool)
        #expect(Set(members).count == 10)
        #expect(draw.members(of: pool.reversed()) == members)
        #expect(ReplayDraw(size: 10, isStratified: false, seed: 43).members(of: pool) != members)
        #expect(members != Array(91...100))
    }

    /// The first values for the state 1234567, from the reference implementation in C (Vigna, splitmix64.c).
    @Test("SplitMix64 gives the numbers of its reference")
    func splitMix() {
        var generator = SplitMix64(state: 1_234_567)
        #expect(generator.next() == 6_457_827_717_110_365_317)
        #expect(generator.next() == 3_203_168_211_198_807_973)
        #expect(generator.next() == 9_817_491_932_198_370_423)
        #expect((0..<1_000).allSatisfy { _ in generator.below(3) < 3 })
    }

    /// Expected values: float('%.12g' % x) in Python.
    @Test(
        "printed results keep 12 significant digits",
        arguments: [
            (0.396381123456789, 0.396381123457), (1.0, 1.0), (0.0, 0.0), (999_999.9999999, 1_000_000.0),
            (1.23456789012345e-30, 1.23456789012e-30), (-0.12345678901251, -0.123456789013), (0.5, 0.5),
            (9.9999999999995e-05, 0.0001), (9.99999999998949e-05, 9.99999999999e-05),
            (123_456_789_012_345.0, 123_456_789_012_000.0),
        ])
    func rounded(_ value: Double, _ expected: Double) {
        #expect(Printed.rounded(value) == expected)
    }

    @Test("members of an object keep the exact bytes of their values")
    func rawMembers() {
        let text = #" { "a" : 1.50 , "b":{"x":[1, 2,{"y":"}"}]},"c\u0041":"q\"\\","e":[],"f":-1E5,"g":null }"#
        let found = RawMembers(Array(text.utf8)).members.map {
            ($0.name, String(decoding: $0.value, as: UTF8.self))
        }
        let expected = [
            ("a", "1.50"), ("b", #"{"x":[1, 2,{"y":"}"}]}"#), ("cA", #""q\"\\""#), ("e", "[]"), ("f", "-1E5"),
            ("g", "null"),
        ]
        #expect(found.map(\.0) == expected.map(\.0))
        #expect(found.map(\.1) == expected.map(\.1))
        #expect(RawMembers(Array("[1]".utf8)).members.isEmpty)
        #expect(RawMembers(Array("{\"a".utf8)).members.isEmpty)
    }

    @Test("waiting decisions are put into classes of ages, those of the future with the youngest")
    func ages() throws {
        let now = try time("2009-07-01T00:00:00Z")
        let since = try [
            "2009-07-02T00:00:00Z", "2009-06-30T00:00:00Z", "2009-06-30T00:00:00.000001Z",
            "2008-01-01T00:00:00Z",
        ].map(time)
        #expect(since.map { PendingAges.index(of: now.microseconds - $0.microseconds) } == [0, 1, 0, 6])
        #expect(PendingAges.label(0) == "under 1 d")
        #expect(PendingAges.label(6) == "90 d and more")
    }
}
