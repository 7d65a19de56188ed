import ArgumentParser
import JSON
import Testing
import Wire

@testable import daybook

@Suite("Flags of the command line")
struct CommandFlagsTests {
    /// Flags that a verb has beside the parameters of its question.
    static let common: Set<String> = [
        "--directory", "--append-socket", "--query-socket", "--text", "--json", "--csv", "--markdown",
        "--html", "--output",
        "--help",
    ]

    /// What the parser itself says that it accepts: the first long name of each option and flag, by verb.
    static func accepted() throws -> [(verb: [String], names: Set<String>)] {
        let text: String
        do {
            _ = try Daybook.parseAsRoot(["--experimental-dump-help"])
            text = ""
        } catch {
            text = Daybook.fullMessage(for: error)
        }
        let root = try JSONValue(parsing: text)
        let command = try #require(root["command"])
        return verbs(command, [])
    }

    private static func verbs(_ command: JSONValue, _ path: [String]) -> [(
        verb: [String], names: Set<String>
    )] {
        var found: [(verb: [String], names: Set<String>)] = []
        for child in command["subcommands"]?.elements ?? [] where child["commandName"]?.string != "help" {
            let verb = path + [child["commandName"]?.string ?? ""]
            let names = (child["arguments"]?.elements ?? []).compactMap { argument -> String? in
                if argument["kind"]?.string == "positional" {
                    return argument["valueName"]?.string?.lowercased()
                }
                let long = argument["names"]?.elements?.first { $0["kind"]?.string == "long" }
                return long?["name"]?.string.map { "--\($0)" }
            }
            found.append((verb, Set(names)))
            found += verbs(child, verb)
        }
        return found
    }

    @Test("every verb that asks a question accepts exactly the parameters of its specification")
    func flags() throws {
        let accepted = try Self.accepted()
        for question in QuerySpecifications.all where !question.verb.isEmpty {
            let verb = try #require(
                accepted.first { $0.verb == question.verb }, "\(question.verb) is no verb")
            var wanted = Set(question.parameters.map { $0.inPath ? $0.name : $0.flag })
            // The set's name is the verb's own: it goes into the event, not into the question.
            if question.name == "replay-candidates" { wanted.insert("name") }
            // Whether the verdict is put on record, by whom and with which words: all in the event.
            if question.name == "promotion" { wanted.formUnion(["--record", "--by", "--note"]) }
            #expect(verb.names.subtracting(Self.common) == wanted, "\(question.verb)")
        }
    }

    @Test("every verb that takes no question is one of the known ones")
    func others() throws {
        let asking = QuerySpecifications.all.map(\.verb)
        let others = try Self.accepted().map(\.verb).filter { !asking.contains($0) }
        #expect(
            others.sorted { $0[0] < $1[0] }
                == [
                    ["append"], ["contract"], ["contract", "register"], ["pin"], ["pin", "add"], ["policy"],
                    ["replay"], ["report"], ["version"],
                ])
    }

    @Test("--version alone is this program's, behind a verb it is the model's")
    func version() throws {
        #expect(try Daybook.parseAsRoot(Daybook.words(["--version"])) is VersionCommand)
        let words = Daybook.words(["feedback", "--version", "3"])
        let command = try #require(try Daybook.parseAsRoot(words) as? FeedbackCommand)
        #expect(command.selection.version == ["3"])
    }

    /// A value that the parameter takes.
    static func sample(_ parameter: ParameterSpecification) -> String {
        switch parameter.kind {
        case .identifier: "x-1"
        case .integer(let range): String(range.lowerBound)
        case .number: "0.5"
        case .flag: "true"
        case .choice(let choices): choices[0]
        case .time, .instant: "2009-09-30T00:00:00Z"
        case .asOf: "7"
        case .span, .spanOr: "3d"
        case .segment: "region=emea"
        case .segmentNumber: "region=emea:0.5"
        case .grouping: "segment:region"
        case .filter: "region = emea and amount > 5"
        case .day: "2009-09-30"
        case .week: "2009-W40"
        case .selection: "version=v1,where=amount > 5"
        case .against: "previous"
        }
    }

    @Test(
        "what is given under a flag is sent under the parameter's name",
        arguments: QuerySpecifications.all.filter { !$0.verb.isEmpty })
    func items(_ question: QuerySpecification) throws {
        var words = question.verb
        for parameter in question.parameters {
            words += parameter.inPath ? [Self.sample(parameter)] : [parameter.flag, Self.sample(parameter)]
            if parameter.isList { words += [parameter.flag, Self.sample(parameter)] }
        }
        if question.name == "replay-candidates" { words.append("set-1") }
        let command = try Daybook.parseAsRoot(words)
        let items: [QueryItem]
        switch command {
        case let command as any QueryCommand: items = command.items
        case let command as ReplayFreezeCommand: items = command.items
        case let command as ReplayExportCommand: items = command.items
        default:
            Issue.record("\(words) is \(type(of: command))")
            return
        }
        let expected = question.parameters.flatMap { parameter in
            Array(repeating: "\(parameter.name)=\(Self.sample(parameter))", count: parameter.isList ? 2 : 1)
        }
        #expect(items.map { "\($0.name)=\($0.value)" }.sorted() == expected.sorted())
    }

    @Test(
        "a negative value reaches the check that names the parameter and what it takes",
        arguments: [
            ["events", "--after", "-1"], ["events", "--limit", "-1"], ["distribution", "--bins", "-1"],
            ["feedback", "--as-of", "-1"], ["feedback", "--within", "-1d"], ["feedback", "--from", "-7d"],
            ["distribution", "--quantiles", "-0.5"], ["audit", "--overdue-after", "-3d"],
        ])
    func negative(_ words: [String]) throws {
        let command = try #require(try Daybook.parseAsRoot(words) as? any QueryCommand)
        let failure = #expect(throws: Failure.self) {
            try Asking.check(type(of: command).question, command.items)
        }
        #expect(failure?.status == .usage)
        #expect(failure?.message.hasPrefix("\(words[1]): ") == true)
        #expect(
            failure?.message.contains("\"\(words[2])\"; expected") == true
                || failure?.message.contains("\"\(words[2])\": expected") == true)
    }

    @Test(
        "examples in the help are commands that parse",
        arguments: QuerySpecifications.all.filter { !$0.verb.isEmpty })
    func examples(_ question: QuerySpecification) throws {
        for example in question.examples where question.name != "replay-candidates" {
            // As a shell cuts it: what stands between single quotes is one word.
            let line = question.commandLine(example.items)
            let pieces = line.split(separator: "'", omittingEmptySubsequences: false)
            let words = pieces.enumerated().flatMap { index, piece in
                index % 2 == 1 ? [String(piece)] : piece.split(separator: " ").map(String.init)
            }
            _ = try Daybook.parseAsRoot(Array(words.dropFirst()))
        }
    }
}
