/// A seeded stream of realistic events: decisions of about 450 bytes with 15 features, and outcomes for
/// random decisions before them. The same seed gives the same bytes.
struct Workload {
    private var random: SplitMix
    private let prefix: String
    private let outcomeShare: Double
    private var decisions = 0
    private var outcomes = 0

    init(seed: UInt64, prefix: String, outcomeShare: Double = 0.3) {
        random = SplitMix(state: seed)
        self.prefix = prefix
        self.outcomeShare = outcomeShare
    }

    /// The next event's line, with its LF.
    mutating func next() -> [UInt8] {
        decisions > 0 && random.share() < outcomeShare ? outcome() : decision()
    }

    private func time(_ number: Int) -> String {
        // 90 days, decisions in order.
        let seconds = number * 7 % (90 * 86_400)
        let (day, rest) = (seconds / 86_400, seconds % 86_400)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        return
            "2026-0\(day / 28 + 1)-\(two(day % 28 + 1))T\(two(rest / 3_600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    private mutating func decision() -> [UInt8] {
        let number = decisions
        decisions += 1
        let score = Double(random.below(1_000_000)) / 1_000_000
        var text =
            #"{"type":"decision","id":"\#(prefix)d-\#(number)","at":"\#(time(number))","model":"lead-score","#
            + #""version":"v\#(number % 4 + 1)","subject":"lead-\#(random.below(1_000_000))","score":\#(score),"#
            + #""threshold":0.5,"action":"\#(score >= 0.5 ? "call" : "skip")","#
            + #""segments":{"tier":"\#(["core", "new", "enterprise"][random.below(3)])"},"features":{"#
        for feature in 0..<12 {
            text += #""f\#(feature)":\#(Double(random.below(10_000)) / 100),"#
        }
        text += #""source":"\#(["web", "event", "partner", "ads"][random.below(4)])","#
        text += #""country":"\#(["de", "fr", "nl", "pt", "es"][random.below(5)])","known":true}}"#
        return Array(text.utf8) + [UInt8(ascii: "\n")]
    }

    private mutating func outcome() -> [UInt8] {
        let number = outcomes
        outcomes += 1
        let target = random.below(decisions)
        let text =
            #"{"type":"outcome","id":"\#(prefix)o-\#(number)","at":"2026-04-20T00:00:00Z","#
            + #""decision":"\#(prefix)d-\#(target)","label":\#(random.below(10) == 0),"by":"crm"}"#
        return Array(text.utf8) + [UInt8(ascii: "\n")]
    }
}

/// SplitMix64 (Steele, Lea, Flood 2014).
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func share() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }
}
