import JSON
import TestSupport
import Testing

@Suite("Promotions from end to end", .serialized)
struct PromoteTests {
    /// Pairs over eight days; the shadow scores higher by so much.
    private static func lines(_ count: Int, higher: Double) -> String {
        (0..<count).map { number -> String in
            let score = (Double(number * 37 % count) + 0.5) / Double(count)
            func decision(_ id: String, _ version: String, _ role: String, _ score: Double) -> String {
                #"{"type":"decision","id":"\#(id)\#(number)","at":"2009-06-0\#(1 + number % 8)T09:00:0\#(role == "live" ? 0 : 5)Z","#
                    + #""model":"m","version":"\#(version)","role":"\#(role)","subject":"s\#(number)","#
                    + #""score":\#(score),"threshold":0.5}"# + "\n"
            }
            return decision("a", "v1", "live", score) + decision("b", "v2", "shadow", score + higher)
                + #"{"type":"outcome","id":"o\#(number)","at":"2009-06-20T09:00:00Z","decision":"a\#(number)","#
                + #""label":\#(score >= 0.5),"by":"crm"}"# + "\n"
        }.joined()
    }

    private static let words = ["promote", "--model", "m", "--version", "v2"]

    @Test("a promotion is recorded as a review of the version, once for a position")
    func recorded() async throws {
        let daemon = try await RunningDaemon()
        _ = try daemon.append(Self.lines(120, higher: 0))
        let plain = try await Products.daybook(Self.words, on: daemon)
        #expect(plain.status == 0 && plain.output.contains("Promote v2 in place of v1"), "\(plain.errors)")
        let words = Self.words + ["--as-of", "360", "--record", "--by", "ann", "--note", "seen"]
        let first = try await Products.daybook(words, on: daemon)
        #expect(first.status == 0, "\(first.errors)")
        #expect(first.output.contains("review promotion/m/v2/360 at position 361: accept"))
        let again = try await Products.daybook(words, on: daemon)
        #expect(again.status == 0 && again.output.contains("was on record before"), "\(again.errors)")
        // Another person cannot record the same over it.
        let other = try await Products.daybook(
            Self.words + ["--as-of", "360", "--record", "--by", "bob"], on: daemon)
        #expect(other.status == 1 && other.errors.contains("conflict"), "\(other.errors)")
        let answer = try await Products.daybook(
            Self.words + ["--record", "--by", "ann", "--json"], on: daemon)
        #expect(answer.status == 0 && answer.errors.contains("promotion/m/v2/361"), "\(answer.errors)")
        let reviews = try JSONValue(parsing: answer.output)["tables"]?["reviews"]?.elements ?? []
        #expect(reviews.map { $0["position"]?.integer } == [361])
        #expect(reviews.first?["verdict"]?.string == "accept" && reviews.first?["note"]?.string == "seen")
        let events = try await Products.daybook(["events", "--type", "review", "--json"], on: daemon)
        #expect(events.output.contains("promotion/m/v2/360") && events.output.contains("promotion/m/v2/361"))
    }

    @Test("a version that is not to go live is disqualified, with exit status 1; slips have their own")
    func declined() async throws {
        let daemon = try await RunningDaemon()
        _ = try daemon.append(Self.lines(120, higher: 0.1))
        let plain = try await Products.daybook(Self.words, on: daemon)
        #expect(plain.status == 1 && plain.output.contains("Do not promote v2"), "\(plain.errors)")
        let kept = try await Products.daybook(Self.words + ["--record", "--by", "ann"], on: daemon)
        #expect(kept.status == 1 && kept.output.contains("at position 361: disqualify"), "\(kept.errors)")
        let shown = try await Products.daybook(Self.words + ["--json"], on: daemon)
        let review = try JSONValue(parsing: shown.output)["tables"]?["reviews"]?[0]
        #expect(review?["reason"]?.string?.contains("failed: flips") == true)
        for (words, status) in [
            (["promote", "--model", "nobody", "--version", "v2"], Int32(66)),
            (["promote", "--model", "m"], 64), (Self.words + ["--note", "x"], 64),
            (Self.words + ["--beside", "v2"], 64), (["promote", "--model", "m", "--version", "v9"], 1),
        ] {
            let run = try await Products.daybook(words, on: daemon)
            #expect(run.status == status, "\(words): \(run.status) \(run.errors)")
        }
    }
}
