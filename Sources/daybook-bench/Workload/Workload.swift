/// A seeded, endless sequence of realistic events: decisions of about 450 bytes with 15 features, by four
/// versions of one model, and late outcomes for random decisions before them, 3 for every 10.
///
/// Event `n` is a function of the seed, `n` and the pace alone, so the same seed gives the same bytes, any
/// part can be made on any thread, and nothing has to be held. Cost: about half a microsecond an event.
struct Workload: Sendable {
    static let model = "lead-score"
    static let versions = 4
    /// Days that the planned decisions are spread over; later ones go on at the same pace.
    static let days = 96

    let seed: UInt64
    /// Decisions that the days are spread over.
    let planned: Int
    private let subjects: Int
    private let calendar = WorkloadCalendar()
    private let words = WorkloadWords()

    /// - Parameter planned: decisions that are spread over `days` days, at least 1.
    init(seed: UInt64, planned: Int) {
        self.seed = seed
        self.planned = max(1, planned)
        subjects = max(100, planned / 4)
    }

    /// The id of a decision by its number.
    static func decisionID(_ number: Int) -> String { "d-\(number)" }

    /// Writes the lines of some events, each with its LF.
    func write(_ events: Range<Int>, to writer: inout LineWriter) {
        for event in events {
            var random = SplitMix(state: seed &+ UInt64(truncatingIfNeeded: event) &* 0xd134_2543_de82_ef95)
            let decisions = EventPlan.decisions(inFirst: event)
            if EventPlan.isOutcome(event) {
                writer.add { outcome(event - decisions, older: decisions, &random, &$0) }
            } else {
                writer.add { decision(decisions, &random, &$0) }
            }
        }
    }

    /// The line of one event, with its LF.
    func line(_ event: Int) -> [UInt8] {
        var writer = LineWriter(capacity: 512)
        write(event..<event + 1, to: &writer)
        return writer.bytes
    }

    /// Milliseconds from the first day to a decision.
    private func time(_ decision: Int) -> Int {
        let pace = Double(Self.days * WorkloadCalendar.millisecondsOfDay) / Double(planned)
        return Int(Double(decision) * pace)
    }

    private func decision(_ number: Int, _ random: inout SplitMix, _ line: inout LinePen) {
        let version = random.below(Self.versions)
        // Low scores are more common than high ones; each version has a shape of its own.
        let first = random.below(1_000_000)
        let second = random.below(1_000_000)
        let score = version % 2 == 0 ? first * second / 1_000_000 : (first + second * version) / (version + 1)
        line.text(words.decision)
        line.number(number)
        line.text(words.at)
        calendar.write(time(number), to: &line)
        line.text(words.version)
        line.number(version + 1)
        line.text(words.subject)
        line.number(random.below(subjects))
        line.text(words.score)
        line.decimal(score, decimals: 6)
        line.text(words.threshold)
        line.byte(version < 2 ? UInt8(ascii: "6") : UInt8(ascii: "5"))
        line.text(score >= (version < 2 ? 600_000 : 500_000) ? words.call : words.skip)
        line.text(words.tiers[random.below(words.tiers.count)])
        line.text(words.regions[random.below(words.regions.count)])
        for feature in words.numbers {
            line.text(feature.name)
            if feature.missingOf100 > 0, random.below(100) < feature.missingOf100 {
                line.text(words.null)
            } else if feature.decimals > 0 {
                line.decimal(random.below(feature.bound), decimals: feature.decimals)
            } else {
                line.number(random.below(feature.bound))
            }
        }
        line.text(words.sources[random.below(words.sources.count)])
        line.text(words.countries[random.below(words.countries.count)])
        line.text(random.below(3) == 0 ? words.known : words.unknown)
    }

    private func outcome(
        _ number: Int, older: Int, _ random: inout SplitMix, _ line: inout LinePen
    ) {
        line.text(words.outcome)
        line.number(number)
        line.text(words.at)
        calendar.write(time(older), to: &line)
        line.text(words.decisionOf)
        line.number(random.below(older))
        line.text(random.below(10) == 0 ? words.positive : words.negative)
    }
}
