import Model
import Testing
import Wire

@Suite("Query arguments")
struct QueryArgumentsTests {
    static func arguments(_ query: String, _ text: String) throws -> QueryArguments {
        let specification = try #require(QuerySpecifications.named(query))
        return try QueryArguments(specification, try PercentEncoding.items(ofQuery: text[...]))
    }

    struct Case: Sendable {
        let query: String
        let items: String
        /// The parameter as the answer prints it, or, for a refusal, the parameter that is named.
        let parameter: String
        let echo: String?

        init(_ query: String, _ items: String, _ parameter: String, _ echo: String?) {
            self.query = query
            self.items = items
            self.parameter = parameter
            self.echo = echo
        }
    }

    static let accepted = [
        Case("events", "", "after", "0"),
        Case("events", "after=18", "after", "18"),
        Case("events", "type=decision&type=outcome,review", "type", "decision,outcome,review"),
        Case("events", "", "type", "all types"),
        Case("feedback", "", "within", "14d"),
        Case("feedback", "within=336h", "within", "14d"),
        Case("feedback", "", "role", "live"),
        Case("feedback", "role=live,shadow", "role", "live,shadow"),
        Case("feedback", "from=2009-06-08", "from", "2009-06-08"),
        Case("feedback", "from=2009-06-08T14:00:00%2B02:00", "from", "2009-06-08T12:00:00Z"),
        Case("feedback", "from=2w", "from", "14d"),
        Case("feedback", "labels_by=2009-06-08", "labels_by", "2009-06-08T00:00:00Z"),
        Case("feedback", "as_of=12", "as_of", "12"),
        Case("feedback", "as_of=2009-06-08", "as_of", "2009-06-08T00:00:00Z"),
        Case("feedback", "by=segment:region", "by", "segment:region"),
        Case("feedback", "by=labeller", "by", "labeller"),
        Case("feedback", "", "by", "none"),
        Case("feedback", "by=version,segment:tier&by=hour", "by", "version,segment:tier,hour"),
        Case("feedback", "by=feature:annual+income", "by", "feature:annual income"),
        Case("feedback", "", "where", "all decisions"),
        Case("audit", "where=tier+%3D+a", "where", "tier = a"),
        Case("replay-candidates", "model=m&where=score%3E0.5", "where", "score > 0.5"),
        Case(
            "feedback", "segment=city%3DWashington%5C,+DC&segment=a%3Db%3Dc", "segment",
            #"city=Washington\, DC,a=b=c"#),
        Case("distribution", "quantiles=0.5,0.25", "quantiles", "0.5,0.25"),
        Case("distribution", "low=-1e3", "low", "-1000"),
        Case("distribution", "", "bins", "20"),
        Case("audit", "week=2009-W53", "week", "2009-W53"),
        Case("audit", "day=2009-09-30", "day", "2009-09-30"),
        Case("decision", "id=a/b%20c", "id", "a/b c"),
    ]

    @Test("takes what fits and prints it in its canonical form, defaults included", arguments: accepted)
    func accepts(_ example: Case) throws {
        let arguments = try Self.arguments(example.query, example.items)
        #expect(arguments.echo.first { $0.name == example.parameter }?.text == example.echo)
        #expect(arguments.echo.map(\.name) == arguments.specification.parameters.map(\.name))
    }

    static let refused = [
        Case("events", "colour=red", "colour", nil),
        Case("events", "limit=0", "limit", nil),
        Case("events", "limit=1001", "limit", nil),
        Case("events", "limit=1&limit=1", "limit", nil),
        Case("events", "limit=ten", "limit", nil),
        Case("events", "limit=", "limit", nil),
        Case("events", "limit=%2B5", "limit", nil),
        Case("events", "after=99999999999999999999", "after", nil),
        Case("events", "type=decisions", "type", nil),
        Case("events", "type=decision,", "type", nil),
        Case("events", "model=", "model", nil),
        Case("events", "model=a%0Ab", "model", nil),
        Case("events", "model=\(String(repeating: "m", count: 201))", "model", nil),
        Case("feedback", "within=14", "within", nil),
        Case("feedback", "within=-1d", "within", nil),
        Case("feedback", "from=2009-02-29", "from", nil),
        Case("feedback", "from=yesterday", "from", nil),
        Case("feedback", "from=2009-06-08T14:00:00+02:00", "from", nil),
        Case("feedback", "labels_by=14d", "labels_by", nil),
        Case("feedback", "as_of=-1", "as_of", nil),
        Case("feedback", "as_of=%2B1", "as_of", nil),
        Case("feedback", "by=segment", "by", nil),
        Case("feedback", "by=segment:", "by", nil),
        Case("feedback", "by=feature:", "by", nil),
        Case("feedback", "by=none,version", "by", nil),
        Case("feedback", "by=version,version", "by", nil),
        Case("feedback", "by=version,role,action,route,group", "by", nil),
        Case("feedback", "where=", "where", nil),
        Case("distribution", "by=version,labeller", "by", nil),
        Case("feedback", "segment=emea", "segment", nil),
        Case("feedback", "segment=%3Demea", "segment", nil),
        Case("distribution", "quantiles=1.5", "quantiles", nil),
        Case("distribution", "quantiles=NaN", "quantiles", nil),
        Case("distribution", "low=inf", "low", nil),
        Case("distribution", "low=0x10", "low", nil),
        Case("distribution", "by=labeller", "by", nil),
        Case("decision", "", "id", nil),
        Case("replay-candidates", "", "model", nil),
        Case("audit", "week=2009-W54", "week", nil),
        Case("audit", "day=2009-W40", "day", nil),
        Case("audit", "week=2009-09-30", "week", nil),
        Case("audit", "day=2009-09-30&week=2009-W40", "week", nil),
    ]

    @Test(
        "refuses what is unknown, repeated, missing, malformed or out of range, and names it",
        arguments: refused)
    func refuses(_ example: Case) throws {
        let error = #expect(throws: ArgumentError.self) { try Self.arguments(example.query, example.items) }
        #expect(error?.parameter == example.parameter)
        #expect(
            error?.message.contains(example.parameter) == true || error?.message.contains("no such") == true)
        #expect(error?.message.utf8.allSatisfy { $0 >= 0x20 } == true)
    }

    @Test(
        "a time that is none is told what is wrong with it, or every form that is taken",
        arguments: [
            ("feedback", "from=2009-13-01", "the month is 13; expected 01 to 12"),
            ("feedback", "from=2009-02-29", "the day is 29; month 2 of 2009 has the days 01 to 28"),
            ("feedback", "from=2009-13-01T00:00:00Z", "the month is 13; expected 01 to 12"),
            (
                "feedback", "from=yesterday",
                "expected a date such as 2009-06-30, an RFC 3339 time, or a span such as 14d"
            ),
            (
                "feedback", "from=14",
                "expected a date such as 2009-06-30, an RFC 3339 time, or a span such as 14d"
            ),
            (
                "feedback", "to=99999999999999w",
                "longer than the longest span, about 292,000 years"
            ),
            (
                "feedback", "as_of=14d",
                "expected a position, a date such as 2009-06-30, or an RFC 3339 time"
            ),
            ("feedback", "as_of=1969-12-31", "the year is 1969; expected 1970 to 9999"),
            ("feedback", "labels_by=14d", "expected a date such as 2009-06-30 or an RFC 3339 time"),
        ])
    func timeFaults(_ query: String, _ items: String, _ words: String) throws {
        let error = #expect(throws: ArgumentError.self) { try Self.arguments(query, items) }
        #expect(error?.message.hasSuffix(": \(words)") == true, "\(error?.message ?? "")")
    }

    @Test("gives values of the parameter's kind")
    func typed() throws {
        let feedback = try Self.arguments(
            "feedback",
            "model=m&version=1,2&from=2009-06-08&to=7d&as_of=9&by=segment:region&segment=region%3Demea")
        #expect(feedback.identifier("model") == Identifier("m"))
        #expect(feedback.identifiers("version") == [Identifier("1"), Identifier("2")])
        #expect(feedback.choices("role") == ["live"])
        #expect(feedback.time("from") == CivilDate(year: 2009, month: 6, day: 8).map(TimeArgument.date))
        #expect(feedback.time("to") == .span(Model.Span(microseconds: 7 * 86_400_000_000)))
        #expect(feedback.asOf("as_of") == .position(9))
        #expect(feedback.groupings("by") == [.segment(Identifier("region"))])
        #expect(feedback.segments("segment").map(\.value) == [Identifier("emea")])
        #expect(feedback.span("within")?.text == "14d")
        #expect(feedback.instant("labels_by") == nil)
        #expect(feedback.text("no-such") == nil)
        let distribution = try Self.arguments("distribution", "")
        #expect(distribution.numbers("quantiles") == [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99])
        #expect(distribution.integer("bins") == 20)
        let audit = try Self.arguments("audit", "week=2009-W40")
        #expect(audit.window("week")?.lowerBound.text == "2009-09-28T00:00:00Z")
        #expect(audit.window("day") == nil)
    }

    @Test("two models whose names differ only in normal form are two models")
    func normalForms() throws {
        let composed = try Self.arguments("events", "model=%C3%A9").identifier("model")
        let decomposed = try Self.arguments("events", "model=e%CC%81").identifier("model")
        #expect(composed != decomposed)
    }
}
