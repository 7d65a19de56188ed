import Model
import Projections
import TestSupport
import Testing

@Suite("Labels, whatever the order of arrival")
struct LabelTests {
    private func load(_ lines: [String]) throws -> (ledger: TestLedger, plain: PlainLedger) {
        let ledger = try TestLedger()
        var plain = PlainLedger()
        for line in lines { plain.append(try Event.decode(Array(line.utf8))) }
        try ledger.append(lines)
        try ledger.project()
        return (ledger, plain)
    }

    @Test(
        "every label, as of any position and by any time, is the plain model's",
        arguments: seeds([21, 22, 23, 24]))
    func model(seed: UInt64) throws {
        var stream = EventStream(seed: seed)
        var random = SeededGenerator(seed: seed)
        let (ledger, plain) = try load(stream.take(260))
        let times = ["2026-01-15T00:00:00Z", "2026-02-10T12:00:00Z", "2026-03-28T18:00:00Z"]
        for position in [Position(1), 40, 130, 259, 260] {
            for time in [nil, times[Int.random(in: 0..<3, using: &random)]] {
                let labelsBy = try time.map { try Timestamp(parsing: $0) }
                let knowledge = Knowledge(
                    position: position, labelsBy: labelsBy, evaluated: labelsBy ?? Timestamp(microseconds: 0))
                try compare(
                    ledger, plain, knowledge, "seed \(seed), as of \(position), labels by \(time ?? "-")")
            }
        }
    }

    private func compare(_ ledger: TestLedger, _ plain: PlainLedger, _ knowledge: Knowledge, _ place: String)
        throws
    {
        let expected = plain.decisions(asOf: knowledge.position)
        try ledger.projector.read { view in
            var seen = 0
            for series in try view.series() {
                try view.decisions(of: series, asOf: knowledge.position, from: nil, to: nil) { row in
                    seen += 1
                    guard let entry = expected.first(where: { $0.event.id == row.id }) else {
                        Issue.record("\(place): \(row.id) is not in the plain model")
                        return true
                    }
                    let want = plain.label(
                        of: entry.event, entry.decision, asOf: knowledge.position,
                        labelsBy: knowledge.labelsBy)
                    let got = try view.label(of: row, at: knowledge)
                    let plainly = PlainLedger.PlainLabel(
                        current: got.current?.id.text, first: got.first?.id.text, standing: got.count,
                        withdrawn: got.withdrawn, meaning: got.labelClass?.rawValue)
                    #expect(plainly == want, "\(place), decision \(row.id)")
                    #expect(row.score == entry.decision.score && row.at == entry.event.at)
                    return true
                }
            }
            #expect(seen == expected.count, "\(place)")
            let unmatched = try view.outcomeCounts(at: knowledge, model: nil)
            #expect(
                unmatched.unmatched + unmatched.withdrawn
                    == plain.unmatched(asOf: knowledge.position, labelsBy: knowledge.labelsBy).count,
                "\(place)")
        }
    }

    private static func decision(_ id: String, _ at: String, subject: String = "s", role: String = "live")
        -> String
    {
        #"{"type":"decision","id":"\#(id)","at":"\#(at)","model":"m","version":"v","role":"\#(role)","subject":"\#(subject)","score":0.5}"#
    }

    private static func outcome(_ id: String, _ at: String, _ target: String, _ label: String) -> String {
        #"{"type":"outcome","id":"\#(id)","at":"\#(at)",\#(target),"label":\#(label),"by":"crm"}"#
    }

    @Test(
        "an outcome that came first finds its decision; the greatest position corrects; a direct one beats the subject's"
    )
    func rules() throws {
        let (ledger, _) = try load([
            Self.outcome("early", "2026-01-03T00:00:00Z", #""decision":"d""#, "false"),
            Self.decision("d", "2026-01-01T00:00:00Z"),
            Self.outcome("late", "2026-01-02T00:00:00Z", #""decision":"d""#, "true"),
            Self.outcome("subject", "2026-01-09T00:00:00Z", #""subject":"s""#, "false"),
        ])
        try ledger.projector.read { view in
            let row = try #require(try view.decision(Identifier("d"), asOf: 4))
            let zero = Timestamp(microseconds: 0)
            let now = try view.label(of: row, at: Knowledge(position: 4, labelsBy: nil, evaluated: zero))
            #expect(now.current?.id.text == "late")
            #expect(now.first?.id.text == "late")
            #expect(now.count == 3)
            #expect(now.labelClass == .positive)
            let before = try view.label(of: row, at: Knowledge(position: 2, labelsBy: nil, evaluated: zero))
            #expect(before.current?.id.text == "early")
            #expect(try view.decision(Identifier("d"), asOf: 1) == nil)
            // By time, the greatest (at, position) wins.
            let time = try Timestamp(parsing: "2026-01-31T00:00:00Z")
            let byTime = try view.label(of: row, at: Knowledge(position: 4, labelsBy: time, evaluated: time))
            #expect(byTime.current?.id.text == "early")
        }
    }

    @Test("a withdrawal before its outcome, and one after the correction")
    func withdrawals() throws {
        let (ledger, _) = try load([
            #"{"type":"outcome_withdrawn","id":"w1","at":"2026-01-02T00:00:00Z","outcome":"o1","by":"desk"}"#,
            Self.decision("d", "2026-01-01T00:00:00Z"),
            Self.outcome("o1", "2026-01-02T00:00:00Z", #""decision":"d""#, "true"),
            Self.outcome("o2", "2026-01-03T00:00:00Z", #""decision":"d""#, "false"),
            #"{"type":"outcome_withdrawn","id":"w2","at":"2026-01-09T00:00:00Z","outcome":"o2","by":"desk"}"#,
        ])
        try ledger.projector.read { view in
            let row = try #require(try view.decision(Identifier("d"), asOf: 5))
            let zero = Timestamp(microseconds: 0)
            let all = try view.label(of: row, at: Knowledge(position: 5, labelsBy: nil, evaluated: zero))
            #expect(all.current == nil && all.count == 0 && all.withdrawn == 2 && all.labelClass == nil)
            let before = try view.label(of: row, at: Knowledge(position: 4, labelsBy: nil, evaluated: zero))
            #expect(before.current?.id.text == "o2" && before.withdrawn == 1)
            let time = try Timestamp(parsing: "2026-01-08T00:00:00Z")
            let byTime = try view.label(of: row, at: Knowledge(position: 5, labelsBy: time, evaluated: time))
            #expect(byTime.current?.id.text == "o2")
        }
    }

    @Test("subjects that differ only in Unicode normal form, and one that is another's prefix, stay apart")
    func subjects() throws {
        let (ledger, _) = try load([
            Self.decision("d1", "2026-01-01T00:00:00Z", subject: "caf\u{e9}"),
            Self.decision("d2", "2026-01-01T00:00:00Z", subject: "cafe\u{301}"),
            Self.decision("d3", "2026-01-01T00:00:00Z", subject: "caf"),
            Self.outcome("o", "2026-01-03T00:00:00Z", "\"subject\":\"caf\u{e9}\"", "true"),
        ])
        try ledger.projector.read { view in
            let zero = Timestamp(microseconds: 0)
            let knowledge = Knowledge(position: 4, labelsBy: nil, evaluated: zero)
            var labelled: [String] = []
            for id in ["d1", "d2", "d3"] {
                let row = try #require(try view.decision(Identifier(id), asOf: 4))
                if try view.label(of: row, at: knowledge).current != nil { labelled.append(id) }
            }
            #expect(labelled == ["d1"])
            #expect(try view.subject(Identifier("caf"), asOf: 4).count == 1)
        }
    }

    @Test("the most frequent unknown members are listed, and one event's flood of them is bounded")
    func floodOfUnknown() throws {
        func event(_ id: String, _ names: [String]) -> String {
            let members = names.map { #""\#($0)":1"# }.joined(separator: ",")
            return
                #"{"type":"decision","id":"\#(id)","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s","score":1,\#(members)}"#
        }
        let (ledger, _) = try load([
            event("d", (0..<2_000).map { "x\($0)" }), event("e", ["x7", "x9"]), event("f", ["x9"]),
        ])
        let counts = try ledger.projector.read { try $0.counts() }
        #expect(counts.unknownFieldsInAll == 257)
        #expect(counts.unknownFields.count == EventCounts.unknownFieldsMax)
        #expect(counts.unknownFields.prefix(3).map(\.pointer) == ["", "/x9", "/x7"])
        #expect(counts.unknownFields.prefix(3).map(\.count) == [1_744, 3, 2])
        #expect(try ledger.projector.rebuild().equal)
    }

    @Test("unknown members are counted by type and pointer, and the event counts are exact")
    func counts() throws {
        let (ledger, _) = try load([
            #"{"type":"decision","id":"d","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s","score":1,"colour":"red"}"#,
            #"{"type":"decision","id":"e","at":"2026-01-01T00:00:00Z","model":"m","version":"v","subject":"s","score":1,"colour":1}"#,
        ])
        let counts = try ledger.projector.read { try $0.counts() }
        #expect(counts.byType.map(\.count) == [2])
        #expect(counts.unknownFields.map(\.pointer) == ["/colour"])
        #expect(counts.unknownFields.map(\.count) == [2])
        #expect(counts.unknownFields.map(\.first) == [1])
    }
}
