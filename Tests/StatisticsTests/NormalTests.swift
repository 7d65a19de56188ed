import Statistics
import Testing

@Suite("Normal")
struct NormalTests {
    /// scipy 1.17.1: scipy.stats.norm.cdf.
    @Test(
        "has scipy's cumulative probabilities, far tail included",
        arguments: zip(
            [-10, -1.96, 0, 1, 3],
            [7.61985302416047e-24, 0.024997895148220435, 0.5, 0.8413447460685429, 0.9986501019683699]))
    func cumulative(z: Double, wanted: Double) {
        #expect(close(Normal.cumulative(z), wanted))
    }

    /// scipy 1.17.1: 2 * scipy.stats.norm.sf(8).
    @Test("gives both tails, whatever the sign")
    func twoSided() {
        #expect(close(Normal.twoSided(-8), 1.244192114854348e-15))
        #expect(Normal.twoSided(8) == Normal.twoSided(-8))
        #expect(Normal.twoSided(0) == 1)
        #expect(close(Normal.twoSided(Normal.z95), 0.05))
    }
}
