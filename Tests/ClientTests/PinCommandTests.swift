import ArgumentParser
import JSON
import Model
import Testing
import Wire

@testable import daybook

@Suite("Pinning answers")
struct PinCommandTests {
    private static let question = ["distribution", "--model", "lead-score", "--version", "v1"]

    @Test(
        "the word add may be left out, unless the pin is called like another verb",
        arguments: [["pin", "before"], ["pin", "add", "before"], ["pin", "add", "check"]])
    func words(_ words: [String]) throws {
        let typed = words + ["--by", "ann", "--"] + Self.question
        let command = try #require(try Daybook.parseAsRoot(typed) as? PinAddCommand)
        #expect(command.name == words.last)
        #expect(command.by == "ann")
        #expect(command.model == nil)
        #expect(command.words == Self.question)
        let asked = try PinAddCommand.question(command.words)
        #expect(type(of: asked).question.name == "distribution")
        #expect(asked.items.map { "\($0.name)=\($0.value)" } == ["model=lead-score", "version=v1"])
    }

    @Test("verbs of pins are no names")
    func verbs() throws {
        #expect(try Daybook.parseAsRoot(["pin", "list"]) is PinListCommand)
        #expect(try Daybook.parseAsRoot(["pin", "check", "before"]) is PinCheckCommand)
        #expect(try Daybook.parseAsRoot(["pin", "show", "before"]) is PinShowCommand)
    }

    @Test(
        "what cannot be pinned is a slip of the command line",
        arguments: [
            ([], "there is no question"), (["status"], "can be pinned"),
            (["append", "x"], "can be pinned"),
            (["pin", "check", "x"], "can be pinned"), (["nonsense"], "behind --"),
            (["replay", "export", "x"], "can be pinned"),
            (["distribution", "--colour", "red"], "--colour"),
        ])
    func refused(_ words: [String], _ message: String) throws {
        let failure = #expect(throws: Failure.self) { try PinAddCommand.question(words) }
        #expect(failure?.status == .usage)
        #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "")")
    }

    private static let answer = Array(
        #"{"name":"distribution","parameters":{"position":7},"definitions":["moments.mean.1"]}"#.utf8)

    private static func pin(
        _ items: [QueryItem], model: String? = nil, answer: [UInt8] = answer
    ) throws -> PinnedAnswer {
        try PinnedAnswer(
            name: "before", model: model, by: "ann", at: Timestamp(parsing: "2009-07-01T00:00:00Z"),
            QuerySpecifications.distribution, items, answer: answer)
    }

    @Test("the event holds the parameters as used, defaults too, without as_of, and the answer's digest")
    func event() throws {
        let pin = try Self.pin([
            ("model", "m"), ("version", "v1"), ("version", "v2"), ("as_of", "7"), ("where", "a = 1"),
        ])
        guard case .pin(let event) = try Event.decode(pin.bytes).body else {
            Issue.record("no pin")
            return
        }
        #expect(event.model == Identifier("m") && event.by == Identifier("ann"))
        #expect(event.query == Identifier("distribution") && event.position == 7)
        let parameters = event.parameters.map { "\($0.name.text)=\($0.value)" }
        #expect(parameters.contains("version=[\"v1\", \"v2\"]") && parameters.contains("role=[\"live\"]"))
        #expect(parameters.contains("bins=[\"20\"]") && !parameters.contains { $0.hasPrefix("as_of") })
        #expect(event.definitions == [Identifier("moments.mean.1")])
        // Of the answer above, by coreutils' sha256sum.
        #expect(event.digest == "c85e26ab950f7a0090768a5b5014520d04f9dfa2251f99e0edc220a7e927eac7")
        let again = try QueryArguments(
            QuerySpecifications.distribution,
            event.parameters.flatMap { one in one.value.map { (name: one.name.text, value: $0) } })
        let first = try QueryArguments(
            QuerySpecifications.distribution,
            [("model", "m"), ("version", "v1"), ("version", "v2"), ("where", "a = 1")])
        #expect(again.echo.map { "\($0)" } == first.echo.map { "\($0)" })
    }

    @Test("a model that is named comes before that of the question, and without either there is none")
    func model() throws {
        func model(_ pin: PinnedAnswer) throws -> String? {
            guard case .pin(let event) = try Event.decode(pin.bytes).body else { return nil }
            return event.model?.text
        }
        #expect(try model(Self.pin([("model", "m")], model: "n")) == "n")
        #expect(try model(Self.pin([])) == nil)
    }

    @Test("an answer without a position, or a field that no event takes, is a failure")
    func failures() throws {
        let none = #expect(throws: Failure.self) { try Self.pin([], answer: Array("{}".utf8)) }
        #expect(none?.status == .internalFault)
        let long = #expect(throws: Failure.self) {
            try Self.pin([], model: String(repeating: "m", count: 201))
        }
        #expect(long?.status == .usage && long?.message.contains("/model") == true)
    }

    @Test("a verdict that cannot be read is no verdict")
    func verdict() throws {
        #expect(try PinVerdict.isReproduced(Array(#"{"facts":{"check":{"reproduced":true}}}"#.utf8)))
        #expect(try !PinVerdict.isReproduced(Array(#"{"facts":{"check":{"reproduced":false}}}"#.utf8)))
        for text in ["{}", "", #"{"facts":{"check":{"reproduced":null}}}"#] {
            #expect(throws: Failure.self) { try PinVerdict.isReproduced(Array(text.utf8)) }
        }
    }
}
