import Client
import JSON
import Synchronization
import Wire

/// Where refused lines go: the lines as they were into one file, the reasons into another, one JSON object a
/// line.
///
/// Both files are made anew when the first answer is there, so an attempt that never reached the daemon
/// leaves those of the last run alone.
final class RejectFiles: Sendable {
    private struct State {
        var lines: OutputFile?
        var reasons: OutputFile?
    }

    let linesPath: String?
    let reasonsPath: String?
    private let state = Mutex(State())

    /// - Throws: `Failure` when one of the files is also an input, or both are one.
    init(lines: String?, reasons: String?, inputs: [InputFile]) throws {
        linesPath = lines
        reasonsPath = reasons ?? lines.map { "\($0).reasons.ndjson" }
        var places: [FilePlace] = []
        for path in [linesPath, reasonsPath] {
            guard let path, let place = FilePlace(path), !place.isSpecial else { continue }
            for input in inputs where place.isFile(input.facts) {
                throw Failure(.usage, "\(path) is also an input; name another file for refused lines")
            }
            guard !places.contains(place) else {
                throw Failure(
                    .usage,
                    "\(linesPath ?? "") and \(path) are one file; refused lines and reasons need one each")
            }
            places.append(place)
        }
    }

    /// Makes the files, if they are wanted and not there yet.
    func open() throws {
        try state.withLock { state in
            if let linesPath, state.lines == nil { state.lines = try OutputFile(path: linesPath) }
            if let reasonsPath, state.reasons == nil { state.reasons = try OutputFile(path: reasonsPath) }
        }
    }

    /// Keeps a refused line and why it was refused.
    func add(_ line: AppendLine, _ refused: RefusedLine, input: String) throws {
        try state.withLock { state in
            if let lines = state.lines { try lines.write(line.bytes + (line.hadCR ? [0x0d, 0x0a] : [0x0a])) }
            try state.reasons?.write(Self.reason(refused, input: input, number: line.number))
        }
    }

    /// Keeps why a line was refused that is too long to be kept itself.
    func add(reason: RefusedLine, input: String, number: UInt64) throws {
        try state.withLock { try $0.reasons?.write(Self.reason(reason, input: input, number: number)) }
    }

    func finish() throws {
        try state.withLock {
            try $0.lines?.finish()
            try $0.reasons?.finish()
        }
    }

    private static func reason(_ refused: RefusedLine, input: String, number: UInt64) -> [UInt8] {
        var reason = refused
        reason.line = number
        let members = [(name: "input", value: JSONValue.string(input))] + (reason.json.members ?? [])
        return JSONValue.object(members).bytes + [0x0a]
    }
}
