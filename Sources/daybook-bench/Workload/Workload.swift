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
                outcome(event - decisions, older: decisions, &random, &writer)
            } else {
                decision(decisions, &random, &writer)
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

    private func decision(_ number: Int, _ random: inout SplitMix, _ writer: inout LineWriter) {
        let version = random.below(Self.versions)
        // Low scores are more common than high ones; each version has a shape of its own.
        let first = random.below(1_000_000)
        let second = random.below(1_000_000)
        let score = version % 2 == 0 ? first * second / 1_000_000 : (first + second * version) / (version + 1)
        writer.text(words.decision)
        writer.number(number)
        writer.text(words.at)
        calendar.write(time(number), to: &writer)
        writer.text(words.version)
        writer.number(version + 1)
        writer.text(words.subject)
        writer.number(random.below(subjects))
        writer.text(words.score)
        writer.decimal(score, decimals: 6)
        writer.text(words.threshold)
        writer.byte(version < 2 ? UInt8(ascii: "6") : UInt8(ascii: "5"))
        writer.text(score >= (version < 2 ? 600_000 : 500_000) ? words.call : words.skip)
        writer.text(words.tiers[random.below(words.tiers.count)])
        writer.text(words.regions[random.below(words.regions.count)])
        for feature in words.numbers {
            writer.text(feature.name)
            if feature.missingOf100 > 0, random.below(100) < feature.missingOf100 {
                writer.text(words.null)
            } else if feature.decimals > 0 {
                writer.decimal(random.below(feature.bound), decimals: feature.decimals)
            } else {
                writer.number(random.below(feature.bound))
            }
        }
        writer.text(words.sources[random.below(words.sources.count)])
        writer.text(words.countries[random.below(words.countries.count)])
        writer.text(random.below(3) == 0 ? words.known : words.unknown)
    }

    private func outcome(
        _ number: Int, older: Int, _ random: inout SplitMix, _ writer: inout LineWriter
    ) {
        writer.text(words.outcome)
        writer.number(number)
        writer.text(words.at)
        calendar.write(time(older), to: &writer)
        writer.text(words.decisionOf)
        writer.number(random.below(older))
        writer.text(random.below(10) == 0 ? words.positive : words.negative)
    }
}
