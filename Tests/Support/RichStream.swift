import JSON
import Model

/// Seeded streams with everything that events may say, in every order: more than `EventStream`, which the
/// projections' own tests are happy with.
package struct RichStream {
    /// What a stream is rich in.
    package enum Flavour: String, CaseIterable, Sendable {
        /// Some of everything, in any order.
        case mixed
        /// Texts that differ little, extreme numbers and times.
        case extreme
        /// Live decisions and their labels over months, of which some groups stop to get them.
        case decaying
        /// As `decaying`, with segments of many values.
        case wide
    }

    package let flavour: Flavour
    var random: SeededGenerator
    /// The stream so far, which replay sets are frozen from.
    private(set) package var book = PlainBook()
    var decisions: [String] = []
    var outcomes: [String] = []
    var sets: [String] = []
    var waiting: [Waiting] = []
    let trouble: Trouble
    private var serial = 0
    private var unpaired: [String: Int] = [:]

    package init(seed: UInt64, _ flavour: Flavour) {
        random = SeededGenerator(seed: seed)
        self.flavour = flavour
        let (days, until) = random.pick([(14, 0), (24, 0), (30, 0), (45, 0), (33, 11), (38, 17)])
        trouble = Trouble(kind: random.pick([0, 0, 1, 2, 2, 3, 4, 5]), days: days, until: until)
    }

    /// Lines of that many events. Ids are fresh; what they refer to may exist, come later, or never.
    /// - Throws: a `Refusal` when a line is no event, which is a fault of the stream.
    package mutating func take(_ count: Int) throws -> [String] {
        var lines: [String] = []
        while lines.count < count {
            let line = next()
            try book.append(line, wallClock: Timestamp(microseconds: Self.start + 20 * Self.day))
            lines.append(line)
        }
        return lines
    }

    private var isCalm: Bool { flavour == .decaying || flavour == .wide }

    private mutating func next() -> String {
        if isCalm {
            return switch Int.random(in: 0..<200, using: &random) {
            case 0..<112: calmDecision()
            case 112..<194: calmOutcome()
            case 194: withdrawal()
            case 195: contract()
            case 196: policy()
            default: outcome()
            }
        }
        return switch Int.random(in: 0..<100, using: &random) {
        case 0..<46: decision()
        case 46..<76: outcome()
        case 76..<83: withdrawal()
        case 83..<88: contract()
        case 88..<91: policy()
        case 91..<92: sets.count % 2 == 0 ? deployment() : pin()
        case 92..<96: review()
        default: replaySet()
        }
    }

    // Names and times.

    mutating func serialNumber() -> Int {
        serial += 1
        return serial
    }

    /// A fresh id; some are hard to carry about.
    mutating func identifier(_ letter: String) -> String {
        let number = serialNumber()
        guard !isCalm, random.chance(flavour == .extreme ? 0.4 : 0.08) else { return "\(letter)-\(number)" }
        return switch Int.random(in: 0..<8, using: &random) {
        case 0: "\(letter)/\(number)"
        case 1: "\(letter) \(number)%2F?&=+"
        case 2: "\(letter)\"\(number)\\"
        case 3: "\(letter),\(number)"
        case 4: "\(letter)\u{1F4D3}\(number)"
        case 5: "\(letter)-\(number)-" + String(repeating: "x", count: 190 - "\(number)".count)
        default: normalForm(letter, number)
        }
    }

    /// Ids in pairs that differ in normal form only.
    private mutating func normalForm(_ letter: String, _ number: Int) -> String {
        if let first = unpaired.removeValue(forKey: letter) { return "\(letter)e\u{301}\(first)" }
        unpaired[letter] = number
        return "\(letter)\u{e9}\(number)"
    }

    /// Words of which two differ in normal form only.
    package static let models = ["m1", "m2", "caf\u{e9}", "cafe\u{301}"]
    package static let versions = ["v1", "v2", "v,3", "\u{e9}"]
    static let labellers = ["crm", "desk", "ann", "\u{e9}", "e\u{301}"]
    static let subjectCount = 24

    mutating func model() -> String {
        flavour == .mixed || isCalm ? random.pick(["m1", "m1", "m1", "m2"]) : random.pick(Self.models)
    }

    mutating func version() -> String {
        flavour == .mixed ? random.pick(["v1", "v1", "v2"]) : random.pick(Self.versions)
    }

    mutating func subject() -> String {
        let number = Int.random(in: 0..<Self.subjectCount, using: &random)
        // A few subjects have most of the decisions.
        if random.chance(0.4) { return "s-\(number % 3)" }
        if flavour == .extreme, number < 8 { return number % 2 == 0 ? "s\u{e9}" : "se\u{301}" }
        return "s-\(number)"
    }

    /// Few instants, so that equal times are common; not in order.
    mutating func time() -> String {
        if flavour == .extreme, random.chance(0.04) {
            return random.pick([
                "1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "2026-01-01T00:00:00Z",
                "2025-12-31T23:59:59.999999Z", "2026-01-12T01:00:00.5+01:30", "2026-02-01t00:00:00z",
            ])
        }
        let day = Int.random(in: 0..<75, using: &random)
        let hour = Int64(random.pick([0, 0, 6, 12])) * 3_600_000_000
        let odd: Int64 = random.chance(0.1) ? random.pick([1, -1, 500_000]) : 0
        return Timestamp(microseconds: Self.start + Int64(day) * Self.day + hour + odd).text
    }

    static let day: Int64 = 86_400_000_000
    /// 2026-01-01, a Thursday.
    package static let start: Int64 = 1_767_225_600_000_000

    /// Mostly one that exists; sometimes one that may come later, or never.
    mutating func reference(_ known: [String], _ letter: String) -> String {
        guard !known.isEmpty, !random.chance(0.12) else {
            return "\(letter)-\(serial + Int.random(in: 1...20, using: &random))"
        }
        return random.pick(known)
    }

    static func text(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" || scalar == "\\" { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// `"type":...,"id":...,"at":...`, in any order: which comes first means nothing.
    mutating func head(_ type: String, _ id: String, at: String) -> String {
        let pieces = [#""type":"\#(type)""#, #""id":\#(Self.text(id))"#, #""at":"\#(at)""#]
        return pieces.shuffled(using: &random).joined(separator: ",")
    }

    /// The event with perhaps a member that nobody knows.
    mutating func closed(_ text: String) -> String {
        guard random.chance(isCalm ? 0.01 : 0.12) else { return "{\(text)}" }
        let more = random.pick([
            #""colour":"red""#, #""colour":null"#, #""x/y~z":{"deep":[1,2,{"a":"}"}]}"#, #""\u00e9":1"#,
            #""e\u0301":1,"\u00e9":2"#, #" "spaced" : [ 1 , 2 ] "#,
        ])
        return random.chance(0.5) ? "{\(text),\(more)}" : "{\(more),\(text)}"
    }

    // Events that stand by themselves.

    private mutating func withdrawal() -> String {
        let id = identifier("w")
        let outcome = reference(outcomes, "o")
        return closed(
            head("outcome_withdrawn", id, at: time())
                + #","outcome":\#(Self.text(outcome)),"by":\#(Self.text(random.pick(Self.labellers)))"#
                + (random.chance(0.2) ? #","reason":"mistyped""# : ""))
    }

    private mutating func deployment() -> String {
        closed(
            head("deployment", identifier("y"), at: time())
                + #","model":\#(Self.text(model())),"version":\#(Self.text(version())),"by":"ci""#
                + (random.chance(0.5) ? #","training_cut":"2025-12-01T00:00:00Z","replaces":"v0""# : ""))
    }

    private mutating func pin() -> String {
        let model = random.chance(0.5) ? #","model":\#(Self.text(model()))"# : ""
        return closed(
            head("pin", identifier("n"), at: time()) + model
                + #","query":"feedback","parameters":{"by":["day","version"],"where":"score > 0.5"},"#
                + #""position":\#(book.entries.count),"digest":"\#(String(repeating: "5", count: 64))","by":"ann""#
        )
    }

    private mutating func review() -> String {
        let target =
            random.chance(0.8)
            ? #""decision":\#(Self.text(reference(decisions, "d")))"#
            : #""model":\#(Self.text(model())),"version":\#(Self.text(version()))"#
        let verdict = random.pick(["route", "disqualify", "rescore", "accept", "override"])
        return closed(
            head("review", identifier("r"), at: time())
                + #",\#(target),"by":"ann","verdict":"\#(verdict)","reason":"looks right""#
                + (random.chance(0.3) ? #","tags":["a","a,b"],"note":"","score":0.25"# : ""))
    }

    /// A set frozen from what is known, sometimes with a wrong digest or members that are not there.
    private mutating func replaySet() -> String {
        let model = model()
        var items = [("model", model), ("size", "\(Int.random(in: 1...6, using: &random))")]
        if random.chance(0.4) { items.append(("seed", "\(Int.random(in: 1...9, using: &random))")) }
        if random.chance(0.4) { items.append(("stratify", "label")) }
        if random.chance(0.4) { items.append(("role", "live,shadow,reference")) }
        if random.chance(0.3) { items.append(("labels_by", "2026-02-15T00:00:00Z")) }
        if random.chance(0.3), !book.entries.isEmpty {
            items.append(("as_of", "\(Int.random(in: 1...book.entries.count, using: &random))"))
        }
        let journal = PlainBook.Journal(
            identity: "", created: Timestamp(microseconds: 0), digests: [], genesis: "")
        let answer = book.answer(
            "replay-candidates", items.map { (name: $0.0, value: $0.1) }, journal: journal)
        guard case .document(let document) = answer,
            var event = document["facts"]?["candidates"]?["event"]?.json.members,
            event.first(where: { $0.name == "members" })?.value.elements?.isEmpty == false
        else { return deployment() }
        let id = identifier("set")
        let fault = random.chance(0.25) ? Int.random(in: 0..<4, using: &random) : -1
        for index in event.indices {
            if fault == 0, event[index].name == "digest" {
                event[index].value = .string(String(repeating: "0", count: 64))
            }
            if fault == 1, event[index].name == "members" {
                event[index].value = .array([.string(reference(decisions, "d")), .string("d-nobody")])
            }
            if fault == 2, event[index].name == "criteria" { event[index].value = .object([]) }
            if fault == 3, event[index].name == "criteria" {
                event[index].value = .object([("position", .integer(Int64(random.pick([0, 3, 9_999]))))])
            }
        }
        sets.append(id)
        let members = event.filter { $0.name != "type" }.map { "\(Self.text($0.name)):\($0.value.text)" }
        return closed(head("replay_set", id, at: time()) + "," + members.joined(separator: ","))
    }
}
