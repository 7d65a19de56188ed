package import JSON

/// What goes over `control.sock`: a request is one line, its answer is lines of progress and one last line.
///
///     {"verb":"verify"}
///     {"progress":{"done":4096,"of":20000}}
///     {"done":{"count":20000,"head":"48..."}}
package enum ControlVerb: String, CaseIterable, Sendable {
    /// Derives the journal's chain anew.
    case verify
    /// Makes the projections anew.
    case rebuild
    /// Ends the daemon.
    case stop
    /// Tells how the daemon does.
    case status

    package var request: [UInt8] { JSONValue.object([("verb", .string(rawValue))]).bytes + [0x0a] }
}

/// One line of an answer.
package enum ControlReply: Sendable {
    case progress(done: UInt64, of: UInt64)
    case done(JSONValue)
    case error(code: String, message: String)

    package var line: [UInt8] {
        let value: JSONValue =
            switch self {
            case .progress(let done, let total):
                .object([
                    (
                        "progress",
                        .object([
                            ("done", .integer(Int64(clamping: done))),
                            ("of", .integer(Int64(clamping: total))),
                        ])
                    )
                ])
            case .done(let facts): .object([("done", facts)])
            case .error(let code, let message):
                .object([("error", .object([("code", .string(code)), ("message", .string(message))]))])
            }
        return value.bytes + [0x0a]
    }

    /// Reads a line; nil when it is none of these.
    package init?(_ line: [UInt8]) {
        guard let root = try? JSONValue(JSONDocument(line).root) else { return nil }
        if let progress = root["progress"], let done = progress["done"]?.integer,
            let of = progress["of"]?.integer
        {
            self = .progress(done: UInt64(clamping: done), of: UInt64(clamping: of))
        } else if let error = root["error"] {
            self = .error(code: error["code"]?.string ?? "internal", message: error["message"]?.string ?? "")
        } else if let facts = root["done"] {
            self = .done(facts)
        } else {
            return nil
        }
    }
}
