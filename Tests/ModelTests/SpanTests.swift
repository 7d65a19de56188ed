import Model
import Testing

@Suite struct SpanTests {
    @Test(
        "a whole number and a unit are read as microseconds and print in the largest unit up to days",
        arguments: [
            ("90s", 90_000_000, "90s"), ("15m", 900_000_000, "15m"), ("36h", 129_600_000_000, "36h"),
            ("14d", 1_209_600_000_000, "14d"), ("2w", 1_209_600_000_000, "14d"),
            ("48h", 172_800_000_000, "2d"),
            ("0d", 0, "0s"), ("007m", 420_000_000, "7m"),
        ] as [(String, Int64, String)])
    func reads(_ text: String, _ microseconds: Int64, _ canonical: String) throws {
        let span = try Model.Span(parsing: text)
        #expect(span.microseconds == microseconds)
        #expect(span.text == canonical)
        #expect(try Model.Span(parsing: canonical) == span)
    }

    @Test(
        "anything else is refused",
        arguments: [
            "", "d", "14", "14 d", "-1d", "1.5h", "1M", "1y", "1d ", "1dd", "\u{661}d",
            "99999999999999999999s",
        ])
    func refuses(_ text: String) {
        #expect(throws: TimestampError.self) { try Model.Span(parsing: text) }
    }

    @Test("the longest span is read, one second more is not")
    func longest() throws {
        // Int64.max is 9,223,372,036,854,775,807 microseconds.
        #expect(try Model.Span(parsing: "9223372036854s").microseconds == 9_223_372_036_854_000_000)
        #expect(throws: TimestampError.self) { try Model.Span(parsing: "9223372036855s") }
        #expect(throws: TimestampError.self) { try Model.Span(parsing: "15250285w") }
    }

    @Test("spans below a second print a fraction")
    func fraction() {
        #expect(Model.Span(microseconds: 1_500_000).text == "1.5s")
        #expect(Model.Span(microseconds: -1_500_000).text == "-1.5s")
        #expect(Model.Span(microseconds: .min).text == "-9223372036854.775808s")
    }
}
