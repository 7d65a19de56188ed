import Foundation
import JSON
import Model
import TestSupport
import Testing

/// Plain statistics for oracles: loops over pairs and rows, nothing sorted that need not be.
enum PlainFigures {
    /// The share of pairs that the positive wins, ties half; nil unless both are there.
    static func auc(_ positives: [Double], _ negatives: [Double]) -> Double? {
        guard !positives.isEmpty, !negatives.isEmpty else { return nil }
        var won = 0.0
        for positive in positives {
            for negative in negatives {
                if positive > negative { won += 1 } else if positive == negative { won += 0.5 }
            }
        }
        return won / Double(positives.count * negatives.count)
    }

    static func averagePrecision(_ positives: [Double], _ negatives: [Double]) -> Double? {
        guard !positives.isEmpty else { return nil }
        var sum = 0.0
        for score in positives {
            let hits = Double(positives.count { $0 >= score })
            sum += hits / (hits + Double(negatives.count { $0 >= score }))
        }
        return sum / Double(positives.count)
    }

    static func quantile(_ values: [Double], _ q: Double) -> Double? {
        let sorted = values.sorted()
        guard !sorted.isEmpty else { return nil }
        let place = Double(sorted.count - 1) * q
        let low = Int(place)
        let high = min(low + 1, sorted.count - 1)
        if sorted[low] == sorted[high] { return sorted[low] }
        return sorted[low] + (sorted[high] - sorted[low]) * (place - Double(low))
    }

    static func brier(_ positives: [Double], _ negatives: [Double]) -> Double? {
        let count = positives.count + negatives.count
        guard count > 0, (positives + negatives).allSatisfy({ $0 >= 0 && $0 <= 1 }) else { return nil }
        return (positives.reduce(0) { $0 + ($1 - 1) * ($1 - 1) } + negatives.reduce(0) { $0 + $1 * $1 })
            / Double(count)
    }

    static func calibrationError(_ positives: [Double], _ negatives: [Double]) -> Double? {
        let all = positives.map { ($0, 1.0) } + negatives.map { ($0, 0.0) }
        guard !all.isEmpty, all.allSatisfy({ $0.0 >= 0 && $0.0 <= 1 }) else { return nil }
        var sum = 0.0
        for bin in 0..<10 {
            let inside = all.filter {
                $0.0 >= Double(bin) / 10 && ($0.0 < Double(bin + 1) / 10 || bin == 9)
            }
            let gap = inside.reduce(0) { $0 + $1.0 - $1.1 }
            sum += gap.magnitude
        }
        return sum / Double(all.count)
    }

    /// Compares a figure with what is expected, to 1e-9 of it.
    static func expect(
        _ found: JSONValue?, _ expected: Double?, _ what: @autoclosure () -> String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        guard let expected else {
            #expect(
                found?.isNull == true, "\(what()): \(found?.text ?? "nothing") for none",
                sourceLocation: sourceLocation)
            return
        }
        guard let number = found?.double else {
            Issue.record(
                "\(what()): \(found?.text ?? "nothing") for \(expected)", sourceLocation: sourceLocation)
            return
        }
        let slack = 1e-9 * max(expected.magnitude, 1e-3)
        #expect(
            (number - expected).magnitude <= slack || number == expected,
            "\(what()): \(number) for \(expected)",
            sourceLocation: sourceLocation)
    }
}

/// A seeded stream in a ledger, with the plain book of it.
struct ScoredStream {
    let seed: UInt64
    let ledger: TemporaryLedger
    let book: PlainBook
    var random: SeededGenerator

    /// The recorded time of all events.
    static let recorded = "2026-01-21T00:00:00Z"

    init(seed: UInt64, events: Int? = nil) throws {
        self.seed = seed
        let flavour: RichStream.Flavour = [.mixed, .extreme, .decaying, .mixed][Int(seed % 4)]
        var stream = RichStream(seed: seed, flavour)
        let lines = try stream.take(events ?? (flavour == .decaying ? 400 : 180))
        ledger = try TemporaryLedger()
        try ledger.append(lines, recorded: Self.recorded)
        book = stream.book
        random = SeededGenerator(seed: seed ^ 0xfade)
    }

    /// The decisions of a model in a role, known at the end.
    func decisions(_ model: String, role: Role = .live, labelsBy: String? = nil) throws -> [PlainScored] {
        let bound = try labelsBy.map { try Timestamp(parsing: $0) }
        return book.scored(asOf: Position(book.entries.count), labelsBy: bound).filter {
            $0.decision.model == Identifier(model) && $0.decision.role == role
        }
    }
}
