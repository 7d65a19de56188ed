import Digest
import JSON
import Model
import Wire

/// The event that pins an answer.
struct PinnedAnswer {
    let name: String
    let query: String
    /// The position that the answer says it is of.
    let position: Int64
    let digest: String
    /// The event's bytes.
    let bytes: [UInt8]

    /// - Parameters:
    ///   - model: nil takes the one that the question is about, if it is about one.
    ///   - items: as they were asked, with absolute times.
    ///   - answer: its JSON bytes.
    /// - Throws: `Failure` when the answer belongs to no position, or the event would be refused.
    init(
        name: String, model: String?, by: String, at time: Timestamp, _ question: QuerySpecification,
        _ items: [QueryItem], answer: [UInt8]
    ) throws {
        guard let root = try? JSONDocument(answer).root,
            let position = root["parameters"]?["position"].flatMap({ JSONValue($0).integer })
        else {
            throw Failure(.internalFault, "the daemon's answer does not say of which position it is")
        }
        let used = question.used(items)
        let digest = SHA256Digest(of: answer).hex
        var fields: [(name: String, value: JSONValue)] = [
            ("type", .string(EventType.pin.name)), ("id", .string(name)), ("at", .string(time.text)),
        ]
        let about = model ?? used.first { Bytewise.equal($0.name, "model") }?.value
        if let about { fields.append(("model", .string(about))) }
        fields += [
            ("by", .string(by)), ("query", .string(question.name)),
            ("parameters", Self.parameters(question, used)), ("position", .integer(position)),
            ("digest", .string(digest)),
            ("definitions", .array((root["definitions"]?.elements ?? []).map { JSONValue($0) })),
        ]
        let bytes = JSONValue.object(fields).bytes
        do throws(Refusal) {
            _ = try Event.decode(bytes)
        } catch {
            throw Failure(.usage, "this cannot be pinned: \(error.message)")
        }
        (self.name, query, self.position, self.digest, self.bytes) =
            (name, question.name, position, digest, bytes)
    }

    /// A text for what was given once, a list for what was given several times.
    private static func parameters(_ question: QuerySpecification, _ items: [QueryItem]) -> JSONValue {
        .object(
            question.parameters.compactMap { parameter in
                let texts = items.filter { Bytewise.equal($0.name, parameter.name) }.map(\.value)
                guard let first = texts.first else { return nil }
                return (
                    parameter.name, texts.count == 1 ? .string(first) : .array(texts.map(JSONValue.string))
                )
            })
    }

    /// The result for machines.
    func report(pinned position: Position) -> JSONValue {
        .object([
            ("name", .string(name)), ("pinned", .integer(Int64(clamping: position))),
            ("query", .string(query)), ("position", .integer(self.position)), ("digest", .string(digest)),
        ])
    }
}

/// What `/v1/pins/NAME/check` said of the pin.
enum PinVerdict {
    /// Whether the answer is the pinned one, byte for byte.
    /// - Throws: `Failure` when the bytes are no such answer: silence must not pass for a sound pin.
    static func isReproduced(_ answer: [UInt8]) throws -> Bool {
        guard let root = try? JSONDocument(answer).root,
            let isReproduced = root["facts"]?["check"]?["reproduced"]?.boolean
        else {
            throw Failure(.internalFault, "the daemon's answer does not say whether the pin is reproduced")
        }
        return isReproduced
    }
}
