import ArgumentParser
import Client
import Foundation
import JSON
import Model
import Platform
import Wire

struct ContractRegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register",
        abstract: "Put the contract in a file on record.",
        discussion: """
            The file holds one JSON object: model, version, score, features and labels. What it does not \
            state of type, at and id is filled in: contract, now, and MODEL/VERSION/AT. Of several contracts \
            of a version the one with the latest at is in force, for all that is asked from then on.

            EXAMPLES
              daybook contract register lead-score-v3.json
              jq '.score.max = 100' contract.json | daybook contract register -

            EXIT STATUS
              0   the contract is on record, now or before
              1   it was refused
              64  the command line is wrong
              65  the file cannot be read, or holds no contract
              69  the daemon cannot be reached
              75  not now, or whether it was registered is not known: run it again
            """)

    @Argument(help: ArgumentHelp("The file, - for standard input.", valueName: "file")) var file: String
    @Flag(help: "Print the result as JSON.") var json = false
    @OptionGroup var sockets: SocketOptions

    func run() async throws {
        let text = try Self.read(file)
        let contract = try ContractFile(text, now: Timestamp(microseconds: System.wallClock()))
        guard let answer = try await SingleLine.deliver(contract.bytes, sockets) else {
            throw Failure(.tryAgain, "the daemon does not say whether \(contract.id) was registered")
        }
        switch answer {
        case .appended(let position): try report(contract, position, "registered")
        case .duplicate(let position): try report(contract, position, "was on record before:")
        case .refused(let refused):
            let field = refused.field.map { " at \($0)" } ?? ""
            throw Failure(.found, "the contract was refused: \(refused.code)\(field): \(refused.message)")
        }
    }

    private func report(_ contract: ContractFile, _ position: Position, _ verb: String) throws {
        guard json else {
            return try Screen.print(
                "\(verb) \(contract.id) at position \(position): \(contract.model) \(contract.version)")
        }
        let answer = JSONValue.object([
            ("id", .string(contract.id)), ("model", .string(contract.model)),
            ("version", .string(contract.version)), ("position", .integer(Int64(clamping: position))),
        ])
        try Screen.write(answer.bytes + [UInt8(ascii: "\n")])
    }

    /// Everything that a file holds, up to what an event may be.
    private static func read(_ named: String) throws -> [UInt8] {
        let source = try InputFile(named).open()
        var bytes: [UInt8] = []
        do throws(SystemError) {
            while case let more = try source.read(1 << 16), !more.isEmpty {
                bytes += more
                if bytes.count > Limits.largeEventBytes { break }
            }
        } catch {
            throw Failure(.inputUnreadable, "\(error)")
        }
        guard bytes.count <= Limits.largeEventBytes else {
            throw Failure(.inputUnreadable, "\(named) has more than \(Limits.largeEventBytes) bytes")
        }
        return bytes
    }
}

/// A contract as a file has it, made into an event.
struct ContractFile {
    let id: String
    let model: String
    let version: String
    /// The event's bytes, on one line.
    let bytes: [UInt8]

    /// - Parameter now: the time that the contract has when the file names none.
    /// - Throws: `Failure` when the file is no contract.
    init(_ text: [UInt8], now: Timestamp) throws {
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(text).root
        } catch {
            throw Failure(.inputUnreadable, "the file is no JSON: \(error)")
        }
        guard case .object = root.kind else {
            throw Failure(.inputUnreadable, "the file holds no JSON object")
        }
        let given = JSONValue(root).members ?? []
        func stated(_ name: String) -> JSONValue? {
            given.first { Bytewise.equal($0.name, name) }?.value
        }
        if let type = stated("type"), type.string.map({ Bytewise.equal($0, EventType.contract.name) }) != true
        {
            throw Failure(.inputUnreadable, "the file holds an event of type \(type.text), not a contract")
        }
        guard let model = stated("model")?.string, let version = stated("version")?.string else {
            throw Failure(.inputUnreadable, "the file does not name a model and a version")
        }
        var fields: [(name: String, value: JSONValue)] = []
        if stated("type") == nil { fields.append(("type", .string(EventType.contract.name))) }
        let at = stated("at")?.string ?? now.text
        let id = stated("id")?.string ?? "\(model)/\(version)/\(at)"
        if stated("id") == nil { fields.append(("id", .string(id))) }
        if stated("at") == nil { fields.append(("at", .string(at))) }
        let bytes = JSONValue.object(fields + given).bytes
        do throws(Refusal) {
            _ = try Event.decode(bytes)
        } catch {
            throw Failure(.inputUnreadable, "the file holds no contract: \(error.message)")
        }
        self.id = id
        self.model = model
        self.version = version
        self.bytes = bytes
    }
}
