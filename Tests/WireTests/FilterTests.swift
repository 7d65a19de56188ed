import Model
import Testing
import Wire

@Suite("Conditions on decisions")
struct FilterTests {
    @Test(
        "every way to write a condition has one canonical text",
        arguments: [
            ("tier = enterprise and amount >= 1000", "tier = enterprise and amount >= 1000"),
            ("  tier='enterprise'AND amount>=1e3 ", "tier = enterprise and amount >= 1000"),
            ("((tier = \"enterprise\") and (amount >= 1000.0))", "tier = enterprise and amount >= 1000"),
            ("a=1 or b=2 and c=3", "a = 1 or b = 2 and c = 3"),
            ("(a=1 or b=2) and c=3", "(a = 1 or b = 2) and c = 3"),
            ("a=1 and (b=2 and c=3)", "a = 1 and b = 2 and c = 3"),
            ("not (a=1 or b=2)", "not (a = 1 or b = 2)"),
            ("not not a = 1", "not not a = 1"),
            ("not (a is missing)", "not a is missing"),
            ("a is missing or b IS PRESENT", "a is missing or b is present"),
            ("a in (x, 'y z', 3, true)", #"a in (x, "y z", 3, true)"#),
            ("field:score < 0.5", "score < 0.5"),
            ("segment:score != 0.5", "segment:score != 0.5"),
            ("feature:'annual income' > -1.5e-3", #"feature:"annual income" > -0.0015"#),
            (#"'segment:x' = "and""#, #""segment:x" = "and""#),
            (#"x = 'it\'s "so" \\'"#, #"x = "it's \"so\" \\""#),
            ("x = 'true' or x = '3' or x = '' or x = true", #"x = "true" or x = "3" or x = "" or x = true"#),
            ("x = -0", "x = 0"),
            ("latency_ms > 500 and interval_low >= 0", "latency_ms > 500 and interval_low >= 0"),
            ("x = a:b/c", #"x = "a:b/c""#),
            ("größe = \u{e9}", "\"größe\" = \"\u{e9}\""),
            (
                "context:library = v1.2 or contribution:age > 0",
                "context:library = v1.2 or contribution:age > 0"
            ),
        ])
    func canonical(_ written: String, _ canonical: String) throws {
        let filter = try Filter(parsing: written)
        #expect(filter.text.utf8.elementsEqual(canonical.utf8), "\(filter.text)")
        #expect(try Filter(parsing: filter.text) == filter)
    }

    @Test("and binds closer than or, and not closer than both")
    func precedence() throws {
        let filter = try Filter(parsing: "not a = 1 and b = 2 or c = 3")
        func test(_ name: String, _ number: Double) -> Filter {
            .test(.named(Identifier(name)), .compare(.equal, .number(number)))
        }
        #expect(filter == .any([.all([.not(test("a", 1)), test("b", 2)]), test("c", 3)]))
    }

    @Test("a bare name that is a field's is the field; scopes say otherwise")
    func names() throws {
        func operand(_ text: String) throws -> Filter.Operand? {
            try Filter(parsing: "\(text) is present").operands.first
        }
        for field in Filter.Field.all {
            #expect(try operand(field.name) == .field(field))
            #expect(try operand("field:\(field.name)") == .field(field))
            #expect(try operand("'\(field.name)'") == .field(field))
            #expect(try operand("segment:\(field.name)") == .segment(Identifier(field.name)))
        }
        #expect(try operand("tier") == .named(Identifier("tier")))
        #expect(try operand("'feature:tier'") == .named(Identifier("feature:tier")))
        #expect(try operand("feature:'a b'") == .feature(Identifier("a b")))
    }

    @Test(
        "what is no condition is refused with the place, what was expected and what was found",
        arguments: [
            ("", "at character 1, expected a name, not or (, found the end"),
            ("tier", "at character 5, expected = != < <= > >=, in or is, found the end"),
            ("tier =", "at character 7, expected a value, found the end"),
            (
                "tier == a",
                "at character 6, expected = != < <= > >=, in or is, found \"==\"; equal is written ="
            ),
            (
                "tier <> a",
                "at character 6, expected = != < <= > >=, in or is, found \"<>\"; unequal is written !="
            ),
            ("tier = a b", "at character 10, expected and, or, or the end, found \"b\""),
            ("tier = a)", "at character 9, expected and, or, or the end, found \")\""),
            ("(tier = a", "at character 10, expected and, or, or ), found the end"),
            ("tier in a", "at character 9, expected ( and a list of values, found \"a\""),
            ("tier in ()", "at character 10, expected a value, found \")\""),
            ("tier in (a b)", "at character 12, expected a comma or ), found \"b\""),
            (
                "tier not in (a)",
                "at character 6, expected = != < <= > >=, in or is, found \"not\"; "
                    + "not stands before the name, as in not tier in (a, b)"
            ),
            ("tier is null", "at character 9, expected missing or present, found \"null\""),
            (
                "tier = null",
                "at character 8, expected a value, found null; what has no value is missing: is missing, is present"
            ),
            (
                "and = 3",
                "at character 1, expected a name, not or (, found \"and\"; a name that is called and stands in quotes"
            ),
            (
                "tier = or",
                "at character 8, expected a value, found \"or\"; a text that is called or stands in quotes"
            ),
            ("tier = 'a", "at character 8, expected the quoted text to end with ', found the end"),
            (
                #"tier = 'a\n'"#,
                #"at character 10, expected a quote or another \ after \ in a quoted text, found n"#
            ),
            (
                "day = 2009-06-01",
                "at character 7, expected a number such as 0.25, found \"2009-06-01\"; "
                    + "a text that starts with a digit stands in quotes"
            ),
            (
                "x = 007",
                "at character 5, expected a number such as 0.25, found \"007\"; "
                    + "a text that starts with a digit stands in quotes"
            ),
            (
                "x = 9007199254740993",
                "at character 5, expected a whole number up to 2^53, found \"9007199254740993\""
            ),
            (
                "x < true",
                "at character 5, expected a number or a text after <, found true, which has no order; "
                    + "as a text it stands in quotes"
            ),
            (
                "tag:x = 1",
                "at character 1, expected segment:, feature:, field:, contribution: or context:, found tag:; "
                    + "a name that holds a colon stands in quotes"
            ),
            (
                "segment: = 1",
                "at character 1, expected a name of 1 to 200 bytes without control characters, found an empty one"
            ),
        ])
    func faults(_ text: String, _ words: String) {
        let error = #expect(throws: ArgumentError.self) { try Filter(parsing: text) }
        #expect(error?.message == words, "\(error?.message ?? "")")
    }

    @Test("nesting and lists end before the stack does")
    func bounds() throws {
        let deep = String(repeating: "(", count: 33) + "a = 1" + String(repeating: ")", count: 33)
        #expect(throws: ArgumentError.self) { try Filter(parsing: deep) }
        let nots = String(repeating: "not ", count: 32) + "a = 1"
        #expect(try Filter(parsing: nots).text == nots)
        let many = "a in (" + (1...1_001).map(String.init).joined(separator: ",") + ")"
        #expect(throws: ArgumentError.self) { try Filter(parsing: many) }
    }

    @Test("no text makes the reader end otherwise than with a condition or a fault, for every cut of one")
    func everyCut() throws {
        let text = #"not (a = "x\"y" or segment:'b c' in (1, -2.5, true)) and d is missing and score >= .5"#
        for end in 0...text.unicodeScalars.count {
            let cut = String(String.UnicodeScalarView(text.unicodeScalars.prefix(end)))
            do throws(ArgumentError) {
                let filter = try Filter(parsing: cut)
                #expect(try Filter(parsing: filter.text) == filter)
            } catch {
                #expect(error.message.hasPrefix("at character "))
            }
        }
    }

    @Test("conditions given several times all have to hold, and commas are theirs")
    func repeated() throws {
        let given = try QueryArgumentsTests.arguments(
            "feedback", "where=a+%3D+1+or+b+in+(x,y)&where=c+is+missing&where=d%3D2")
        #expect(
            given.echo.first { $0.name == "where" }?.text
                == "(a = 1 or b in (x, y)) and c is missing and d = 2")
        let error = #expect(throws: ArgumentError.self) {
            try QueryArgumentsTests.arguments("feedback", "where=a%3D1&where=b")
        }
        #expect(error?.parameter == "where")
        #expect(error?.message.hasPrefix("where is \"b\": at character 2, expected") == true)
        #expect(try QueryArgumentsTests.arguments("feedback", "").filter("where") == nil)
    }
}
