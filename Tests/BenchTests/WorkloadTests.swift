import JSON
import Model
import Testing

@testable import daybook_bench

@Suite("The events that are measured with")
struct WorkloadTests {
    private func bytes(_ workload: Workload, _ events: Range<Int>) -> [UInt8] {
        var writer = LineWriter()
        workload.write(events, to: &writer)
        return writer.bytes
    }

    @Test("the same seed gives the same bytes, however the sequence is cut, and another seed gives others")
    func deterministic() {
        let workload = Workload(seed: 7, planned: 1_000)
        let whole = bytes(workload, 0..<1_300)
        #expect(bytes(Workload(seed: 7, planned: 1_000), 0..<1_300) == whole)
        for piece in [1, 13, 256] {
            let cuts = stride(from: 0, to: 1_300, by: piece)
            #expect(cuts.flatMap { bytes(workload, $0..<min($0 + piece, 1_300)) } == whole)
        }
        #expect(bytes(Workload(seed: 8, planned: 1_000), 0..<1_300) != whole)
    }

    @Test("the bytes of a seed stay what they were, so that figures of different days compare")
    func pinned() {
        let workload = Workload(seed: 1, planned: 10)
        let first =
            #"{"type":"decision","id":"d-0","at":"2026-01-01T00:00:00.000Z","model":"lead-score","version":"v3","#
            + #""subject":"lead-44","score":0.724154,"threshold":0.5,"action":"call","#
            + #""segments":{"tier":"new","region":"apac"},"features":{"first":true,"visits":52,"pages":209,"#
            + #""minutes":25.69,"idle_days":95,"mails":10,"forms":3,"staff":10601,"revenue":21798.26,"#
            + #""discount":0.167,"fit":0.6453,"nps":7,"source":"referral","country":"de","known":true}}"#
        let fifth =
            #"{"type":"outcome","id":"o-0","at":"2026-02-08T09:36:00.000Z","decision":"d-3","label":false,"by":"crm"}"#
        #expect(String(decoding: workload.line(0), as: UTF8.self) == first + "\n")
        #expect(String(decoding: workload.line(4), as: UTF8.self) == fifth + "\n")
    }

    @Test("every line is an event that the daemon takes, and every outcome is for an older decision")
    func wellFormed() throws {
        let workload = Workload(seed: 3, planned: 2_000)
        var decisions = Set<String>()
        var long = 0
        for number in 0..<EventPlan.events(holding: 2_000) {
            let line = workload.line(number)
            let event = try Event.decode(Array(line.dropLast()))
            #expect(line.last == UInt8(ascii: "\n") && event.unknownFields.isEmpty)
            let json = try JSONValue(parsing: String(decoding: line, as: UTF8.self))
            if event.type == .decision {
                let isNew = decisions.insert(json["id"]?.string ?? "").inserted
                #expect(isNew)
                #expect(json["features"]?.members?.count == 15)
                long += line.count
            } else {
                #expect(decisions.contains(json["decision"]?.string ?? ""))
            }
        }
        #expect(decisions.count == 2_000 && decisions.contains(Workload.decisionID(1_999)))
        #expect((420...480).contains(long / decisions.count))
    }

    @Test("the plan of events counts what stands in the sequence")
    func plan() {
        var outcomes = 0
        for event in 0..<200 {
            #expect(EventPlan.outcomes(inFirst: event) == outcomes)
            if EventPlan.isOutcome(event) { outcomes += 1 }
        }
        for count in 1...100 {
            let events = EventPlan.events(holding: count)
            #expect(EventPlan.decisions(inFirst: events) == count)
            #expect(EventPlan.decisions(inFirst: events + 1) == count + 1)
        }
        #expect(EventPlan.events(holding: 1_000_000) == 1_300_000)
    }

    @Test("numbers have the digits that they have as text")
    func numbers() {
        func text(_ write: (inout LinePen) -> Void) -> String {
            var writer = LineWriter()
            writer.add(write)
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        var random = SplitMix(state: 5)
        for bound in [1, 2, 10, 100, 9_999, 10_001, 1_000_000, 99_999_999, 100_000_001, 1 << 40, .max] {
            for value in [0, bound - 1, random.below(bound), random.below(bound)] {
                #expect(text { $0.number(value) } == "\(value)")
                let digits = String(repeating: "0", count: 20) + "\(value)"
                for width in 1...8 {
                    #expect(text { $0.padded(value, width: width) } == digits.suffix(width))
                }
                #expect(text { $0.decimal(value, decimals: 3) } == "\(value / 1_000).\(digits.suffix(3))")
            }
        }
    }

    @Test("times run through the calendar at the pace of the plan")
    func times() {
        func text(_ milliseconds: Int) -> String {
            var writer = LineWriter()
            writer.add { WorkloadCalendar().write(milliseconds, to: &$0) }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        // The second: `date -u -d '2026-01-01 UTC + 5187723 seconds'`.
        #expect(text(0) == "2026-01-01T00:00:00.000Z")
        #expect(text(5_187_723_045) == "2026-03-02T01:02:03.045Z")
        #expect(text(365 * 86_400_000) == "2027-01-01T00:00:00.000Z")
    }
}
