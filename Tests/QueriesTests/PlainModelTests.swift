import Foundation
import JSON
import Model
import TestSupport
import Testing
import Wire

@testable import Queries

/// Every figure of every question beside the slow plain model, over seeded streams of everything that events
/// may say, in every order, cut into commits anywhere.
///
/// A failure names its seed: `DAYBOOK_SEED=17` runs that stream alone, `DAYBOOK_CASES=1000` runs so many
/// streams.
@Suite("Answers are those of the slow plain model")
struct PlainModelTests {
    /// Streams in a run of the whole suite; each has some 40 questions.
    private static let streams = 120

    private static let cases = ProcessInfo.processInfo.environment["DAYBOOK_CASES"].flatMap { UInt64($0) }

    static let seedsOfStreams = seeds(Array(1...max(cases ?? UInt64(streams), 1)))

    @Test("in every figure, at every moment, however events were batched", arguments: seedsOfStreams)
    func figures(seed: UInt64) throws {
        var run = try PlainModelRun(seed: seed)
        if let failure = try run.failure() { Issue.record("\(failure)") }
    }

    /// The rows of a chunk are fixed, so only a large stream has a series of more than one. Takes minutes.
    @Test(
        "in every figure, where a series has more than one chunk",
        .enabled(if: (cases ?? 0) >= 1_000, "runs where DAYBOOK_CASES is 1000 or more"))
    func large() throws {
        var run = try PlainModelRun(seed: 6, events: 195_000, questions: 24)
        if let failure = try run.failure() { Issue.record("\(failure)") }
    }

    /// Questions that compare, or hold scores against labels, have oracles of their own.
    static let comparisons: Set<String> = [
        "compare", "drift", "slices", "parity", "leakage", "performance", "calibrate", "whatif", "confidence",
        "selection", "concept",
        "contract-violations", "contract", "contract-diff", "policy",
        "shadow", "replay-diff", "pins", "pin", "pin-check", "labels", "workflow", "diagnosis",
        "detection", "update-report", "starter-report", "promotion",
    ]

    @Test("the plain model knows every question and parameter that the specifications list")
    func complete() {
        func kind(_ parameter: ParameterSpecification) -> String {
            switch parameter.kind {
            case .identifier: "identifier"
            case .integer(let range): "integer \(range.lowerBound)...\(range.upperBound)"
            case .number(let range): range.upperBound == 1 ? "number 0...1" : "number"
            case .flag: "flag"
            case .choice(let choices): "choice \(choices.joined(separator: ","))"
            case .time: "time"
            case .instant: "instant"
            case .asOf: "as of"
            case .span: "span"
            case .spanOr(let word): "span or \(word)"
            case .segment: "segment"
            case .segmentNumber: "segment number"
            case .grouping(let choices): "grouping \(choices.joined(separator: ","))"
            case .filter: "filter"
            case .day: "day"
            case .week: "week"
            case .selection: "selection"
            case .against: "against"
            }
        }
        func line(_ name: String, _ kind: String, _ isList: Bool, _ text: String?, _ words: String?) -> String
        {
            "\(name), \(kind), \(isList ? "list" : "one"), default \(text ?? "none"), absent \(words ?? "never")"
        }
        let specifications = QuerySpecifications.all.filter { !Self.comparisons.contains($0.name) }
        #expect(PlainQuestion.all.map(\.name) == specifications.map(\.name))
        for specification in specifications {
            let known = PlainQuestion.named(specification.name)?.parameters.map {
                line($0.name, $0.kind, $0.isList, $0.text, $0.words)
            }
            let listed = specification.parameters.map { parameter in
                var (text, words): (String?, String?)
                if case .text(let given) = parameter.whenAbsent { text = given }
                if case .absent(let given) = parameter.whenAbsent { words = given }
                return line(parameter.name, kind(parameter), parameter.isList, text, words)
            }
            #expect(known == listed, "the plain model has to predict \(specification.name) as it is now")
        }
    }

    @Test("random questions give every parameter a value that it takes")
    func draws() throws {
        for flavour in RichStream.Flavour.allCases {
            var stream = RichStream(seed: 5, flavour)
            _ = try stream.take(120)
            var draw = PlainModelDraw(SeededGenerator(seed: 6), flavour, stream.book)
            var given: Set<String> = []
            for _ in 0..<1_500 {
                let question = draw.question()
                for item in question.items { given.insert("\(question.name) \(item.name)") }
                if let specification = QuerySpecifications.named(question.name) {
                    do {
                        _ = try QueryArguments(specification, question.items)
                    } catch {
                        #expect(
                            specification.exclusive.contains(error.parameter ?? ""), "\(question): \(error)")
                    }
                }
            }
            #expect(draw.unknown.isEmpty, "nothing to draw for \(draw.unknown)")
            let all = QuerySpecifications.all.filter { !Self.comparisons.contains($0.name) }.flatMap {
                specification in
                specification.parameters.map { "\(specification.name) \($0.name)" }
            }
            #expect(Set(all).subtracting(given).isEmpty)
        }
    }

    /// What answers say in some words, each of which takes another path to be said.
    private static let words = [
        "feedback-decay", "feedback-recovered", "base-rate-shift", "overdue-labels", "unmapped-labels",
        "unmatched-outcomes", "no-decisions", "no-feedback-decay", "replay-set-digest",
        "replay-set-unknown-members", "threshold-disagreement", "\"reason\":\"of\"",
        "\"reason\":\"names it\"", "\"reason\":\"replay_set\"", "\"reason\":\"nearest\"",
        "\"class\":\"positive\"", "\"class\":\"negative\"", "\"class\":\"excluded\"",
        "\"class\":\"unmapped\"", "\"class\":\"numeric\"", "\"standing\":\"superseded\"",
        "\"standing\":\"withdrawn\"", "\"for\":\"subject\"", "\"bins_by\":\"given\"",
        "\"bins_by\":\"contract\"", "\"bins_by\":\"unit\"", "\"bins_by\":\"observed\"",
        "\"source\":\"own\"", "\"source\":\"policy\"", "the 0.95 quantile of", "the 26 weeks before those",
        "Segments with over 50 values are not looked at: street", "\"also_seen_in\":[\"",
        "\"digest_ok\":true", "\"derived\":null", "where_missing", "labellers", "immature", "fewer",
        "There is no model", "There is no such version", "There is no decision in the role",
        "No decision lies in the window", "decisions in the window has the segments asked for",
        "that are else asked for meets the condition", "\"kind\":\"labeller\"", "\"group_4\":",
    ]

    @Test("the streams and questions say everything that answers can say")
    func variety() throws {
        let journal = PlainBook.Journal(
            identity: "", created: Timestamp(microseconds: 0),
            digests: [String](repeating: "", count: 1_000), genesis: "")
        var missing = Self.words
        for seed in 1...160 as ClosedRange<UInt64> where !missing.isEmpty {
            let flavour = PlainModelRun.flavour(of: seed)
            var stream = RichStream(seed: seed, flavour)
            _ = try stream.take(flavour == .decaying || flavour == .wide ? 480 : 150)
            var draw = PlainModelDraw(SeededGenerator(seed: seed), flavour, stream.book)
            for _ in 0..<16 {
                let question = draw.question()
                let answer = stream.book.answer(question.name, question.items, journal: journal)
                guard case .document(let document) = answer else { continue }
                let text = document.json.text
                missing.removeAll { text.contains($0) }
            }
        }
        #expect(missing.isEmpty)
    }
}
