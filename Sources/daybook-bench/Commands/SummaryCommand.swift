import ArgumentParser
import Foundation
import JSON

/// `daybook-bench summary`: reports of several sizes as a table and a picture.
struct SummaryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "summary",
        abstract: "Makes a table and a picture from reports that the other verbs wrote with --json.")

    @Argument(help: "Files with one report each.")
    var reports: [String]
    @Option(help: "A Markdown file whose table between <!-- bench --> and <!-- /bench --> is replaced.")
    var readme: String?
    @Option(help: "The SVG file to write.")
    var plot: String?

    func run() throws {
        let read = try reports.map { path in
            let text = try String(contentsOfFile: path, encoding: .utf8)
            return try Report(try JSONValue(parsing: text), path: path)
        }
        let sizes = Sizes(read)
        let table = SummaryTable.markdown(sizes, read)
        print(table, terminator: "")
        if let plot { try GrowthPlot.svg(sizes).write(toFile: plot, atomically: true, encoding: .utf8) }
        if let readme {
            let text = try String(contentsOfFile: readme, encoding: .utf8)
            try SummaryTable.place(table, in: text, path: readme)
                .write(toFile: readme, atomically: true, encoding: .utf8)
        }
    }
}
