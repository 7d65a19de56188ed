import ArgumentParser
import Client
import Foundation

/// The root of the command line.
struct Daybook: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "daybook",
        abstract: "Record automated decisions and ask what became of them.",
        discussion: """
            Talks to the daemon of a data directory over its sockets. Start one with: daybookd run DIR

            EXAMPLES
              daybook append decisions.ndjson.gz          put events on record
              daybook feedback --model lead-score         do labels still come back?
              daybook decision d-20090601-17              one decision with its history
              daybook distribution --csv > scores.csv     every figure, as blocks of CSV

            ENVIRONMENT
              DAYBOOK_DIRECTORY      the data directory, where --directory is not given
              DAYBOOK_APPEND_SOCKET  the socket of append, where it is elsewhere
              DAYBOOK_QUERY_SOCKET   the socket of all other verbs, likewise
              NO_COLOR               when not empty: neither colour nor bars

            EXIT STATUS
            \(ExitReason.help)
            """,
        groupedSubcommands: [
            CommandGroup(name: "RECORD", subcommands: [AppendCommand.self]),
            CommandGroup(
                name: "LOOK UP",
                subcommands: [
                    StatusCommand.self, EventsCommand.self, DecisionCommand.self, SubjectCommand.self,
                    ModelsCommand.self, VersionCommand.self,
                ]),
            CommandGroup(
                name: "UNDERSTAND",
                subcommands: [
                    DiagnoseCommand.self, DetectCommand.self, ReportCommand.self,
                    DistributionCommand.self, FeedbackCommand.self, AuditCommand.self,
                    SlicesCommand.self, ParityCommand.self, LeakageCommand.self,
                    PerformanceCommand.self, CalibrateCommand.self, WhatIfCommand.self,
                    ConfidenceCommand.self,
                    SelectionCommand.self, ConceptCommand.self, LabelsCommand.self,
                    WorkflowCommand.self,
                    CompareCommand.self, DriftCommand.self,
                    ContractCommand.self, PolicyCommand.self,
                    ShadowCommand.self, PromoteCommand.self,
                ]),
            CommandGroup(name: "SCORE AGAIN", subcommands: [ReplayCommand.self]),
            CommandGroup(name: "KEEP", subcommands: [PinCommand.self]),
        ])

    /// The words to parse for those that were typed. The parser's own flag for the version would stand
    /// beside the `--version` of the verbs, which is a model's, so the flag alone is taken as the verb.
    static func words(_ typed: [String]) -> [String] { typed == ["--version"] ? ["version"] : typed }
}

/// Arguments in, exit code out.
@main
enum Main {
    static func main() async {
        Screen.expectClosedPipes()
        do {
            var command = try Daybook.parseAsRoot(Daybook.words(Array(CommandLine.arguments.dropFirst())))
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch is ClosedPipe {
            exit(ExitReason.fine.rawValue)
        } catch let failure as Failure {
            Screen.complain(failure.message)
            exit(failure.status.rawValue)
        } catch let error as ClientError {
            let failure = Failure(error)
            Screen.complain(failure.message)
            exit(failure.status.rawValue)
        } catch {
            // Help, usage errors and exit codes are the parser's to print.
            Daybook.exit(withError: error)
        }
    }
}
