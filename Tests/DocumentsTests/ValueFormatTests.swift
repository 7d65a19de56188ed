import Documents
import Testing

@Suite("ValueFormat")
struct ValueFormatTests {
    @Test(
        "writes shares as percentages with one decimal",
        arguments: [
            (0.1234, "12.3 %"), (0, "0.0 %"), (1, "100.0 %"), (-0.0004, "0.0 %"), (-0.012, "-1.2 %"),
            (0.9995, "100.0 %"), (0.1235, "12.4 %"), (12.5, "1,250.0 %"), (.nan, "–"), (.infinity, "∞"),
            (1e300, "1e300"),
            (Double.leastNonzeroMagnitude, "0.0 %"),
        ])
    func shares(value: Double, text: String) {
        #expect(ValueFormat.share(value) == text)
    }

    @Test(
        "writes integers in groups of three, the ends of the range included",
        arguments: [
            (0, "0"), (999, "999"), (1_000, "1,000"), (143_451, "143,451"), (-1_234_567, "-1,234,567"),
            (.max, "9,223,372,036,854,775,807"), (.min, "-9,223,372,036,854,775,808"),
        ] as [(Int64, String)])
    func integers(value: Int64, text: String) {
        #expect(ValueFormat.integer(value) == text)
    }

    @Test(
        "writes numbers in six significant digits, never less than the whole part",
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (0.1, "0.1"), (0.12345678, "0.123457"), (123.456789, "123.457"),
            (1_234_567.8, "1,234,568"), (999_999.5, "1,000,000"), (0.99999999, "1"), (-2.5, "-2.5"),
            (1e15, "1e15"),
            (1.5e-7, "1.5e-7"), (0.0001, "0.0001"), (0.00123456789, "0.00123457"), (9.9999999e-5, "1e-4"),
            (1.7976931348623157e308, "1.79769e308"), (Double.leastNonzeroMagnitude, "5e-324"),
            (.infinity, "∞"), (-.infinity, "-∞"),
            (.nan, "–"), (999_999_999_999_999.9, "1,000,000,000,000,000"),
        ])
    func numbers(value: Double, text: String) {
        #expect(ValueFormat.number(value) == text)
    }

    @Test(
        "writes durations in their two largest units",
        arguments: [
            (0, "0 s"), (45, "45 s"), (0.25, "0.25 s"), (1.2345, "1.23 s"), (59.94, "59.9 s"), (59.96, "1 m"),
            (725, "12 m 5 s"), (3599.7, "1 h"), (11_400, "3 h 10 m"), (11_459, "3 h 11 m"), (86_399, "1 d"),
            (187_200, "2 d 4 h"), (1_209_600, "14 d"), (-725, "-12 m 5 s"), (-0.5, "-0.5 s"),
            (86_400_000, "1,000 d"),
            (1e300, "1e300 s"), (.infinity, "∞ s"), (.nan, "–"),
        ])
    func durations(value: Double, text: String) {
        #expect(ValueFormat.duration(value) == text)
    }

    /// python3: datetime.fromtimestamp(us // 10**6, timezone.utc) for the days; the fractions are plain.
    @Test(
        "writes times as RFC 3339 in UTC",
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_244_444_400_000_000, "2009-06-08T07:00:00Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"),
            (4_107_542_399_999_999, "2100-02-28T23:59:59.999999Z"),
            (4_107_542_400_000_000, "2100-03-01T00:00:00Z"),
            (1_244_444_400_500_000, "2009-06-08T07:00:00.5Z"),
            (1, "1970-01-01T00:00:00.000001Z"), (253_402_300_799_999_999, "9999-12-31T23:59:59.999999Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (253_402_300_800_000_000, "253402300800000000 us since 1970"),
            (.max, "9223372036854775807 us since 1970"), (.min, "-9223372036854775808 us since 1970"),
        ] as [(Int64, String)])
    func times(value: Int64, text: String) {
        #expect(ValueFormat.time(value) == text)
    }

    @Test("writes fractions of a second without their trailing zeros")
    func fractions() {
        for value in Array(stride(from: 1, to: 1_000_000, by: 7_919))
            + Array(stride(from: 0, to: 1_000_000, by: 10_000))
        {
            var digits = String(1_000_000 + value).dropFirst()
            while digits.last == "0" { digits.removeLast() }
            let text = "1970-01-01T00:00:00" + (digits.isEmpty ? "" : ".\(digits)") + "Z"
            #expect(ValueFormat.time(Int64(value)) == text)
        }
    }

    @Test("keeps every digit where machines and parameters read")
    func exact() {
        #expect(ValueFormat.exact(.share(0.1 + 0.2)) == "0.30000000000000004")
        #expect(ValueFormat.exact(.integer(.min)) == "-9223372036854775808")
        #expect(ValueFormat.exact(.duration(90.5)) == "90.5")
        #expect(ValueFormat.exact(.number(.nan)) == "")
        #expect(ValueFormat.exact(.list(["a", "b"])) == "a;b")
        #expect(ValueFormat.parameter(.number(0.123456789)) == "0.123456789")
        #expect(ValueFormat.parameter(.number(.infinity)) == "–")
        #expect(ValueFormat.parameter(.duration(90)) == "1 m 30 s")
    }

    @Test("says why there is no value where there is room for it")
    func none() {
        #expect(ValueFormat.people(.none("no labels")) == "–")
        #expect(ValueFormat.explained(.none("no labels")) == "– (no labels)")
        #expect(ValueFormat.explained(.none("")) == "–")
        #expect(ValueFormat.exact(.none("no labels")) == "")
    }
}
