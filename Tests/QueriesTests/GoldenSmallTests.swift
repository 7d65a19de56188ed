import TestSupport
import Testing

@Suite("Golden numbers of the small bank stream")
struct GoldenSmallTests {
    private let golden: GoldenCases

    init() throws {
        let ledger = try TemporaryLedger()
        try ledger.append(try BankStream.small())
        golden = try GoldenCases(ledger, file: GoldenFiles.small)
    }

    @Test("distributions have the count, moments, quantiles and histogram of numpy")
    func summaries() throws { #expect(try golden.checkSummaries() == 5) }

    @Test("feedback has the decisions, labels and rates")
    func feedback() throws { #expect(try golden.checkFeedback() == 3) }

    @Test("feedback by ISO week has the decisions, labels and those within 14 days")
    func weeks() throws { #expect(try golden.checkWeeks() == 3) }

    @Test("label delays have the quantiles, overall and by contact")
    func delays() throws { #expect(try golden.checkDelays() == 3) }

    @Test("corrections are counted")
    func corrections() throws { #expect(try golden.checkCorrections() == 3) }

    @Test("performance has the areas, confusions and calibration errors of scikit-learn")
    func performance() throws { #expect(try golden.checkPerformance() == 6) }

    @Test("pairs have the differences, correlations, actions and distances of scipy")
    func pairs() throws { #expect(try golden.checkPairs() == 2) }

    @Test("labels by a time are those that were known then")
    func labelsByTime() throws { #expect(try golden.checkLabelsByTime() == 1) }

    @Test("scores compared have the edges, counts, D, p, index and distances of scipy")
    func drifts() throws { #expect(try golden.checkDrifts() == 2) }

    @Test("features compared have the figures of scipy")
    func features() throws { #expect(try golden.checkFeatures() == 1) }
}
