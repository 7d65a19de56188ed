import Documents
import Testing

@Suite("CSVRenderer")
struct CSVRendererTests {
    @Test("writes all of a document as marked blocks, in reading order")
    func report() {
        #expect(
            CSVRenderer().render(Samples.report) == """
                # findings
                severity,code,text,evidence
                alert,feedback-decay,Feedback fell to 12.3 % from 45.0 %.,\
                "{""current"":0.123,""baseline"":0.45}"
                warning,slow,Half of the labels take 2 d 4 h.,{}
                notice,small,Few decisions.,{}

                # summary
                key,value
                decisions,143451
                rate,0.1234
                delay,187200
                auc,
                drifted,true
                actions,"yes;no"
                row,"{""age"":41}"

                # weeks
                week,decisions,rate,psi
                2009-W24,12000,0.5,0.00123456789
                2009-W25,3000,0.0625,

                # scores
                low,high,count
                ,0,0
                0,0.25,0
                0.25,0.5,0
                0.5,0.75,3
                0.75,1,1
                1,1.25,0
                1.25,,4

                # scope
                key,text
                scope,Only decisions of the role are counted.

                # parameters
                key,value
                role,credit
                from,2009-06-08T07:00:00Z
                limit,100000
                alpha,0.05
                within,1209600
                segment,

                # definitions
                definition
                proportion.rate
                histogram.equal-width

                """)
    }

    @Test("marks a table that is all there is as well, so that a reader needs one rule")
    func single() {
        let document = Samples.table(
            [.init("a", "A"), .init("b", "B")], [[.text("x"), .flag(true)], [.none("w")]])
        #expect(CSVRenderer().render(document) == "# t\na,b\nx,true\n,\n")
        #expect(CSVRenderer().render(Document(name: "n", title: "N")) == "")
    }

    @Test("writes facts and histograms beside tables, and the counts outside of a histogram")
    func facts() {
        let list = FactList(
            key: "f", title: "F",
            facts: [
                Fact("at", "At", .time(0)), Fact("all", "All", .list(["a", "b"])),
                Fact("s", "S", .duration(1.5)),
            ])
        let plot = Plot(key: "p", title: "P", edges: [0, 0.5, 1], counts: [3, 4], below: 1, above: 2)
        var document = Samples.table([.init("a", "A")], [[.integer(1)]])
        document.sections += [.plot(plot), .facts(list)]
        #expect(
            CSVRenderer().render(document) == """
                # t
                a
                1

                # p
                low,high,count
                ,0,1
                0,0.5,3
                0.5,1,4
                1,,2

                # f
                key,value
                at,1970-01-01T00:00:00Z
                all,"a;b"
                s,1.5

                """)
        let bare = Plot(key: "p", title: "", edges: [], counts: [], below: 0, above: 5)
        #expect(
            CSVRenderer().render(Document(name: "n", title: "N", sections: [.plot(bare)]))
                == "# p\nlow,high,count\n,,0\n,,5\n")
    }

    @Test("guards and quotes notes, parameters and definitions too")
    func guarded() {
        let document = Document(
            name: "n", title: "N", parameters: [Fact("=k", "K", .text("=1,2"))], definitions: ["@d", ""],
            sections: [.note(key: "-n", text: "a \"b\"\nc")])
        #expect(
            CSVRenderer().render(document) == """
                # -n
                key,text
                '-n,"a ""b""
                c"

                # parameters
                key,value
                '=k,"'=1,2"

                # definitions
                definition
                '@d
                ""

                """)
    }

    @Test("has a header without rows, and nothing without columns")
    func empty() {
        #expect(CSVRenderer().render(Samples.table([.init("a", "A")], [])) == "# t\na\n")
        #expect(CSVRenderer().render(Samples.table([], [[.integer(1)]])) == "# t\n")
    }

    @Test("keeps a row of one empty field from being a blank line")
    func blank() {
        let document = Samples.table([.init("a", "A")], [[.none("w")], [.text("")], [.text("x")]])
        #expect(CSVRenderer().render(document) == "# t\na\n\"\"\n\"\"\nx\n")
    }

    @Test(
        "guards texts that a spreadsheet would run, and quotes what has to be",
        arguments: [
            (.text("=1+1"), "'=1+1"), (.text("+1"), "'+1"), (.text("-1"), "'-1"), (.text("@x"), "'@x"),
            (.text("\tx"), "\"'\tx\""), (.text("\rx"), "\"'\rx\""), (.text("\nx"), "\"'\nx\""),
            (.text("a,b"), "\"a,b\""), (.text("a;=b"), "\"a;=b\""), (.text("a\"b"), "\"a\"\"b\""),
            (.text("a\r\nb"), "\"a\r\nb\""), (.text("# t"), "\"# t\""), (.text("a-b=c"), "a-b=c"),
            (.list(["=a", "b"]), "\"'=a;b\""), (.integer(-5), "-5"), (.number(-0.5), "-0.5"),
            (.json("-5e3"), "-5e3"),
            (.json("-5+cmd"), "'-5+cmd"), (.json("-inf"), "'-inf"), (.json("[1,2]"), "\"[1,2]\""),
            (.integer(.min), "-9223372036854775808"), (.number(.infinity), ""),
            (.share(0.1 + 0.2), "0.30000000000000004"),
        ] as [(Value, String)])
    func fields(value: Value, field: String) {
        let document = Samples.table([.init("a", "A"), .init("b", "B")], [[value, .integer(1)]])
        #expect(CSVRenderer().render(document).utf8.elementsEqual("# t\na,b\n\(field),1\n".utf8))
    }

    @Test("keeps a hostile key from starting lines of its own, and a second one from hiding the first")
    func keys() {
        let table = Table(key: "k\nx,y", title: "", columns: [.init("=a", "A")], rows: [])
        let document = Document(name: "n", title: "N", sections: [.table(table), .table(table)])
        #expect(CSVRenderer().render(document) == "# k\\u{0A}x,y\n'=a\n\n# k\\u{0A}x,y_2\n'=a\n")
    }
}
