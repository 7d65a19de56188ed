import Model

/// Seeded streams of events that try every order: labels before their decisions, corrections, withdrawals
/// before and after, contracts that come late, equal times, subjects shared by many decisions.
package struct EventStream {
    private var random: SeededGenerator
    private var decisions = 0
    private var outcomes = 0
    private var others = 0

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// Texts of that many events. Ids are fresh; what they refer to may exist, come later, or never.
    package mutating func take(_ count: Int) -> [String] { (0..<count).map { _ in next() } }

    private mutating func next() -> String {
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<50: decision()
        case 50..<84: outcome()
        case 84..<92: withdrawal()
        case 92..<95: contract()
        case 95..<97: policy()
        case 97..<98: deployment()
        case 98..<99: pin()
        default: review()
        }
    }

    /// Few instants, so that equal times are common; not in order.
    private mutating func time() -> String {
        let day = Int.random(in: 1...28, using: &random)
        let hour = Int.random(in: 0...3, using: &random) * 6
        return
            "2026-0\(Int.random(in: 1...3, using: &random))-\(day < 10 ? "0" : "")\(day)T\(hour < 10 ? "0" : "")\(hour):00:00Z"
    }

    private mutating func model() -> String { random.pick(["m1", "m2"]) }
    private mutating func version() -> String { random.pick(["v1", "v2"]) }
    private mutating func subject() -> String { "s-\(Int.random(in: 0..<40, using: &random))" }

    /// Mostly a decision that exists; sometimes one that may come later.
    private mutating func decisionReference() -> String {
        "d-\(Int.random(in: 0..<(decisions + 12), using: &random))"
    }

    private mutating func decision() -> String {
        let id = decisions
        decisions += 1
        let role = random.pick(["live", "live", "live", "shadow", "reference", "replay"])
        var text =
            #"{"type":"decision","id":"d-\#(id)","at":"\#(time())","model":"\#(model())","version":"\#(version())""#
        text += #","role":"\#(role)","subject":"\#(subject())""#
        if random.chance(0.05) {
            text += #","fallback":true"#
        } else {
            text += #","score":\#(Double(Int.random(in: 0...1000, using: &random)) / 1000)"#
        }
        if random.chance(0.6) { text += #","threshold":0.5"# }
        if random.chance(0.8) {
            text +=
                #","segments":{"tier":"\#(random.pick(["gold", "silver"]))","area":"\#(random.pick(["n", "s", "e"]))"}"#
        }
        if random.chance(0.1) { text += #","colour":"unknown to daybook""# }
        return text + "}"
    }

    private mutating func label() -> String {
        random.pick([
            "true", "false", "true", "false", #""won""#, #""lost""#, #""test-account""#, #""who-knows""#, "1",
            "2.5",
        ])
    }

    private mutating func outcome() -> String {
        let id = outcomes
        outcomes += 1
        var text = #"{"type":"outcome","id":"o-\#(id)","at":"\#(time())""#
        if random.chance(0.7) {
            text += #","decision":"\#(decisionReference())""#
        } else {
            text += #","subject":"\#(subject())""#
            if random.chance(0.5) { text += #","model":"\#(model())""# }
        }
        return text + #","label":\#(label()),"by":"\#(random.pick(["crm", "desk"]))"}"#
    }

    private mutating func withdrawal() -> String {
        others += 1
        let outcome = Int.random(in: 0..<(outcomes + 6), using: &random)
        return
            #"{"type":"outcome_withdrawn","id":"w-\#(others)","at":"\#(time())","outcome":"o-\#(outcome)","by":"desk"}"#
    }

    private mutating func contract() -> String {
        others += 1
        var text =
            #"{"type":"contract","id":"c-\#(others)","at":"\#(time())","model":"\#(model())","version":"\#(version())""#
        text += #","score":{"min":0,"max":1,"kind":"probability"},"features":{}"#
        text += #","labels":{"positive":["won",1],"negative":["lost"],"excluded":["test-account"]}"#
        if random.chance(0.5) { text += #","outcome_window":"\#(random.pick(["1d", "10d", "30d"]))""# }
        if random.chance(0.3) { text += #","outcome_roles":["live"]"# }
        return text + "}"
    }

    private mutating func policy() -> String {
        others += 1
        return
            #"{"type":"policy","id":"p-\#(others)","at":"\#(time())","model":"\#(model())","threshold":0.4,"by":"ops"}"#
    }

    private mutating func deployment() -> String {
        others += 1
        return
            #"{"type":"deployment","id":"y-\#(others)","at":"\#(time())","model":"\#(model())","version":"\#(version())","by":"ci"}"#
    }

    private mutating func review() -> String {
        others += 1
        return
            #"{"type":"review","id":"r-\#(others)","at":"\#(time())","decision":"\#(decisionReference())","by":"ann","verdict":"accept","reason":"looks right"}"#
    }

    /// A pin of a question, with a model or without.
    private mutating func pin() -> String {
        others += 1
        let model = random.chance(0.5) ? #""model":"\#(model())","# : ""
        return
            #"{"type":"pin","id":"n-\#(others)","at":"\#(time())",\#(model)"query":"models","parameters":{},"#
            + #""position":0,"digest":"\#(String(repeating: "0", count: 64))","by":"ann"}"#
    }
}
