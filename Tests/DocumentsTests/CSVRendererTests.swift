import Documents
import Testing

@Suite("CSVRenderer")
struct CSVRendererTests {
    @Test("writes findings and tables as marked blocks")
    func report() {
        #expect(
            CSVRenderer().render(Samples.report) == """
                # findings
                severity,code,text,evidence
                alert,feedback-decay,Feedback fell to 12.3 % from 45.0 %.,\
                "{""current"":0.123,""baseline"":0.45}"
                warning,slow,Half of the labels take 2 d 4 h.,{}
                notice,small,Few decisions.,{}

                # weeks
                week,decisions,rate,psi
                2009-W24,12000,0.5,0.00123456789
                2009-W25,3000,0.0625,

                """)
    }

    @Test("writes one table alone, without a mark")
    func single() {
        let document = Samples.table(
            [.init("a", "A"), .init("b", "B")], [[.text("x"), .flag(true)], [.none("w")]])
        #expect(CSVRenderer().render(document) == "a,b\nx,true\n,\n")
    }

    @Test("writes facts and histograms when there are no tables")
    func facts() {
        let list = FactList(
            key: "f", title: "F",
            facts: [
                Fact("at", "At", .time(0)), Fact("all", "All", .list(["a", "b"])),
                Fact("s", "S", .duration(1.5)),
            ])
        let plot = Plot(key: "p", title: "P", edges: [0, 0.5, 1], counts: [3, 4], below: 1, above: 2)
        let one = Document(name: "n", title: "N", sections: [.facts(list)])
        #expect(CSVRenderer().render(one) == "key,value\nat,1970-01-01T00:00:00Z\nall,\"a;b\"\ns,1.5\n")
        let two = Document(name: "n", title: "N", sections: [.facts(list), .plot(plot)])
        #expect(
            CSVRenderer().render(two).hasSuffix("\n\n# p\nlow,high,count\n,0,1\n0,0.5,3\n0.5,1,4\n1,,2\n"))
        #expect(CSVRenderer().render(Document(name: "n", title: "N")) == "")
    }

    @Test("has a header without rows, and nothing without columns")
    func empty() {
        #expect(CSVRenderer().render(Samples.table([.init("a", "A")], [])) == "a\n")
        #expect(CSVRenderer().render(Samples.table([], [[.integer(1)]])) == "")
    }

    @Test("keeps a row of one empty field from being a blank line")
    func blank() {
        let document = Samples.table([.init("a", "A")], [[.none("w")], [.text("")], [.text("x")]])
        #expect(CSVRenderer().render(document) == "a\n\"\"\n\"\"\nx\n")
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
        #expect(CSVRenderer().render(document).utf8.elementsEqual("a,b\n\(field),1\n".utf8))
    }

    @Test("keeps a hostile key from starting lines of its own")
    func keys() {
        let table = Table(key: "k\nx,y", title: "", columns: [.init("=a", "A")], rows: [])
        let document = Document(name: "n", title: "N", sections: [.table(table), .table(table)])
        #expect(CSVRenderer().render(document) == "# k\\u{0A}x,y\n'=a\n\n# k\\u{0A}x,y\n'=a\n")
    }
}
