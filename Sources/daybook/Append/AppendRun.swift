import Client
import Model
import Platform
import Synchronization
import Wire

/// One run of `append`: inputs to the daemon, answers to counts and files, progress to the terminal.
final class AppendRun: Sendable {
    private struct State {
        var tally = AppendTally()
        var progress: ProgressLine
        var shown = 0
    }

    private let inputs: AppendInputs
    private let rejects: RejectFiles
    private let state: Mutex<State>
    /// Refused lines whose reason is also said on standard error.
    private static let shownMax = 10

    init(_ inputs: AppendInputs, _ rejects: RejectFiles) {
        self.inputs = inputs
        self.rejects = rejects
        state = Mutex(
            State(progress: ProgressLine(isTerminal: Screen.errorIsTerminal, now: System.monotonicClock())))
    }

    /// Sends everything.
    /// - Returns: the counts, and why the inputs were not read to their end, if they were not.
    /// - Throws: `ClientError` when the daemon was never reached or breaks the protocol, `Failure` when a
    ///   file for refused lines cannot be written.
    func run(_ delivery: AppendDelivery) async throws -> (tally: AppendTally, unread: Failure?) {
        defer { Screen.writeError(state.withLock { $0.progress.clear() }) }
        var unread: Failure?
        var unknown: [AppendLine] = []
        do {
            unknown = try await delivery.run(
                { [inputs] in try await inputs.next() }, settled: settle, setback: report)
        } catch let failure as Failure where failure.status == .inputUnreadable {
            unread = failure
        }
        try settle([])
        try rejects.finish()
        if let first = unknown.first {
            say(
                "\(Screen.count(UInt64(unknown.count), "line")) from \(inputs.inputs[first.input].name):\(first.number) "
                    + "on without a certain outcome, and the inputs were read no further; run it again: what is on "
                    + "record counts as a duplicate")
        }
        let tally = state.withLock { state in
            state.tally.blank = inputs.blankLines
            state.tally.unknown = UInt64(unknown.count)
            return state.tally
        }
        return (tally, unread)
    }

    @Sendable private func settle(_ answers: [(line: AppendLine, answer: AcknowledgementLine)]) throws {
        try rejects.open()
        for long in inputs.takeLongLines() { try refuse(long) }
        for (line, answer) in answers {
            if case .refused(let refused) = answer {
                let name = inputs.inputs[line.input].name
                try rejects.add(line, refused, input: name)
                show(refused, "\(name):\(line.number)")
            }
            state.withLock { $0.tally.count(answer) }
        }
        let share = inputs.share
        let text = state.withLock { state in
            state.progress.text(lines: state.tally.settled, share: share, now: System.monotonicClock())
        }
        if let text { Screen.writeError(text) }
    }

    /// A line that is not sent: it is larger than any event, and than what is held in memory.
    private func refuse(_ long: AppendInputs.LongLine) throws {
        let name = inputs.inputs[long.input].name
        let refused = RefusedLine(
            code: Refusal.Code.tooLarge.rawValue, line: long.line.number,
            message:
                "line \(long.line.number) of \(name) was not sent and is kept in no file: it is larger than any event",
            limit: "\(AppendInputs.lineBytes) bytes", found: "\(long.line.count) bytes")
        try rejects.add(reason: refused, input: name, number: long.line.number)
        // Said each time: nothing else holds the line.
        say("\(name):\(long.line.number): \(refused.code): \(refused.message)")
        state.withLock {
            $0.tally.count(.refused(refused))
            $0.tally.notKept += 1
        }
    }

    private func show(_ refused: RefusedLine, _ place: String) {
        let shown = state.withLock { state in
            state.shown += 1
            return state.shown
        }
        guard shown <= Self.shownMax + 1 else { return }
        if shown > Self.shownMax {
            say(
                "further refused lines are not shown\(rejects.reasonsPath.map { "; see \($0)" } ?? "; --rejects keeps them")"
            )
        } else {
            let field = refused.field.map { " at \($0)" } ?? ""
            say("\(place): \(refused.code)\(field): \(refused.message)")
        }
    }

    @Sendable private func report(_ setback: AppendDelivery.Setback) {
        let answer = setback.answers.map { "\($0.message) (\($0.code))" }
        say(
            "\(answer ?? setback.reason); sending \(Screen.count(UInt64(setback.lines), "line")) again"
                + (setback.fruitless > 0 ? " (attempt \(setback.fruitless + 1))" : ""))
    }

    /// A message on standard error, the progress taken away before it.
    private func say(_ message: String) {
        Screen.writeError(state.withLock { $0.progress.clear() })
        Screen.complain(message)
    }
}
