import Documents
import JSON
import TestSupport
import Testing

@testable import Queries

@Suite("Contract violations, contracts and their differences")
struct ContractTests {
    static let features = #"""
        {"age":{"type":"integer","required":true,"min":18,"max":99},"income":{"type":"number","unit":"EUR"},
        "job":{"type":"category","categories":["clerk","cook"]},"vip":{"type":"boolean"},"note":{"type":"text"}}
        """#.split(separator: "\n").joined()

    static func contract(
        _ id: String, version: String = "v1", at: String = "2009-05-01T00:00:00Z", low: String = "0",
        high: String = "1", features: String = features
    ) -> String {
        "{\"type\":\"contract\",\"id\":\"\(id)\",\"at\":\"\(at)\",\"model\":\"m\",\"version\":\"\(version)\","
            + "\"score\":{\"min\":\(low),\"max\":\(high),\"kind\":\"probability\"},\"features\":\(features),"
            + "\"labels\":{\"positive\":[true],\"negative\":[false]}}"
    }

    /// A decision that keeps to the contract, but for the members that are given.
    static func decision(
        _ id: String, at: String = "2009-06-01T09:00:00Z", version: String = "v1", score: String? = "0.5",
        role: String = "live", _ changed: [String: String?] = [:]
    ) -> String {
        var cells: [String: String] = [
            "age": "40", "income": "1000.5", "job": "\"cook\"", "vip": "true", "note": "\"any\"",
        ]
        for (name, text) in changed { cells[name] = text }
        let members = cells.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }
        return Lines.decision(
            id, at: at, score: score, version: version, role: role,
            more: ",\"features\":{\(members.joined(separator: ","))}")
    }

    private func ledger(_ lines: [String]) throws -> TemporaryLedger {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return ledger
    }

    private func violations(
        _ ledger: TemporaryLedger, _ more: [(String, String)] = []
    ) throws -> JSONValue {
        try ledger.json("/v1/contract-violations", [("model", "m")] + more)
    }

    private func codes(_ answer: JSONValue) -> [String] {
        (answer["findings"]?.elements ?? []).compactMap { $0["code"]?.string }
    }

    private func kinds(_ answer: JSONValue) -> [String] {
        answer.rows("violations").map {
            "\($0["feature"]?.string ?? "") \($0["kind"]?.string ?? "") \($0["count"]?.integer ?? -1)"
        }
    }

    /// One of every kind that a single decision can have, each with the feature and kind it is found under.
    static let planted: [(line: String, found: String)] = [
        (decision("x01", ["age": nil]), "age missing"),
        (decision("x02", ["age": "null"]), "age missing"),
        (decision("x03", ["extra": "1"]), "extra unknown"),
        (decision("x04", ["extra": "null"]), "extra unknown"),
        (decision("x05", ["age": "40.5"]), "age type"),
        (decision("x06", ["age": "\"forty\""]), "age type"),
        (decision("x07", ["income": "true"]), "income type"),
        (decision("x08", ["vip": "\"yes\""]), "vip type"),
        (decision("x09", ["note": "5"]), "note type"),
        (decision("x10", ["job": "5"]), "job type"),
        (decision("x11", ["age": "17"]), "age range"),
        (decision("x12", ["age": "100"]), "age range"),
        (decision("x13", ["job": "\"pilot\""]), "job category"),
        (decision("x14", score: "1.01"), "score score_range"),
        (decision("x15", score: "-0.01"), "score score_range"),
    ]

    /// Decisions that break nothing, at the bounds of what is admitted.
    static let clean: [String] =
        (0..<40).map { decision("c\($0)", at: "2009-06-0\($0 % 5 + 1)T10:00:00Z", score: "0.\($0 + 10)") }
        + [
            decision("k1", ["age": "18"]), decision("k2", ["age": "99"]), decision("k3", score: "0"),
            decision("k4", score: "1"), decision("k5", score: nil), decision("k6", ["job": "\"clerk\""]),
            decision("k7", ["income": nil]), decision("k8", ["vip": "false"]),
            decision("k9", ["note": "null"]), decision("k10", ["age": "40.0"]),
        ]

    @Test("a clean stream has none, and is said to have none")
    func nothing() throws {
        let answer = try violations(try ledger([Self.contract("k")] + Self.clean))
        #expect(answer.rows("violations").isEmpty)
        #expect(codes(answer) == ["contract-kept"])
        #expect(answer.fact("decisions", "broken")?.integer == 0)
        #expect(answer.fact("decisions", "decisions")?.integer == Int64(Self.clean.count))
    }

    @Test("each planted violation is found once, under its feature and kind", arguments: planted)
    func single(_ planted: (line: String, found: String)) throws {
        let answer = try violations(try ledger([Self.contract("k")] + Self.clean + [planted.line]))
        #expect(kinds(answer) == ["\(planted.found) 1"])
        #expect(answer.fact("decisions", "broken")?.integer == 1)
        let row = try #require(answer.rows("violations").first)
        let position = Int64(Self.clean.count + 2)
        #expect(row["first_position"]?.integer == position)
        #expect(row["last_position"]?.integer == position)
        #expect(row["first_at"]?.string == "2009-06-01T09:00:00Z")
        #expect(row["share"]?.double == 1 / Double(Self.clean.count + 1))
        #expect(row["examples"]?.elements?.count == 1)
        #expect(codes(answer) == ["contract-broken"])
    }

    @Test("the page of a decision has its violations, as those of all decisions have it")
    func ofOne() throws {
        let ledger = try ledger([Self.contract("k")] + Self.clean + Self.planted.map(\.line))
        let all = try violations(ledger, [("examples", "100")])
        var listed: [String: Set<String>] = [:]
        for row in all.rows("violations") {
            for id in row["examples"]?.elements ?? [] {
                let what = "\(row["feature"]?.string ?? "") \(row["kind"]?.string ?? "")"
                listed[id.string ?? "", default: []].insert(what)
            }
        }
        #expect(listed.count == Self.planted.count)
        let ids =
            (0..<40).map { "c\($0)" } + (1...10).map { "k\($0)" }
            + (1...15).map { $0 < 10 ? "x0\($0)" : "x\($0)" }
        #expect(ids.count == Self.clean.count + Self.planted.count)
        for id in ids {
            let page = try ledger.json("/v1/decisions/\(id)")
            let found = page.rows("violations").map {
                "\($0["feature"]?.string ?? "") \($0["kind"]?.string ?? "")"
            }
            #expect(Set(found) == listed[id] ?? [], "\(id)")
            #expect(page.fact("contract", "broken")?.integer == Int64(found.count))
            #expect(page.fact("contract", "known")?.boolean == true)
            #expect((codes(page) == ["contract-broken"]) == !found.isEmpty)
        }
        // One that came before its contract is held against it all the same; before that there was none.
        let late = try self.ledger([Self.planted[0].line, Self.contract("k")])
        let id = try #require(listed.keys.sorted().first)
        let page = try late.json("/v1/decisions/\(id)")
        #expect(page.fact("contract", "known")?.boolean == false && page.rows("violations").count == 1)
        let before = try late.json("/v1/decisions/\(id)", [("as_of", "1")])
        #expect(before.fact("contract", "contract")?.isNull == true && before.rows("violations").isEmpty)
    }

    @Test("all of them together are all found, whatever order they come in")
    func together() throws {
        let expected = Dictionary(grouping: Self.planted, by: \.found).mapValues(\.count)
            .map { "\($0.key) \($0.value)" }.sorted()
        let lines = Self.clean + Self.planted.map(\.line)
        let first = try violations(try ledger([Self.contract("k")] + lines))
        #expect(kinds(first).sorted() == expected)
        #expect(first.fact("decisions", "broken")?.integer == Int64(Self.planted.count))
        let second = try violations(try ledger(lines.reversed() + [Self.contract("k")]))
        #expect(kinds(second) == kinds(first))
        #expect(codes(second) == codes(first))
        let missing = try #require(first.row("violations", ["feature": "age", "kind": "missing"]))
        #expect(missing["examples"]?.elements?.compactMap(\.string) == ["x01", "x02"])
        let one = try violations(try ledger([Self.contract("k")] + lines), [("examples", "1")])
        let few = try #require(one.row("violations", ["feature": "age", "kind": "missing"]))
        #expect(few["examples"]?.elements?.compactMap(\.string) == ["x01"])
        let days = try #require(first["plots"]?["by_day"]?["series"]?["missing"]?["values"]?.elements)
        #expect(days.compactMap(\.double) == [2, 0, 0, 0, 0])
    }

    @Test("a contract that is registered late counts for what is asked after it, and only for that")
    func late() throws {
        let ledger = try ledger(Self.clean + [Self.planted[0].line])
        let before = try violations(ledger)
        #expect(codes(before) == ["no-rules"])
        #expect(before.rows("violations").isEmpty)
        try ledger.append([Self.contract("k", at: "2010-01-01T00:00:00Z")])
        #expect(kinds(try violations(ledger)) == ["age missing 1"])
        let position = "\(Self.clean.count + 1)"
        let again = try violations(ledger, [("as_of", position)])
        #expect(codes(again) == ["no-rules"])
        // One that is less strict takes its place.
        let loose = Self.contract(
            "l", at: "2010-01-02T00:00:00Z",
            features: Self.features.split(separator: "\"required\":true,").joined())
        try ledger.append([loose])
        #expect(kinds(try violations(ledger)).isEmpty)
    }

    @Test("the filters of a selection leave decisions out, and empty selections say why")
    func selections() throws {
        let ledger = try ledger([Self.contract("k")] + Self.clean + Self.planted.map(\.line))
        #expect(kinds(try violations(ledger, [("from", "2009-06-02")])).isEmpty)
        #expect(kinds(try violations(ledger, [("where", "age > 99")])) == ["age range 1"])
        let none = try violations(ledger, [("version", "v9")])
        #expect(none["notes"]?["no_data"]?.string?.contains("no such version") == true)
        #expect(codes(none).isEmpty)
        let empty = try violations(try self.ledger([]))
        #expect(empty["notes"]?["no_data"]?.string?.contains("no decision") == true)
    }

    /// Two versions without contracts: v2 as v1, but for what is changed.
    private func versions(_ changed: (Int) -> [String: String?], score: (Int) -> String) -> [String] {
        (0..<300).map { number in
            Self.decision(
                "a\(number)", at: "2009-06-0\(number % 9 + 1)T09:00:00Z", score: "0.\(number % 90 + 10)",
                ["income": "\(1_000 + number)", "job": number % 2 == 0 ? "\"cook\"" : "\"clerk\""])
        }
            + (0..<300).map { number in
                Self.decision(
                    "b\(number)", at: "2009-07-0\(number % 9 + 1)T09:00:00Z", version: "v2",
                    score: score(number),
                    ["income": "\(1_000 + number)", "job": number % 2 == 0 ? "\"cook\"" : "\"clerk\""]
                        .merging(changed(number)) { $1 })
            }
    }

    @Test("by observation nothing is found where nothing changed, and what changed is named")
    func observed() throws {
        let same = try violations(try ledger(versions({ _ in [:] }, score: { "0.\($0 % 90 + 10)" })))
        #expect(kinds(same).isEmpty)
        #expect(codes(same) == ["no-rules"])
        let answer = try violations(
            try ledger(
                versions(
                    { number in
                        var cells: [String: String?] = ["income": "\(1_000_000 + 1_000 * number)"]
                        if number % 10 == 0 { cells["job"] = "\"pilot\"" }
                        if number % 10 == 1 { cells["age"] = .some(nil) }
                        if number % 10 == 2 { cells["fresh"] = "1" }
                        if number % 10 == 3 { cells["vip"] = "\"yes\"" }
                        if number % 10 == 4 { cells["age"] = "700" }
                        return cells
                    }, score: { "\(Double($0 % 90 + 10) )" })), [("version", "v2")])
        #expect(
            kinds(answer) == [
                "score score_range 300", "score scale 300", "age missing 30", "age range 30",
                "fresh unknown 30", "income range 300", "income unit 300", "job category 30", "vip type 30",
            ])
        #expect(answer.row("violations", ["kind": "scale"])?["factor"]?.double == 100)
        #expect(answer.row("violations", ["kind": "unit"])?["factor"]?.double == 1_000)
        let found = codes(answer)
        #expect(found.filter { $0 == "score-scale" }.count == 1)
        #expect(found.filter { $0 == "feature-unit" }.count == 1)
        #expect(found.filter { $0 == "unlike-before" }.count == 5)
        let row = try #require(answer.row("versions", ["version": "v2"]))
        #expect(row["rules"]?.string == "observed of v1, live")
    }

    @Test("a unit that a contract states is held against the version before, unless that states another")
    func units() throws {
        func answer(_ unit: String?) throws -> JSONValue {
            let lines = versions({ ["income": "\(1_000_000 + 1_000 * $0)"] }, score: { "0.\($0 % 90 + 10)" })
            let first = unit.map {
                Self.contract(
                    "k1", features: Self.features.split(separator: "EUR").joined(separator: $0))
            }
            return try violations(
                try ledger(lines + [Self.contract("k2", version: "v2")] + (first.map { [$0] } ?? [])),
                [("version", "v2")])
        }
        #expect(kinds(try answer(nil)) == ["income unit 300"])
        #expect(kinds(try answer("EUR")) == ["income unit 300"])
        #expect(kinds(try answer("kEUR")).isEmpty)
    }

    @Test("what a deployment says it replaces is the version before")
    func replaced() throws {
        let lines =
            versions({ _ in [:] }, score: { "0.\($0 % 90 + 10)" })
            + (0..<30).map { Self.decision("z\($0)", at: "2009-08-01T09:00:00Z", version: "v3") }
        let ledger = try ledger(lines)
        func held() throws -> String? {
            try violations(ledger).row("versions", ["version": "v3"])?["rules"]?.string
        }
        #expect(try held() == "observed of v2, live")
        try ledger.append([
            "{\"type\":\"deployment\",\"id\":\"dep\",\"at\":\"2009-08-01T00:00:00Z\",\"model\":\"m\",\"version\":\"v3\","
                + "\"by\":\"ops\",\"replaces\":\"v1\"}"
        ])
        #expect(try held() == "observed of v1, live")
    }

    @Test("contracts are shown and told apart rule by rule")
    func shown() throws {
        let other = Self.contract(
            "k2", version: "v2", high: "100",
            features:
                #"{"age":{"type":"number","required":true,"min":18},"city":{"type":"text"},"vip":{"type":"boolean"}}"#
        )
        let ledger = try ledger([Self.contract("k"), other] + Self.clean)
        let show = try ledger.json("/v1/contract", [("model", "m"), ("version", "v1")])
        #expect(show.fact("contract", "id")?.string == "k")
        #expect(show.rows("features").count == 5)
        let age = try #require(show.row("features", ["feature": "age"]))
        #expect(age["min"]?.double == 18)
        #expect(age["type"]?.string == "integer")
        #expect(ledger.failure("/v1/contract", [("model", "m"), ("version", "v9")])?.code == .notFound)
        let diff = try ledger.json("/v1/contract-diff", [("model", "m"), ("versions", "v1,v2")])
        let changes = diff.rows("changes").map {
            "\($0["place"]?.string ?? "") \($0["rule"]?.string ?? "") \($0["change"]?.string ?? "") "
                + "\($0["before"]?.string ?? "-") \($0["after"]?.string ?? "-")"
        }
        #expect(
            changes == [
                "score max changed 1 100", "features/age type changed integer number",
                "features/city type added - text", "features/age max removed 99 -",
                "features/income type removed number -", "features/income unit removed EUR -",
                "features/job type removed category -", "features/job categories removed clerk, cook -",
                "features/note type removed text -",
            ])
        #expect(codes(diff) == ["score-range-changed", "contract-changed"])
        let same = try ledger.json("/v1/contract-diff", [("model", "m"), ("versions", "v1,v1")])
        #expect(codes(same) == ["contracts-agree"])
        let none = try ledger.json("/v1/contract-diff", [("model", "m"), ("versions", "v1,v9")])
        #expect(codes(none).contains("no-contract"))
        #expect(
            ledger.failure("/v1/contract-diff", [("model", "m"), ("versions", "v1")])?.parameter == "versions"
        )
    }

    /// The small stream has no v3; the decisions of v2, times 100, stand in for what the whole stream has.
    @Test("on the small bank stream, v3's score is named as a hundred times v2's, and v2's as nothing")
    func bank() throws {
        var lines = try BankStream.small()
        for (number, line) in lines.enumerated()
        where line.contains("\"version\":\"v2\"") && line.contains("\"role\":\"live\"") {
            let value = try JSONValue(parsing: line)
            let score = try #require(value["score"]?.double)
            lines.append(
                Lines.decision(
                    "v3-\(number)", at: "2010-09-01T09:00:00Z", score: "\(score * 100)",
                    model: "term-deposit", version: "v3"))
        }
        try Self.checkBank(try ledger(lines))
    }

    static func checkBank(_ ledger: TemporaryLedger) throws {
        let answer = try ledger.json("/v1/contract-violations", [("model", "term-deposit")])
        let scales = (answer["findings"]?.elements ?? []).filter { $0["code"]?.string == "score-scale" }
        #expect(scales.compactMap { $0["evidence"]?["version"]?.string } == ["v3"])
        #expect(scales.first?["evidence"]?["factor"]?.double == 100)
        #expect(scales.first?["text"]?.string?.contains("x100") == true)
        let units = (answer["findings"]?.elements ?? []).filter { $0["code"]?.string == "feature-unit" }
        #expect(units.isEmpty)
    }
}
