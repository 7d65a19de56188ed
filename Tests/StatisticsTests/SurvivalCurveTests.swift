import Statistics
import Testing

/// Reference values: lifelines 0.30.3, KaplanMeierFitter.
@Suite("Survival curve")
struct SurvivalCurveTests {
    /// The treated patients of Freireich and others (1963), the example of most textbooks: weeks to relapse.
    static let freireich = SurvivalCurve(
        events: [6, 6, 6, 7, 10, 13, 16, 22, 23], censored: [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35])

    @Test("is lifelines' on the textbooks' example, with Greenwood's error and the log-log interval")
    func textbook() throws {
        let wanted: [(Int64, Double, Double, Double, Double)] = [
            (6, 0.857142857142857, 0.6197179552659838, 0.9515517476469969, 0.007936507936507936),
            (7, 0.8067226890756299, 0.5631465646222333, 0.9228090192028802, 0.011612978524743231),
            (10, 0.7529411764705878, 0.5031995107999564, 0.8893618351692651, 0.016374883286647993),
            (13, 0.6901960784313722, 0.4316102224861839, 0.8490659633494505, 0.02395064086240557),
            (16, 0.6274509803921566, 0.36751085598750194, 0.8049121894718411, 0.03304154995331466),
            (22, 0.5378151260504199, 0.26777893676713493, 0.7467907176353943, 0.05685107376283847),
            (23, 0.44817927170868327, 0.18805200595923233, 0.6801426284952412, 0.0901844070961718),
        ]
        let curve = Self.freireich
        #expect(curve.points.map(\.duration) == wanted.map(\.0))
        #expect(curve.points.map(\.censored) == [1, 1, 2, 0, 3, 0, 5])
        for (point, (_, survival, low, high, greenwood)) in zip(curve.points, wanted) {
            #expect(close(point.survival, survival))
            #expect(close(point.error, survival * greenwood.squareRoot(), 1e-12))
            let interval = try #require(point.interval(z: Normal.z95))
            #expect(close(interval.low, low, 1e-12))
            #expect(close(interval.high, high, 1e-12))
        }
        #expect(curve.median == 23)
        #expect(curve.quantile(0.25) == 13)
        #expect(curve.quantile(0.75) == nil)
        let around = curve.quantileInterval(0.5, z: Normal.z95)
        #expect(around.low == 13 && around.high == nil)
        #expect(curve.survival(after: 5) == 1)
        #expect(close(curve.survival(after: 12), 0.7529411764705878))
        #expect(close(curve.survival(after: 35), 0.44817927170868327))
        #expect(curve.survival(after: 36) == nil)
    }

    @Test("is lifelines' on drawn durations")
    func drawn() throws {
        let draws = SplitMix.uniforms(seed: 41, count: 600)
        var (events, censored): ([Int64], [Int64]) = ([], [])
        for row in 0..<300 {
            let duration = Int64(80 * draws[2 * row] * draws[2 * row])
            let cut = Int64(draws[2 * row + 1] * 90)
            if duration <= cut { events.append(duration) } else { censored.append(cut) }
        }
        let curve = SurvivalCurve(events: events, censored: censored)
        #expect(curve.events == 217 && curve.count == 300)
        #expect([0.25, 0.5, 0.75, 0.9, 0.999].map(curve.quantile) == [3, 20, 43, 62, 77])
        #expect(close(curve.points[3].survival, 0.7455078665827559))
        #expect(close(curve.points[20].survival, 0.4874405836333034))
        let interval = try #require(curve.points[20].interval(z: Normal.z95))
        #expect(close(interval.low, 0.42656640982341154, 1e-12))
        #expect(close(interval.high, 0.5454883866188748, 1e-12))
        let last = try #require(curve.points.last)
        #expect(last.survival == 0 && last.error == nil && last.interval(z: 2) == nil)
        #expect(curve.survival(after: .max) == 0)
        let around = curve.quantileInterval(0.5, z: Normal.z95)
        #expect(around.low == 15 && around.high == 25)
    }

    @Test("without open cases is the plain share, exactly", arguments: seeds(1...20))
    func complete(seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        let durations = (0..<(1 + generator.below(50))).map { _ in Int64(generator.below(20)) - 5 }
        let curve = SurvivalCurve(events: durations, censored: [])
        for duration in Int64(-6)...15 {
            let left = Double(durations.count { $0 > duration }) / Double(durations.count)
            #expect(curve.survival(after: duration) == left, "seed \(seed) at \(duration)")
        }
        let sorted = durations.sorted()
        for tenth in 1...10 {
            let wanted = sorted[(durations.count * tenth + 9) / 10 - 1]
            #expect(curve.quantile(Double(tenth) / 10) == wanted, "seed \(seed) at \(tenth)/10")
        }
    }

    @Test("is defined without cases, without events, and for one case")
    func degenerate() {
        let none = SurvivalCurve(events: [], censored: [])
        #expect(none.survival(after: 0) == nil && none.median == nil && none.longest == nil)
        let open = SurvivalCurve(events: [], censored: [5, 3])
        #expect(open.points.isEmpty && open.censoredFirst == 2 && open.median == nil)
        #expect(open.survival(after: 5) == 1 && open.survival(after: 6) == nil)
        let one = SurvivalCurve(events: [4], censored: [])
        #expect(
            one.median == 4 && one.quantile(1) == 4 && one.quantile(0) == nil && one.quantile(.nan) == nil)
        let late = SurvivalCurve(events: [.max], censored: [.min])
        #expect(late.censoredFirst == 1 && late.median == .max)
    }
}
