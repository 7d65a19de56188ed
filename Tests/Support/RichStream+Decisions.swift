import Model

extension RichStream {
    mutating func decision() -> String {
        let id = identifier("d")
        let role = random.pick([
            "live", "live", "live", "live", "shadow", "shadow", "replay", "reference",
        ])
        var pieces = [
            #""model":\#(Self.text(model()))"#, #""version":\#(Self.text(version()))"#,
            #""subject":\#(Self.text(subject()))"#,
        ]
        if role != "live" || random.chance(0.3) { pieces.append(#""role":"\#(role)""#) }
        if random.chance(0.08) {
            pieces.append(#""fallback":\#(random.pick(["true", #""timeout""#]))"#)
            if random.chance(0.3) { pieces.append(#""score":\#(score())"#) }
        } else {
            pieces.append(#""score":\#(score())"#)
            if random.chance(0.05) { pieces.append(#""fallback":false"#) }
        }
        if random.chance(0.4) { pieces.append(#""threshold":\#(random.pick(["0.5", "0.4", "0.7", "-1"]))"#) }
        if let segments = segments() { pieces.append(#""segments":{\#(segments)}"#) }
        if random.chance(role == "shadow" || role == "replay" ? 0.5 : 0.05) {
            pieces.append(#""of":\#(Self.text(reference(decisions, "d")))"#)
        }
        if random.chance(role == "replay" ? 0.7 : 0.05) {
            pieces.append(#""replay_set":\#(Self.text(random.pick(sets + ["no-such-set"])))"#)
        }
        pieces += inputs() + others()
        decisions.append(id)
        let at = time()
        let text = head("decision", id, at: at)
        return closed(text + "," + pieces.shuffled(using: &random).joined(separator: ","))
    }

    private mutating func segments() -> String? {
        guard random.chance(0.85) else { return nil }
        var segments: [String] = []
        if random.chance(0.9) { segments.append(#""tier":"\#(random.pick(["gold", "silver"]))""#) }
        if random.chance(0.6) { segments.append(#""area":"\#(random.pick(["n", "s", "e"]))""#) }
        if flavour == .extreme, random.chance(0.5) {
            segments.append(
                random.pick([
                    #""\u00e9":"e\u0301""#, #""e\u0301":"\u00e9""#, #""\u00e9":"\u00e9""#, #""a,b":"c=d\\e""#,
                ]))
        }
        return segments.shuffled(using: &random).joined(separator: ",")
    }

    /// Features whose type changes from one decision to the next, with what belongs to them.
    private mutating func inputs() -> [String] {
        guard random.chance(0.5) else { return [] }
        let value = [
            "1", "1.50", "-0", #""text""#, "true", "null", #""""#, "1e-7", #""\u00e9""#, #""e\u0301""#,
            #""5""#, "5", #""true""#, "false", #"" 7""#,
        ]
        let names = ["age", "income", "tier", #"\u00e9"#, #"e\u0301"#].filter { _ in random.chance(0.6) }
        var pieces = [
            #""features" : {\#(names.map { #""\#($0)":\#(random.pick(value))"# }.joined(separator: ", "))}"#
        ]
        if random.chance(0.3) {
            pieces.append(
                #""feature_times":{"age":"\#(time())","late":"\#(time())"}"#)
        }
        if random.chance(0.3) { pieces.append(#""contributions":{"income":0.25,"late":-1e-9,"bias":3}"#) }
        if random.chance(0.3) { pieces.append(#""context":{"library":"x 1.2","prompt":"{\"a\":[1]}"}"#) }
        return pieces
    }

    private mutating func others() -> [String] {
        [
            #""prediction":\#(random.pick([#""yes""#, "3.5"]))"#,
            #""action":"\#(random.pick(["call", "wait"]))""#,
            #""confidence":\#(random.pick(["0", "1", "0.5"]))"#,
            #""interval":[\#(random.pick(["0.1", "-1"])),0.9]"#,
            #""value":-12.5"#, #""variant":"B""#, #""route":"default""#, #""group":"g-1""#,
            #""latency_ms":\#(random.pick(["0", "12.5", "1e6"]))"#,
        ].filter { _ in random.chance(0.12) }
    }

    mutating func outcome() -> String {
        let id = identifier("o")
        var text = head("outcome", id, at: time())
        if random.chance(0.65) {
            text += #","decision":\#(Self.text(reference(decisions, "d")))"#
        } else {
            text += #","subject":\#(Self.text(subject()))"#
            if random.chance(0.5) { text += #","model":\#(Self.text(model()))"# }
        }
        text += #","label":\#(label()),"by":\#(Self.text(random.pick(Self.labellers)))"#
        if random.chance(0.2) { text += #","value":\#(random.pick(["0", "99.95", "-1e6"]))"# }
        if random.chance(0.1) { text += #","surprise":true,"reason":"","definition":"d2""# }
        outcomes.append(id)
        return closed(text)
    }

    // Months of live decisions, of which some groups lose their labels.

    /// Decisions lie in 40 weeks, most of them in the last ten.
    mutating func calmDecision() -> String {
        let id = identifier("d")
        let back =
            random.chance(0.8)
            ? Double.random(in: 0..<63, using: &random) : Double.random(in: 0..<280, using: &random)
        let at = Timestamp(microseconds: Self.start - Int64(back * Double(Self.day)))
        let version = random.pick(["v1", "v1", "v2"])
        var segments = [
            #""tier":"\#(random.pick(["gold", "silver"]))""#, #""area":"\#(random.pick(["n", "s", "e"]))""#,
        ]
        if flavour == .wide {
            segments.append(
                #""street":"x\#(Int.random(in: 0..<Int(random.pick([40, 60, 80])), using: &random))""#)
        }
        decisions.append(id)
        waiting.append(
            Waiting(
                id: id, at: at, version: version, isGold: segments[0].contains("gold"), daysAgo: back))
        var text = head("decision", id, at: at.text)
        text += #","model":"\#(random.chance(0.95) ? "m1" : "m2")","version":"\#(version)""#
        text += #","subject":\#(Self.text(subject())),"score":\#(score())"#
        text += #","segments":{\#(segments.joined(separator: ","))}"#
        return closed(text)
    }

    /// A live decision that has had no outcome yet.
    struct Waiting: Sendable {
        let id: String
        let at: Timestamp
        let version: String
        let isGold: Bool
        let daysAgo: Double
    }

    /// Labels come within days; from some day on one group gets few, or others than before.
    mutating func calmOutcome() -> String {
        guard !waiting.isEmpty else { return calmDecision() }
        let index = Int.random(in: 0..<waiting.count, using: &random)
        let found = waiting.remove(at: index)
        let plan = trouble
        let isLate = found.daysAgo < Double(plan.days) && found.daysAgo >= Double(plan.until)
        let isHit =
            switch plan.kind {
            case 0: found.isGold
            case 1: found.version == "v2"
            case 2: true
            default: false
            }
        if isLate, isHit, random.chance(0.85) {
            // It waits for ever, or its label comes too late to count.
            guard random.chance(0.5) else { return calmDecision() }
            return calmOutcome(of: found, days: Double.random(in: 20..<60, using: &random), plan)
        }
        return calmOutcome(of: found, days: random.pick([0.5, 1, 2, 2.9, 3, 5, 13.9]), plan)
    }

    private mutating func calmOutcome(of found: Waiting, days: Double, _ plan: Trouble) -> String {
        let id = identifier("o")
        outcomes.append(id)
        let at = Timestamp(microseconds: found.at.microseconds + Int64(days * Double(Self.day)))
        let isShifted = plan.kind == 3 && found.daysAgo < Double(plan.days)
        let label = random.chance(isShifted ? 0.9 : 0.3) ? "true" : "false"
        let by =
            plan.kind == 4 && found.daysAgo < Double(plan.days)
            ? "desk" : random.pick(["crm", "crm", "desk"])
        return closed(
            head("outcome", id, at: at.text)
                + #","decision":\#(Self.text(found.id)),"label":\#(random.chance(0.03) ? #""odd""# : label),"by":"\#(by)""#
        )
    }

    /// Whose labels change, and when.
    struct Trouble: Sendable {
        /// 0 gold, 1 version v2, 2 everybody's; 3 other labels; 4 another labeller; 5 nothing.
        let kind: Int
        let days: Int
        /// Back to what it was when so many days are left.
        let until: Int
    }
}
