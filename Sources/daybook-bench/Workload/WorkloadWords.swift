/// The pieces that the lines of a workload are put together from.
struct WorkloadWords: Sendable {
    /// A numeric input.
    struct Number: Sendable {
        /// What stands before the value.
        let name: LinePiece
        /// Values are 0 ..< bound, in units of the last decimal.
        let bound: Int
        let decimals: Int
        /// How many of 100 decisions have null instead.
        let missingOf100: Int

        init(_ name: String, below bound: Int, decimals: Int = 0, missingOf100: Int = 0) {
            self.name = LinePiece(#","\#(name)":"#)
            self.bound = bound
            self.decimals = decimals
            self.missingOf100 = missingOf100
        }
    }

    let decision = LinePiece(#"{"type":"decision","id":"d-"#)
    let at = LinePiece(#"","at":""#)
    let version = LinePiece(#"","model":"\#(Workload.model)","version":"v"#)
    let subject = LinePiece(#"","subject":"lead-"#)
    let score = LinePiece(#"","score":"#)
    let threshold = LinePiece(#","threshold":0."#)
    let call = LinePiece(#","action":"call","segments":{"tier":""#)
    let skip = LinePiece(#","action":"skip","segments":{"tier":""#)
    let tiers = Self.list(["core", "new", "enterprise"])
    let regions = ["emea", "amer", "apac"].map {
        LinePiece(#"","region":"\#($0)"},"features":{"first":true"#)
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
    let sources = ["web", "event", "partner", "ads", "referral"].map { LinePiece(#","source":"\#($0)""#) }
    let countries = ["de", "fr", "nl", "pt", "es", "us", "jp", "br"].map {
        LinePiece(#","country":"\#($0)""#)
    }
    let known = LinePiece(",\"known\":true}}\n")
    let unknown = LinePiece(",\"known\":false}}\n")
    let null = LinePiece("null")

    let outcome = LinePiece(#"{"type":"outcome","id":"o-"#)
    let decisionOf = LinePiece(#"","decision":"d-"#)
    let positive = LinePiece("\",\"label\":true,\"by\":\"crm\"}\n")
    let negative = LinePiece("\",\"label\":false,\"by\":\"crm\"}\n")

    private static func list(_ words: [String]) -> [LinePiece] { words.map { LinePiece($0) } }
}
