import Model
import Projections
import TestSupport

/// One seeded stream, asked while it grows.
struct PlainModelRun {
    let seed: UInt64
    let flavour: RichStream.Flavour
    private var random: SeededGenerator
    private let lines: [String]
    private let questionCount: Int
    private let isBranched: Bool
    private(set) var asked = 0

    static func flavour(of seed: UInt64) -> RichStream.Flavour {
        switch seed % 8 {
        case 0, 3: .extreme
        case 6: .decaying
        case 7: .wide
        default: .mixed
        }
    }

    /// - Parameters:
    ///   - events: of the stream; nil for as many as its flavour needs.
    ///   - questions: asked in all; nil likewise.
    init(seed: UInt64, events: Int? = nil, questions: Int? = nil) throws {
        self.seed = seed
        flavour = Self.flavour(of: seed)
        random = SeededGenerator(seed: seed ^ 0x5eed)
        var stream = RichStream(seed: seed, flavour)
        let isLong = flavour == .decaying || flavour == .wide
        lines = try stream.take(events ?? (isLong ? 480 : 150))
        questionCount = questions ?? (isLong ? 24 : 48)
        isBranched = seed % 2 == 0
    }

    /// What went wrong, in the fewest events that show it.
    struct Failure: CustomStringConvertible {
        let seed: UInt64
        let question: PlainModelQuestion
        let difference: PlainDifference
        /// Nil when the events alone, without the checkpoints in between, do not show it.
        let events: [String]?

        var description: String {
            let shown = events.map { "\($0.count) events show it:\n" + $0.joined(separator: "\n") }
            return "DAYBOOK_SEED=\(seed) \(question)\n\(difference)\n"
                + (shown
                    ?? "no fewer events are known to show it, with other batches and checkpoints than this seed's")
        }
    }

    /// Appends the stream in batches of any size, with projections that are brought up to date, written down,
    /// opened anew and made anew in between, and asks at three moments.
    mutating func failure() throws -> Failure? {
        let ledger = try PlainModelLedger(options: options(), beside: isBranched ? options() : nil)
        var clock = RichStream.start + 20 * 86_400_000_000
        var at = 0
        for moment in 1...3 {
            let end = lines.count * moment / 3
            while at < end {
                // A large stream is taken in large steps.
                let most = max(60, lines.count / 40)
                let size = min(end - at, Int.random(in: 1...most, using: &random))
                // Sometimes the clock goes back, and many commits share a time.
                clock += Int64(
                    random.pick([0, 1, 3_600_000_000, 86_400_000_000, 500_000_000_000, -7_200_000_000]))
                try ledger.append(
                    Array(lines[at..<(at + size)]), wallClock: Timestamp(microseconds: clock),
                    user: random.pick([0, 0, 1_000, UInt32.max]))
                at += size
                for isBranch in [false, true] where random.chance(0.4) {
                    let upheavals = PlainModelLedger.Upheaval.allCases
                    try ledger.undergo(
                        random.pick(upheavals + [.project, .project, .checkpoint]), onBranch: isBranch)
                }
            }
            var draw = PlainModelDraw(random, flavour, ledger.book)
            _ = random.next()
            for _ in 0..<(questionCount / 3) {
                let question = draw.question()
                asked += 1
                if let failure = try Self.failure(question, ledger, seed) { return failure }
            }
        }
        return nil
    }

    /// Many generations, some, or one; checkpoints in small steps or large ones.
    private mutating func options() -> EngineOptions {
        var options = EngineOptions()
        options.events = random.pick([UInt64(lines.count / 16), UInt64(lines.count / 4), options.events])
        options.transactionBytes = random.pick([1, 20_000, options.transactionBytes])
        options.runs.fanIn = random.pick([2, 3, options.runs.fanIn])
        options.runs.blockPages = random.pick([1, options.runs.blockPages])
        // A snapshot that is always too old is renewed before every chunk.
        options.snapshotMicroseconds = random.pick([0, options.snapshotMicroseconds])
        return options
    }

    private static func failure(
        _ question: PlainModelQuestion, _ ledger: PlainModelLedger, _ seed: UInt64
    ) throws -> Failure? {
        if let difference = try ledger.difference(question), !PlainModelKnown.covers(difference, question) {
            // Of a large stream every try takes long.
            let isLarge = ledger.book.entries.count > 2_000
            let shrunk = isLarge ? nil : try PlainModelShrink(question).smallest(ledger.book.entries)
            return Failure(
                seed: seed, question: question, difference: shrunk?.difference ?? difference,
                events: shrunk?.events)
        }
        guard let other = try ledger.branchAnswer(question) else { return nil }
        let own = try ledger.answer(question)
        guard own != other else { return nil }
        return Failure(
            seed: seed, question: question,
            difference: PlainDifference(
                path: "the same bytes from projections that grew otherwise", expected: "\(own)",
                found: "\(other)"),
            events: nil)
    }
}

/// Differences between the engine and the specification that are known and stand to be mended.
enum PlainModelKnown {
    static func covers(_ difference: PlainDifference, _ question: PlainModelQuestion) -> Bool {
        // Why there is no data is said of the series that are there now, not of those that were known at the
        // position asked about.
        difference.path == "/notes/no_data" && question.items.contains { $0.name == "as_of" }
    }
}

/// Looks for fewer events that show the same question answered wrongly.
struct PlainModelShrink {
    private let question: PlainModelQuestion
    /// How often a ledger is made for it.
    private static let trialsMax = 150

    init(_ question: PlainModelQuestion) { self.question = question }

    /// Nil when all events, each in a commit of its own, do not show it.
    func smallest(
        _ entries: [PlainBook.Entry]
    ) throws -> (events: [String], difference: PlainDifference)? {
        guard var difference = try difference(entries) else { return nil }
        var left = entries
        var size = max(left.count / 2, 1)
        var trials = 0
        while size >= 1, trials < Self.trialsMax {
            var start = 0
            var isSmaller = false
            while start < left.count, trials < Self.trialsMax {
                trials += 1
                let fewer = Array(left[..<start] + left[min(start + size, left.count)...])
                if let found = try self.difference(fewer) {
                    (left, difference, isSmaller) = (fewer, found, true)
                } else {
                    start += size
                }
            }
            if size == 1, !isSmaller { break }
            size = max(size / 2, 1)
        }
        return (left.map { "\($0.wallClock.text) \($0.line)" }, difference)
    }

    private func difference(_ entries: [PlainBook.Entry]) throws -> PlainDifference? {
        let ledger = try PlainModelLedger()
        var start = 0
        while start < entries.count {
            let clock = entries[start].wallClock
            let same = entries[start...].prefix { $0.wallClock == clock && $0.user == entries[start].user }
            try ledger.append(same.map(\.line), wallClock: clock, user: entries[start].user)
            start += same.count
        }
        let found = try ledger.difference(question)
        return found.flatMap { PlainModelKnown.covers($0, question) ? nil : $0 }
    }
}
