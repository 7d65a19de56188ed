import Model
import TestSupport
import Wire

/// One question with its parameters.
struct PlainModelQuestion: CustomStringConvertible {
    let name: String
    /// Those of the path among them.
    let items: [(name: String, value: String)]

    private var specification: QuerySpecification? { QuerySpecifications.named(name) }

    /// As it stands in a request, percent-encoded, without the query.
    var path: String {
        let inPath = items.filter { specification?.parameter($0.name)?.inPath == true }
        return specification?.target(inPath) ?? "/v1/\(name)"
    }

    var query: [(name: String, value: String)] {
        items.filter { specification?.parameter($0.name)?.inPath != true }
    }

    var description: String {
        ([name] + items.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
    }
}

/// Draws questions from the specifications: every parameter, and values that fit what the ledger holds.
struct PlainModelDraw {
    var random: SeededGenerator
    let flavour: RichStream.Flavour
    private let entries: [PlainBook.Entry]
    /// Parameters that nothing is known to draw for: a fault of the test.
    private(set) var unknown: [String] = []

    init(_ random: SeededGenerator, _ flavour: RichStream.Flavour, _ book: PlainBook) {
        self.random = random
        self.flavour = flavour
        entries = book.entries
    }

    /// How often a question is asked; a new one is asked too.
    private static let weights: [RichStream.Flavour: [String: Int]] = [
        .mixed: usual, .extreme: usual,
        .decaying: ["audit": 20, "feedback": 6, "replay-candidates": 3, "status": 0, "integrity": 0],
        .wide: ["audit": 20, "feedback": 6, "distribution": 4, "status": 0, "integrity": 0],
    ]
    private static let usual = [
        "decision": 6, "subject": 4, "distribution": 8, "feedback": 10, "replay-set": 4,
        "replay-candidates": 6, "audit": 5, "events": 3, "replay-export": 3,
    ]

    mutating func question() -> PlainModelQuestion {
        let weights = Self.weights[flavour] ?? [:]
        let names = QuerySpecifications.all.filter { !PlainModelTests.comparisons.contains($0.name) }.flatMap
        {
            [String](repeating: $0.name, count: weights[$0.name] ?? 1)
        }
        let name = random.pick(names)
        guard let specification = QuerySpecifications.named(name) else {
            return PlainModelQuestion(name: name, items: [])
        }
        var items: [(name: String, value: String)] = []
        for parameter in specification.parameters {
            let isWanted = parameter.isRequired || random.chance(share(of: parameter))
            guard isWanted else { continue }
            if specification.exclusive.contains(parameter.name), !random.chance(0.03),
                items.contains(where: { specification.exclusive.contains($0.name) })
            {
                continue
            }
            items += values(of: parameter, name).map { (parameter.name, $0) }
        }
        // One bound without the other is only an error.
        for (one, other) in [("low", "high"), ("high", "low")] where specification.parameter(other) != nil {
            if items.contains(where: { $0.name == one }), !items.contains(where: { $0.name == other }),
                random.chance(0.9)
            {
                items.append((other, one == "low" ? "2" : "-1"))
            }
        }
        return PlainModelQuestion(name: name, items: items)
    }

    private func share(of parameter: ParameterSpecification) -> Double {
        switch parameter.kind {
        case .asOf: 0.4
        case .instant: 0.35
        case .day, .week: 0.45
        case .number: 0.25
        case .segment: 0.15
        case .filter: 0.3
        case .time: 0.2
        default: 0.45
        }
    }

    private mutating func values(of parameter: ParameterSpecification, _ question: String) -> [String] {
        guard parameter.isList else { return [value(of: parameter, question)] }
        switch parameter.kind {
        case .filter:
            var conditions = PlainModelConditions(random: random)
            let texts = (0..<random.pick([1, 1, 2])).map { _ in conditions.text() }
            random = conditions.random
            return texts
        case .grouping(let choices): return groupings(choices)
        default: break
        }
        let texts = (0..<random.pick([1, 1, 1, 2, 3])).map { _ in
            Self.escaped(value(of: parameter, question))
        }
        return random.chance(0.5) ? texts : [texts.joined(separator: ",")]
    }

    /// One, or some that differ, one within the other.
    private mutating func groupings(_ choices: [String]) -> [String] {
        let named = [
            "segment:tier", "segment:area", "segment:\u{e9}", "segment:e\u{301}", "segment:a,b",
            "feature:age", "feature:income", "feature:\u{e9}", "feature:never",
        ]
        if random.chance(0.5) { return [Self.escaped(random.pick(choices + named))] }
        let some = (choices.filter { $0 != "none" } + named).shuffled(using: &random)
        let texts = some.prefix(random.pick([2, 2, 3, 4])).map(Self.escaped)
        return random.chance(0.5) ? texts : [texts.joined(separator: ",")]
    }

    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "," || scalar == "\\" { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    private mutating func value(of parameter: ParameterSpecification, _ question: String) -> String {
        switch parameter.kind {
        case .identifier: identifier(parameter.name, question)
        case .integer(let range): integer(parameter.name, range)
        case .number(let range):
            range.upperBound == 1
                ? random.pick(["0", "1", "0.5", "0.05", "0.999", "1e-3", "0.30000000000000004"])
                : random.pick(["0", "1", "-1", "0.25", "0.5", "2.5", "100", "-1e300", "1e300", "0.1"])
        case .flag: random.pick(["true", "false"])
        case .choice(let choices): random.pick(choices)
        case .time: random.chance(0.4) ? span() : instant()
        case .instant: instant()
        case .asOf: asOf()
        case .span: span()
        case .spanOr(let word): random.chance(0.3) ? word : span()
        case .segment:
            random.pick([
                "tier=gold", "tier=silver", "area=n", "area=s", "\u{e9}=e\u{301}", "e\u{301}=\u{e9}",
                "a,b=c=d\\e", "street=x1", "nothing=x",
            ])
        case .segmentNumber, .grouping, .filter, .selection, .against: ""
        case .day: String(time().text.utf8.prefix(10)) ?? "2026-01-05"
        case .week: CalendarUnit.week.label(of: time())
        }
    }

    private mutating func identifier(_ name: String, _ question: String) -> String {
        let known: [String]
        switch (question, name) {
        case ("decision", "id"): known = entries.filter { $0.event.type == .decision }.map(\.event.id.text)
        case ("subject", "id"): known = entries.compactMap { Self.subject(of: $0.event) }
        case (_, "model"):
            known = flavour == .extreme ? RichStream.models : ["m1", "m1", "m2"]
        case (_, "version"):
            known = flavour == .extreme ? RichStream.versions : ["v1", "v2"]
        case (_, "name"): known = entries.filter { $0.event.type == .replaySet }.map(\.event.id.text)
        default:
            unknown.append("\(name) of \(question)")
            known = []
        }
        guard !known.isEmpty, !random.chance(0.04) else { return "nobody" }
        return random.pick(known)
    }

    private static func subject(of event: Event) -> String? {
        switch event.body {
        case .decision(let decision): return decision.subject.text
        case .outcome(let outcome):
            if case .subject(let subject, _) = outcome.target { return subject.text }
            return nil
        default: return nil
        }
    }

    private mutating func integer(_ name: String, _ range: ClosedRange<Int64>) -> String {
        let value: Int64 =
            switch name {
            case "after": Int64(Int.random(in: 0...(entries.count + 2), using: &random))
            case "limit": random.pick([1, 2, 5, 10, 100, 1_000])
            case "size": random.pick([1, 2, 3, 7, 20, 200])
            case "seed": random.pick([0, 1, 2, 77, range.upperBound])
            case "bins": random.pick([1, 2, 3, 10, 20, 37])
            default: Int64.random(in: range, using: &random)
            }
        return "\(min(max(value, range.lowerBound), range.upperBound))"
    }

    /// Mostly a time of an event or a microsecond beside one.
    private mutating func time() -> Timestamp {
        guard !entries.isEmpty, random.chance(0.75) else {
            let day = Int64.random(in: -60...90, using: &random)
            return Timestamp(microseconds: RichStream.start + day * 86_400_000_000)
        }
        let entry = random.pick(entries)
        let time = random.chance(0.8) ? entry.event.at : entry.recorded
        let odd: Int64 = random.pick([0, 0, 0, 1, -1, 86_400_000_000])
        // Times lie in the years that a question may name.
        return Timestamp(microseconds: min(max(time.microseconds + odd, 0), 253_402_300_799_999_999))
    }

    private mutating func instant() -> String {
        let text = time().text
        return random.chance(0.3) ? String(text.utf8.prefix(10)) ?? text : text
    }

    private mutating func asOf() -> String {
        if random.chance(0.3) {
            guard !entries.isEmpty, random.chance(0.8) else { return instant() }
            let odd: Int64 = random.pick([0, 0, 1, -1])
            return Timestamp(microseconds: max(random.pick(entries).recorded.microseconds + odd, 0)).text
        }
        let past = entries.count + (random.chance(0.03) ? 1 : 0)
        return "\(Int.random(in: 0...past, using: &random))"
    }

    private mutating func span() -> String {
        random.pick([
            "0s", "1s", "1h", "6h", "1d", "36h", "3d", "7d", "2w", "14d", "30d", "400d", "90m", "100000d",
        ])
    }
}
