import Model
import Testing

@Suite struct LimitsTests {
    @Test("limits that depend on one another agree")
    func neighbours() {
        // A large line has to fit what its connection may hold, and that what all may hold together.
        #expect(Limits.eventBytes < Limits.largeEventBytes)
        #expect(Limits.largeEventBytes < Limits.connectionQueueBytes)
        #expect(Limits.largeEventBytes < Limits.largeLineBytes)
        #expect(Limits.connectionQueueBytes < Limits.queueBytes)
        #expect(Limits.largeLineBytes < Limits.queueBytes)
        // LMDB's keys have at most 511 bytes; an index key holds an identifier and a position at least.
        #expect(2 * Limits.identifierBytes + 8 <= 511)
        #expect(Limits.noteBytes < Limits.eventBytes)
        #expect(Double(Limits.exactInteger) + 1 == Double(Limits.exactInteger))
        for type in EventType.allCases { #expect(type.bytesMax <= Limits.largeEventBytes) }
    }

    @Test("a decision may have 65,536 bytes and not one more", arguments: [(0, true), (1, false)])
    func decisionSize(_ extra: Int, _ taken: Bool) {
        let line = padded(decision(), to: Limits.eventBytes + extra)
        let refusal = refusal(of: line)
        #expect((refusal == nil) == taken)
        if !taken {
            #expect(refusal?.code == .tooLarge)
            #expect(refusal?.limit == "65536 bytes")
            #expect(refusal?.found == "65537 bytes")
        }
    }

    @Test("a policy may have 4 MiB and not one byte more", arguments: [(0, true), (1, false)])
    func policySize(_ extra: Int, _ taken: Bool) {
        let policy =
            #"{"type":"policy","id":"l","at":"2009-06-08T12:00:00Z","model":"m","by":"b","threshold":1}"#
        let refusal = refusal(of: padded(policy, to: Limits.largeEventBytes + extra))
        #expect(refusal?.code == (taken ? nil : .tooLarge))
        #expect(refusal?.limit == (taken ? nil : "4194304 bytes"))
    }

    @Test("1,024 features fit, 1,025 do not", arguments: [(1_024, true), (1_025, false)])
    func features(_ count: Int, _ taken: Bool) {
        let members = (0..<count).map { #""f\#($0)":0"# }.joined(separator: ",")
        let refusal = refusal(of: Array(decision(#","features":{\#(members)}"#).utf8))
        #expect(refusal?.code == (taken ? nil : .tooMany))
    }

    @Test(
        "32 levels of nesting fit, 33 do not, whether the innermost holds something or not",
        arguments: [(32, true), (33, false), (34, false), (1_000, false)], ["", "0", "{}"])
    func depth(_ levels: (Int, Bool), _ innermost: String) {
        let arrays = levels.0 - (innermost == "{}" ? 2 : 1)
        let inner = String(repeating: "[", count: arrays) + innermost + String(repeating: "]", count: arrays)
        #expect(refusal(of: Array(decision(#","x":\#(inner)"#).utf8))?.code == (levels.1 ? nil : .tooDeep))
    }

    @Test(
        "100,000 members of a replay set fit, 100,001 do not", arguments: [(100_000, true), (100_001, false)])
    func members(_ count: Int, _ taken: Bool) {
        let members = (0..<count).map { #""d-\#($0)""# }.joined(separator: ",")
        let digest = String(repeating: "0", count: 64)
        let line = """
            {"type":"replay_set","id":"s","at":"2009-06-08T12:00:00Z","model":"m","members":[\(members)],\
            "criteria":{},"digest":"\(digest)"}
            """
        let refusal = refusal(of: Array(line.utf8))
        #expect(refusal?.code == (taken ? nil : .tooMany))
        #expect(refusal?.field == (taken ? nil : "/members"))
    }

    private func decision(_ more: String = "") -> String {
        #"{"type":"decision","id":"d","at":"2009-06-08T12:00:00Z","model":"m","version":"v","#
            + #""subject":"s","score":0"# + more + "}"
    }

    private func padded(_ line: String, to count: Int) -> [UInt8] {
        var bytes = Array(line.utf8)
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count - bytes.count))
        return bytes
    }

    private func refusal(of bytes: [UInt8]) -> Refusal? {
        do {
            _ = try Event.decode(bytes)
            return nil
        } catch {
            return error
        }
    }
}
