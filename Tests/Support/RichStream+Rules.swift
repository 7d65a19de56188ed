extension RichStream {
    /// A number from a list, or one on a grid, so that equal scores are common.
    mutating func score() -> String {
        if flavour == .extreme, random.chance(0.25) {
            return random.pick([
                "0", "-0.0", "1", "1.0", "1e0", "0.1", "0.30000000000000004", "-3.5", "8e307", "-8e307",
                "5e-324",
                "1e-300", "9007199254740992", "1e200", "123456.789",
            ])
        }
        let grid = Double(Int.random(in: 0...100, using: &random)) / 100
        return flavour != .extreme && random.chance(0.9) ? "\(grid)" : "\(grid * 7 - 2)"
    }

    private static let positive = ["true", #""won""#, "1", #""w\u00f3n""#]
    private static let negative = ["false", #""lost""#, "0", "-1.5"]
    private static let excluded = [#""test-account""#, "2.5", #""wo\u0301n""#]

    mutating func label() -> String {
        random.pick([
            "true", "false", "true", "false", #""won""#, #""lost""#, #""test-account""#, #""who-knows""#, "1",
            "0", "2.5", "1.0", "-1.5", #""w\u00f3n""#, #""wo\u0301n""#,
        ])
    }

    mutating func contract() -> String {
        func some(_ labels: [String]) -> String {
            labels.filter { _ in random.chance(0.6) }.joined(separator: ",")
        }
        let range = random.pick([
            #""min":0,"max":1"#, #""min":0,"max":1"#, #""min":0,"max":100"#, #""min":-5.5,"max":5.5"#,
            #""min":0.5,"max":0.5000000000000002"#, #""min":-8e307,"max":8e307"#,
        ])
        var text = head("contract", identifier("c"), at: time())
        text += #","model":\#(Self.text(model())),"version":\#(Self.text(version()))"#
        text += #","score":{\#(range),"kind":"probability"}"#
        text += random.pick([
            #","features":{}"#, #","features":{"age":{"type":"integer","min":0,"odd":1}}"#,
        ])
        text += #","labels":{"positive":[\#(some(Self.positive))],"negative":[\#(some(Self.negative))]"#
        text += #","excluded":[\#(some(Self.excluded))]}"#
        if random.chance(0.5) {
            text += #","outcome_window":"\#(random.pick(["0s", "1d", "36h", "10d", "30d", "5w"]))""#
        }
        if random.chance(0.4) {
            let roles = random.pick([
                "", #""live""#, #""shadow""#, #""live","replay""#, #""live","shadow","replay","reference""#,
            ])
            text += #","outcome_roles":[\#(roles)]"#
        }
        return closed(text)
    }

    mutating func policy() -> String {
        var pieces: [String] = []
        if random.chance(0.6) { pieces.append(#""threshold":\#(random.pick(["0.4", "0.5", "0", "1e9"]))"#) }
        if random.chance(0.5) {
            let segments = [
                #""tier":{"gold":0.7,"silver":0.2}"#, #""area":{"n":0.1,"s":0.9}"#,
                #""\u00e9":{"e\u0301":0.3}"#,
            ]
            let some = segments.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
            pieces.append(#""thresholds":{\#(some.joined(separator: ","))}"#)
        }
        if random.chance(0.3) { pieces.append(#""costs":{"false_positive":1,"false_negative":5}"#) }
        if pieces.isEmpty { pieces = [#""capacity":10"#] }
        return closed(
            head("policy", identifier("p"), at: time())
                + #","model":\#(Self.text(model())),"by":"ops",\#(pieces.joined(separator: ","))"#)
    }
}
