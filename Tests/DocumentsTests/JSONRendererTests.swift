import Documents
import JSON
import Testing

@Suite("JSONRenderer")
struct JSONRendererTests {
    @Test("writes a report in the stated shape, numbers in full, members in order")
    func report() {
        let wanted = [
            #"{"name":"feedback","title":"Feedback of credit 3","#,
            #""parameters":{"role":"credit","from":"2009-06-08T07:00:00Z","limit":100000,"alpha":0.05,"#,
            #""within":1209600,"segment":null},"#,
            #""definitions":["proportion.rate","histogram.equal-width"],"#,
            #""findings":[{"severity":"alert","code":"feedback-decay","#,
            #""text":"Feedback fell to 12.3 % from 45.0 %.","#,
            #""evidence":{"current":0.123,"baseline":0.45}},"#,
            #"{"severity":"warning","code":"slow","text":"Half of the labels take 2 d 4 h.","evidence":{}},"#,
            #"{"severity":"notice","code":"small","text":"Few decisions.","evidence":{}}],"#,
            #""facts":{"summary":{"decisions":143451,"rate":0.1234,"delay":187200,"auc":null,"#,
            #""drifted":true,"#,
            #""actions":["yes","no"],"row":{"age":41}}},"#,
            #""tables":{"weeks":[{"week":"2009-W24","decisions":12000,"rate":0.5,"psi":0.00123456789},"#,
            #"{"week":"2009-W25","decisions":3000,"rate":0.0625,"psi":null}]},"#,
            #""plots":{"scores":{"edges":[0,0.25,0.5,0.75,1,1.25],"#,
            #""counts":[0,0,3,1,0],"below":0,"above":4}},"#,
            #""notes":{"scope":"Only decisions of the role are counted."}}"#,
        ].joined()
        #expect(JSONRenderer().render(Samples.report) == wanted + "\n")
    }

    @Test("has every member in an empty document")
    func empty() {
        #expect(
            JSONRenderer().render(Document(name: "n", title: "N"))
                == #"{"name":"n","title":"N","parameters":{},"definitions":[],"findings":[],"#
                + #""facts":{},"tables":{},"#
                + #""plots":{},"notes":{}}"# + "\n")
        let zero = JSONRenderer().render(Samples.table([], [[.integer(1)], []]))
        #expect(zero.contains(#""tables":{"t":[{},{}]}"#))
        #expect(JSONRenderer().render(Samples.table([.init("a", "a")], [])).contains(#""tables":{"t":[]}"#))
    }

    @Test("reads back to the values that went in, hostile and extreme ones included")
    func readsBack() throws {
        let document = Samples.table(
            [.init("a", "a"), .init("b", "b"), .init("c", "c"), .init(Samples.hostile, "d")],
            [
                [.text(Samples.hostile), .integer(.max), .number(0.1 + 0.2), .integer(.min)],
                [.number(.nan), .number(-.infinity), .share(.leastNonzeroMagnitude), .none("why")],
            ])
        let rows = try #require(try JSONValue(parsing: JSONRenderer().render(document))["tables"]?["t"])
        #expect(rows[0]?["a"]?.string.map { Array($0.utf8) } == Array(Samples.hostile.utf8))
        #expect(rows[0]?["b"]?.integer == .max)
        #expect(rows[0]?["c"]?.double == 0.1 + 0.2)
        #expect(rows[0]?[Samples.hostile]?.integer == .min)
        #expect(rows[1]?["a"]?.isNull == true && rows[1]?["b"]?.isNull == true)
        #expect(rows[1]?["c"]?.double == Double.leastNonzeroMagnitude)
        #expect(rows[1]?[Samples.hostile]?.isNull == true)
    }

    @Test("lets no name hide another, and compares names as bytes")
    func names() throws {
        let document = Samples.table(
            [.init("count", "a"), .init("count", "b"), .init("é", "c"), .init("e\u{301}", "d")],
            [[.integer(1), .integer(2), .integer(3), .integer(4)]])
        let text = JSONRenderer().render(document)
        #expect(text.contains(#"[{"count":1,"count_2":2,"#))
        #expect(try JSONDocument(Array(text.utf8)).firstDuplicateName() == nil)
        let row = try #require(try JSONValue(parsing: text)["tables"]?["t"]?[0])
        #expect(row["é"]?.integer == 3)
        #expect(row["e\u{301}"]?.integer == 4)
    }

    @Test(
        "does not let a value that is no JSON break the answer",
        arguments: ["", "{", "1 2", "\"", "},", "NaN", #"{"a":1}}"#])
    func broken(text: String) throws {
        let document = Samples.table([.init("a", "a")], [[.json(text)]])
        let value = try JSONValue(parsing: JSONRenderer().render(document))["tables"]?["t"]?[0]?["a"]
        #expect(value?.string == text)
    }

    @Test("gives the same bytes each time")
    func determinism() {
        for format in DocumentFormat.allCases {
            let first = render(Samples.report, format: format, colour: true, bars: true)
            for _ in 0..<5 {
                #expect(render(Samples.report, format: format, colour: true, bars: true).body == first.body)
            }
        }
    }
}
