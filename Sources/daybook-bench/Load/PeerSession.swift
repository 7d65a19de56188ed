import Foundation
import JSON

/// Others, measured by a program of theirs on the same bytes.
///
/// The program is run as `PROGRAM STAGE --events FILE --store FOLDER` and prints one JSON object: `figures`,
/// each with `key`, `label`, `unit` and `value`; `notes`; and, when asked, `counts`.
final class PeerSession {
    /// What is measured: taking the events, or answering questions over them.
    enum Stage: String { case append, query }

    private let program: String
    private let file: String
    private let store: String
    private let ownsStore: Bool

    /// Writes the events as NDJSON; the file is removed with the session.
    init(program: String, workload: Workload, events: Int, folder: String, store: String?) throws {
        self.program = program
        let place = folder + "/daybook-peers-\(ProcessInfo.processInfo.processIdentifier)"
        file = place + ".ndjson"
        self.store = store ?? place
        ownsStore = store == nil
        try workload.write(0..<events, toFile: file)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: file)
        if ownsStore { try? FileManager.default.removeItem(atPath: store) }
    }

    /// Runs a stage once and adds what it found to a report.
    /// - Parameter expected: what Daybook's answers are made from, and those of the others have to be.
    func measure(_ stage: Stage, into report: inout Report, expected: Asker.Counts? = nil) throws {
        let text = try Programs.output([program, stage.rawValue, "--events", file, "--store", store])
        let answer = try JSONValue(parsing: text)
        for figure in answer["figures"]?.elements ?? [] {
            guard let key = figure["key"]?.string, let label = figure["label"]?.string,
                let unit = figure["unit"]?.string.flatMap(Figure.Unit.init(rawValue:)),
                let value = figure["value"]?.double
            else { throw BenchError("\(program): a figure is \(figure.text)") }
            report.add("peer.\(key)", label, unit, value)
        }
        if let expected, let counts = answer["counts"], !counts.isNull {
            let found = ["decisions", "labelled", "labelled_within"].map { counts[$0]?.integer ?? -1 }
            guard found.map(Int.init) == [expected.decisions, expected.labelled, expected.labelledWithin]
            else {
                throw BenchError("the others answered \(counts.text), Daybook \(expected)")
            }
        }
        for note in answer["notes"]?.elements ?? [] { if let text = note.string { report.note(text) } }
    }
}

/// How Daybook stands to the others, run by run.
enum PeerRatios {
    /// For every rate of another in events a second, how many times as fast the figure `own` is.
    static func addRates(own: String, to report: inout Report) {
        guard let own = report.figure(own) else { return }
        for peer in report.figures where peer.key.hasPrefix("peer.") && peer.unit == .perSecond {
            for (mine, theirs) in zip(own.values, peer.values) where theirs > 0 {
                report.add(
                    "ratio.\(peer.key.dropFirst(5))", "visible, to \(peer.label)", .times, mine / theirs)
            }
        }
    }

    /// For every question that another answered, how many times as long it took.
    static func addQuestions(to report: inout Report) {
        for question in Asker.Question.allCases {
            guard let own = report.figure("query.\(question.rawValue).p50") else { continue }
            for peer in report.figures
            where peer.key.hasPrefix("peer.") && peer.key.hasSuffix(".\(question.rawValue)") {
                for (mine, theirs) in zip(own.values, peer.values) where mine > 0 {
                    report.add(
                        "ratio.\(peer.key.dropFirst(5))", "\(peer.label), to Daybook", .times, theirs / mine)
                }
            }
        }
    }
}
