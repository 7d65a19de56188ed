import Statistics
import Testing

/// The reference values are mpmath 1.3.0's at 40 digits, of the doubles given: gammainc and betainc with
/// regularized=True, ncdf inverted with findroot, and the sum of Kolmogorov's
/// series.
@Suite("Special functions")
struct SpecialFunctionTests {
    @Test(
        "the incomplete gamma functions are mpmath's, both tails",
        arguments: [
            (0.5, 0.1, 0.345279153981423, 0.654720846018577),
            (0.5, 3, 0.9856941215645704, 0.01430587843542964),
            (1, 1, 0.6321205588285577, 0.36787944117144233),
            (1.5, 30, 0.9999999999994121, 5.878230727906912e-13),
            (2.5, 0.001, 9.50853459860795e-09, 0.9999999904914654),
            (10, 10, 0.5420702855281478, 0.4579297144718522),
            (10, 3, 0.0011024881301154798, 0.9988975118698845),
            (100, 80, 0.017108313035133115, 0.9828916869648668),
            (100, 140, 0.9998389428252874, 0.00016105717471255585),
            (1000, 1000, 0.5042052441802155, 0.4957947558197845),
            (500_000, 500_500, 0.7603231951744787, 0.23967680482552137),
            (0.01, 1e-08, 0.8365102546852333, 0.16348974531476665),
            (3.5, 200, 1.0, 2.3852710811123277e-82),
            (20, 60, 0.9999999993648082, 6.351918340378976e-10),
        ] as [(Double, Double, Double, Double)])
    func gamma(shape: Double, x: Double, lower: Double, upper: Double) {
        #expect(close(Gamma.lower(shape: shape, at: x), lower, 1e-12))
        #expect(close(Gamma.upper(shape: shape, at: x), upper, 1e-12))
    }

    @Test(
        "the incomplete beta function is mpmath's",
        arguments: [
            (0.5, 0.5, 0.25, 0.3333333333333333),
            (1, 3, 0.4, 0.784),
            (2, 2, 0.5, 0.5),
            (5, 0.5, 0.9, 0.3166429150200123),
            (50, 50, 0.4, 0.021930442130085222),
            (0.5, 20, 0.001, 0.1575838139836385),
            (200, 300, 0.45, 0.9881463456202629),
            (12.5, 0.5, 0.999, 0.8755756058560333),
            (1_000, 0.5, 0.99, 7.366397738015053e-06),
            (8, 10, 0.2, 0.010934315234099204),
            (500, 600, 0.3, 2.2934081636777785e-27),
        ] as [(Double, Double, Double, Double)])
    func beta(a: Double, b: Double, x: Double, wanted: Double) {
        #expect(close(Beta.lower(a, b, at: x), wanted, 1e-12))
        #expect(close(Beta.upper(b, a, at: 1 - x), wanted, 1e-12))
    }

    @Test(
        "Student's t has mpmath's tails, far ones and few degrees included",
        arguments: [
            (0.5, 1, 0.7048327646991335),
            (2, 3, 0.1393259685588432),
            (12.7062, 1, 0.0500000185607104),
            (1.96, 100, 0.05277890136622967),
            (-2.5, 7.3, 0.03965023466560047),
            (40, 5, 1.8411962171772954e-07),
            (3, 1e6, 0.002699862541421797),
            (1e-09, 10, 0.9999999992217833),
            (1e200, 1, 6.3661977236758134e-201),
            (6, 30, 1.3942768767204743e-06),
        ] as [(Double, Double, Double)])
    func student(t: Double, degrees: Double, wanted: Double) {
        #expect(close(StudentT.twoSided(t, degrees: degrees), wanted, 1e-12))
        let above = t >= 0 ? wanted / 2 : 1 - wanted / 2
        #expect(close(StudentT.survival(t, degrees: degrees), above, 1e-12))
    }

    @Test(
        "the normal quantile is mpmath's",
        arguments: [
            (1e-300, -37.0470962993612), (1e-20, -9.262340089798407), (1e-10, -6.361340902404057),
            (0.001, -3.0902323061678136), (0.025, -1.9599639845400543), (0.07, -1.4757910281791706),
            (0.3, -0.5244005127080408), (0.5, 0), (0.6, 0.2533471031357997), (0.975, 1.9599639845400538),
            (0.999999, 4.753424308817087),
        ] as [(Double, Double)])
    func normalQuantile(p: Double, wanted: Double) {
        #expect(close(Normal.quantile(p), wanted))
    }

    @Test(
        "Kolmogorov's limit law is mpmath's, on both sides of where the series change",
        arguments: [
            (0.2, 0.999999999999495), (0.3, 0.9999906941986655), (0.5, 0.9639452436648751),
            (0.8275735551899077, 0.49999999999999994), (0.99, 0.2808738392255489),
            (1, 0.2699996716773545), (1.01, 0.25943416909359746), (1.358099, 0.049999902037564804),
            (1.6276, 0.010001537333060773), (2.5, 7.453306344157342e-06), (5, 3.8574996959278356e-22),
            (12, 1.6757885067638739e-125),
        ] as [(Double, Double)])
    func kolmogorov(x: Double, wanted: Double) {
        #expect(close(Kolmogorov.survival(x), wanted))
    }

    /// scipy 1.17.1: scipy.stats.chi2.sf, and the 5 % points of Fisher's table to its four figures.
    @Test(
        "chi-squared has scipy's upper tail",
        arguments: [
            (30.742488845011067, 3, 9.63068724394312e-07), (67.37126757786447, 3, 1.5595563895725458e-14),
            (3.841458820694124, 1, 0.05), (18.307038053275146, 10, 0.05),
        ] as [(Double, Int, Double)])
    func chiSquared(statistic: Double, degrees: Int, wanted: Double) {
        #expect(close(ChiSquared.survival(statistic, degrees: degrees), wanted, 1e-12))
    }

    @Test("outside their domains they have no answer, and at its ends the limits")
    func edges() {
        #expect(Gamma.lower(shape: 0, at: 1) == nil && Gamma.upper(shape: 1, at: -1) == nil)
        #expect(Gamma.lower(shape: .nan, at: 1) == nil && Gamma.upper(shape: 1, at: .nan) == nil)
        #expect(Gamma.lower(shape: 2, at: 0) == 0 && Gamma.upper(shape: 2, at: .infinity) == 0)
        #expect(Beta.lower(0, 1, at: 0.5) == nil && Beta.lower(1, 1, at: 1.5) == nil)
        #expect(Beta.lower(2, 3, at: 0) == 0 && Beta.lower(2, 3, at: 1) == 1)
        #expect(StudentT.twoSided(0, degrees: 4) == 1 && StudentT.twoSided(.infinity, degrees: 4) == 0)
        #expect(StudentT.twoSided(1, degrees: 0) == nil && StudentT.survival(.nan, degrees: 1) == nil)
        #expect(close(StudentT.twoSided(2, degrees: 1e15), Normal.twoSided(2)))
        #expect(Normal.quantile(0) == nil && Normal.quantile(1) == nil && Normal.quantile(.nan) == nil)
        #expect(Kolmogorov.survival(0) == 1 && Kolmogorov.survival(.infinity) == 0)
        #expect(Kolmogorov.survival(.nan) == nil)
        #expect(ChiSquared.survival(0, degrees: 3) == 1 && ChiSquared.survival(1, degrees: 0) == nil)
        #expect(ChiSquared.survival(-1, degrees: 1) == nil)
    }
}
