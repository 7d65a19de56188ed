import Documents
import Testing

@testable import Queries

@Suite("Answers compared figure by figure")
struct DocumentDifferenceTests {
    private static func document(
        _ rows: [[Value]], _ columns: [String] = ["name", "day", "n"], facts: [Fact] = []
    ) -> Document {
        Document(
            name: "x", title: "X", parameters: [Fact("position", "", .integer(Int64(rows.count)))],
            sections: [
                .facts(FactList(key: "all", title: "", facts: facts)),
                .table(
                    Table(key: "t", title: "", columns: columns.map { Table.Column($0, $0) }, rows: rows)),
            ])
    }

    private static func changes(_ then: Document, _ now: Document) -> [String] {
        DocumentDifference(then, now).changes.map {
            "\($0.path) \(ValueFormat.exact($0.then)) \(ValueFormat.exact($0.now))"
        }
    }

    @Test("rows are matched by the fewest leading texts that tell them apart, wherever they stand")
    func rows() {
        let then = Self.document([
            [.text("a"), .text("mon"), .integer(1)], [.text("a"), .text("tue"), .integer(2)],
            [.text("b"), .text("mon"), .integer(3)],
        ])
        let now = Self.document([
            [.text("b"), .text("mon"), .integer(4)], [.text("a"), .text("mon"), .integer(1)],
            [.text("c"), .text("mon"), .integer(5)],
        ])
        #expect(
            Self.changes(then, now) == [
                "tables.t[a, tue] a row of 3 ", "tables.t[b, mon].n 3 4", "tables.t[c, mon]  a row of 3",
            ])
        #expect(Self.changes(then, then).isEmpty)
        // A second text that changes is a figure where the first tells rows apart.
        let one = Self.document([[.text("a"), .text("mon"), .integer(1)]])
        let other = Self.document([[.text("a"), .text("tue"), .integer(1)]])
        #expect(Self.changes(one, other) == ["tables.t[a].day mon tue"])
    }

    @Test("rows without texts are matched by a first number that tells them apart, else by their number")
    func numbers() {
        let columns = ["place", "n"]
        let then = Self.document([[.integer(7), .integer(1)], [.integer(9), .integer(2)]], columns)
        let now = Self.document(
            [[.integer(8), .integer(5)], [.integer(7), .integer(1)], [.integer(9), .integer(3)]], columns)
        #expect(Self.changes(then, now) == ["tables.t[9].n 2 3", "tables.t[8]  a row of 2"])
        let same = Self.document([[.integer(7), .integer(1)], [.integer(7), .integer(2)]], columns)
        #expect(Self.changes(same, then) == ["tables.t[#2].place 7 9"])
        #expect(
            Self.changes(Self.document([[.integer(1)]], ["n"]), Self.document([[.integer(2)]], ["n"]))
                == ["tables.t.n 1 2"])
    }

    @Test("equal texts in a row's name are numbered, also where a text looks like such a number")
    func duplicates() {
        let rows: [[Value]] = [
            [.text("a"), .integer(1)], [.text("a"), .integer(2)], [.text("a #2"), .integer(3)],
        ]
        let then = Self.document(rows, ["name", "n"])
        var changed = rows
        changed[2][1] = .integer(4)
        #expect(Self.changes(then, Self.document(changed, ["name", "n"])) == ["tables.t[#3 a #2].n 3 4"])
        #expect(Self.changes(then, then).isEmpty)
    }

    @Test("names that differ only in Unicode's normal form are two names")
    func bytes() {
        let then = Self.document(
            [[.text("\u{e9}"), .integer(1)], [.text("e\u{301}"), .integer(2)]], ["s", "n"])
        let now = Self.document(
            [[.text("e\u{301}"), .integer(2)], [.text("\u{e9}"), .integer(1)]], ["s", "n"])
        #expect(Self.changes(then, now).isEmpty)
    }

    @Test("a value that comes, goes or is of another kind is a change; why there is none is not")
    func values() {
        func facts(_ value: Value) -> Document { Self.document([], facts: [Fact("f", "", value)]) }
        #expect(Self.changes(facts(.none("a")), facts(.none("b"))).isEmpty)
        #expect(Self.changes(facts(.number(0.1)), facts(.number(0.1.nextUp))).count == 1)
        #expect(Self.changes(facts(.number(.nan)), facts(.number(.nan))).isEmpty)
        #expect(Self.changes(facts(.integer(1)), facts(.number(1))) == ["facts.all.f 1 1"])
        #expect(Self.changes(facts(.none("")), facts(.text("x"))) == ["facts.all.f  x"])
        #expect(Self.changes(Self.document([]), facts(.flag(true))) == ["facts.all.f  true"])
    }

    @Test("growth has the unit of what grew")
    func growth() {
        func text(_ then: Value, _ now: Value) -> String { "\(Value.growth(then, now))" }
        #expect(text(.integer(40), .integer(42)) == "\(Value.integer(2))")
        #expect(text(.integer(.min), .integer(.max)) == "\(Value.number(Double(UInt64.max)))")
        #expect(text(.share(0.5), .share(0.25)) == "\(Value.number(-0.25))")
        #expect(text(.time(1_000_000), .time(61_000_000)) == "\(Value.duration(60))")
        for other in [Value.none(""), .text("x"), .flag(true), .number(.infinity), .number(.nan)] {
            if case .none = Value.growth(.number(1), other) { continue }
            Issue.record("\(other) has a difference")
        }
    }

    @Test("findings are matched by code and by what their evidence names")
    func findings() {
        func finding(_ severity: Finding.Severity, _ code: String, _ group: String, _ n: Int) -> Finding {
            Finding(
                severity, code: code, text: "\(group) \(n)",
                evidence: [Fact("group", "", .text(group)), Fact("n", "", .count(n))])
        }
        let changes = FindingChanges(
            [finding(.notice, "x", "a", 1), finding(.alert, "x", "b", 1), finding(.notice, "y", "a", 1)],
            [finding(.warning, "x", "a", 2), finding(.alert, "x", "b", 9), finding(.notice, "z", "", 0)])
        #expect(
            changes.changes.map { "\($0.state) \($0.finding.code) \($0.finding.text)" } == [
                "came z  0", "changed x a 2", "went y a 1",
            ])
    }
}
