import Client
import JSON
import Model
import Synchronization
import Wire

/// The event that freezes a set, made from what `/v1/replay-candidates` answers.
struct FrozenSet {
    let name: String
    let members: Int
    let digest: String
    /// The event's bytes.
    let bytes: [UInt8]

    /// - Throws: `Failure` when there is nothing to freeze or the answer holds no event.
    init(name: String, at time: Timestamp, candidates: [UInt8]) throws {
        guard let root = try? JSONDocument(candidates).root,
            let event = root["facts"]?["candidates"]?["event"], case .object = event.kind,
            let digest = event["digest"]?.string
        else {
            throw Failure(.internalFault, "the daemon's answer holds no set to freeze")
        }
        let members = event["members"]?.elements.count ?? 0
        guard members > 0 else {
            let note =
                root["notes"]?.members.first?.value.string
                ?? "no decision of the selection has a known outcome"
            throw Failure(.notFound, "there is nothing to freeze: \(note)")
        }
        var fields: [(name: String, value: JSONValue)] = [
            ("type", .string(EventType.replaySet.name)), ("id", .string(name)), ("at", .string(time.text)),
        ]
        for member in event.members where !fields.contains(where: { Bytewise.equal($0.name, member.name) }) {
            fields.append((member.name, JSONValue(member.value)))
        }
        self.name = name
        self.members = members
        self.digest = digest
        bytes = JSONValue.object(fields).bytes
    }

    /// The result for machines.
    func report(position: Position) -> JSONValue {
        .object([
            ("name", .string(name)), ("position", .integer(Int64(clamping: position))),
            ("members", .integer(Int64(members))), ("digest", .string(digest)),
        ])
    }
}

/// One line to send, and its answer.
final class SingleLine: Sendable {
    private let state: Mutex<(line: AppendLine?, answer: AcknowledgementLine?)>

    init(_ line: AppendLine) {
        state = Mutex((line, nil))
    }

    var answer: AcknowledgementLine? { state.withLock { $0.answer } }

    func take() -> [AppendLine]? {
        state.withLock { state in
            defer { state.line = nil }
            return state.line.map { [$0] }
        }
    }

    /// Sends an event by itself.
    /// - Returns: what the daemon says of it; nil when that is not known.
    /// - Throws: `ClientError` when the daemon cannot be reached.
    static func deliver(_ bytes: [UInt8], _ sockets: SocketOptions) async throws -> AcknowledgementLine? {
        let source = SingleLine(AppendLine(input: 0, number: 1, bytes: bytes))
        let delivery = AppendDelivery(client: AppendClient(socket: sockets.appendPath))
        let unknown = try await delivery.run({ source.take() }, settled: source.settle)
        return unknown.isEmpty ? source.answer : nil
    }

    func settle(_ answers: [(line: AppendLine, answer: AcknowledgementLine)]) {
        state.withLock { $0.answer = answers.last?.answer ?? $0.answer }
    }
}
