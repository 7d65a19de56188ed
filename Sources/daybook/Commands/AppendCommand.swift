import ArgumentParser
import Client
import JSON
import Wire

struct AppendCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "append",
        abstract: "Put events on record: one JSON object a line, from files or standard input.",
        discussion: """
            Every line is answered once it is durable. Lines that are refused do not keep \
            others from being appended. It is safe to run again: what is on record already \
            counts as a duplicate. Files compressed with gzip are recognised by their \
            content. Blank lines are passed over.

            After a lost connection, and where the daemon does not know the outcome, the lines \
            without an answer are sent again, at most \(AppendCommand.attempts) times in a row without \
            success.

            EXAMPLES
              daybook append decisions.ndjson outcomes.ndjson.gz --rejects refused.ndjson
              tail -f decisions.ndjson | daybook append
              daybook append --json < history.ndjson

            EXIT STATUS
              0   every line is on record, now or before
              1   some lines were refused
              64  the command line is wrong
              65  an input cannot be read to its end; the lines before that were sent
              69  the daemon cannot be reached
              70  the daemon sent what is no answer
              73  a file for refused lines, or standard output, cannot be written
              75  some outcomes are not known after all attempts: run it again
            """)

    static let attempts = 8

    @Argument(help: "Files of events; - or none for standard input.") var files: [String] = []

    @Option(
        help: ArgumentHelp(
            "Keep refused lines in this file exactly as they were, and the reasons, one JSON object a line, in "
                + "FILE.reasons.ndjson. Both are made anew. A line of over 16 MiB is not kept.",
            valueName: "FILE"))
    var rejects: String?

    @Option(help: ArgumentHelp("Keep the reasons in this file instead.", valueName: "FILE"))
    var reasons: String?

    @Flag(help: "Print the summary as JSON.") var json = false

    @OptionGroup var sockets: SocketOptions

    func validate() throws {
        if files.filter({ $0 == "-" }).count > 1 {
            throw ValidationError("Standard input can be read only once.")
        }
    }

    func run() async throws {
        let inputs = try AppendInputs(files.isEmpty ? ["-"] : files)
        let rejected = try RejectFiles(lines: rejects, reasons: reasons, inputs: inputs.inputs)
        let client = AppendClient(socket: sockets.appendPath)
        let run = AppendRun(inputs, rejected)
        let (tally, unread) = try await run.run(AppendDelivery(client: client, attempts: Self.attempts))
        do {
            try json
                ? Screen.write(tally.json.bytes + [UInt8(ascii: "\n")]) : Screen.print(tally.line)
        } catch is ClosedPipe {
            // The exit status still says what became of the lines.
        }
        if !json,
            let words = tally.whereRefused(lines: rejected.linesPath, reasons: rejected.reasonsPath)
        {
            Screen.complain(words)
        }
        if let unread { Screen.complain(unread.message) }
        let status = Self.status(tally, unread)
        if status != .fine { throw ExitCode(status.rawValue) }
    }

    /// The exit status: what asks for another run comes first.
    static func status(_ tally: AppendTally, _ unread: Failure?) -> ExitReason {
        if tally.unknown > 0 { return .tryAgain }
        if unread != nil { return .inputUnreadable }
        return tally.refusedCount > 0 ? .found : .fine
    }
}
