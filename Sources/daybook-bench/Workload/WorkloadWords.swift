/// The pieces that the lines of a workload are put together from.
struct WorkloadWords: Sendable {
    /// A numeric input.
    struct Number: Sendable {
        /// What stands before the value.
        let name: [UInt8]
        /// Values are 0 ..< bound, in units of the last decimal.
        let bound: Int
        let decimals: Int
        /// How many of 100 decisions have null instead.
        let missingOf100: Int

        init(_ name: String, below bound: Int, decimals: Int = 0, missingOf100: Int = 0) {
            self.name = Array(#","\#(name)":"#.utf8)
            self.bound = bound
            self.decimals = decimals
            self.missingOf100 = missingOf100
        }
    }

    let decision = Array(#"{"type":"decision","id":"d-"#.utf8)
    let at = Array(#"","at":""#.utf8)
    let version = Array(#"","model":"\#(Workload.model)","version":"v"#.utf8)
    let subject = Array(#"","subject":"lead-"#.utf8)
    let score = Array(#"","score":"#.utf8)
    let threshold = Array(#","threshold":0."#.utf8)
    let call = Array(#","action":"call","segments":{"tier":""#.utf8)
    let skip = Array(#","action":"skip","segments":{"tier":""#.utf8)
    let tiers = Self.list(["core", "new", "enterprise"])
    let regions = ["emea", "amer", "apac"].map {
        Array(#"","region":"\#($0)"},"features":{"first":true"#.utf8)
    }
    /// Eleven numbers; with `first`, `source`, `country` and `known` 15 inputs.
    let numbers = [
        Number("visits", below: 60), Number("pages", below: 400),
        Number("minutes", below: 9_000, decimals: 2),
        Number("idle_days", below: 120), Number("mails", below: 25), Number("forms", below: 6),
        Number("staff", below: 20_000, missingOf100: 5), Number("revenue", below: 5_000_000, decimals: 2),
        Number("discount", below: 1_000, decimals: 3), Number("fit", below: 10_000, decimals: 4),
        Number("nps", below: 11, missingOf100: 30),
    ]
    let sources = ["web", "event", "partner", "ads", "referral"].map { Array(#","source":"\#($0)""#.utf8) }
    let countries = ["de", "fr", "nl", "pt", "es", "us", "jp", "br"].map {
        Array(#","country":"\#($0)""#.utf8)
    }
    let known = Array(",\"known\":true}}\n".utf8)
    let unknown = Array(",\"known\":false}}\n".utf8)
    let null = Array("null".utf8)

    let outcome = Array(#"{"type":"outcome","id":"o-"#.utf8)
    let decisionOf = Array(#"","decision":"d-"#.utf8)
    let positive = Array("\",\"label\":true,\"by\":\"crm\"}\n".utf8)
    let negative = Array("\",\"label\":false,\"by\":\"crm\"}\n".utf8)

    private static func list(_ words: [String]) -> [[UInt8]] { words.map { Array($0.utf8) } }
}
