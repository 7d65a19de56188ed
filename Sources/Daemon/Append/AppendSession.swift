import Journal
import Model
import Wire

/// What one connection of `append.sock` says and hears, without the socket: bytes in, parcels and answers
/// out.
///
/// Answers stand in the order of the lines. A refused line with nothing in flight before it is answered at
/// once; otherwise it waits its turn.
struct AppendSession {
    /// A line that waits for its answer.
    private enum Line {
        case event(EventKey, [UInt8])
        case refused(Refusal, id: String?)

        /// Bytes that it holds, with what its bookkeeping costs.
        var bytes: Int {
            switch self {
            case .event(_, let body): body.count + 64
            case .refused: 256
            }
        }
    }

    /// Lines in a row; `asked` when the writer has them, else they only wait for those before.
    private struct Run {
        let first: UInt64
        let lines: [Line]
        let asked: Bool
        let bytes: Int
    }

    /// What a read came to.
    struct Output {
        var answers: [UInt8] = []
        var parcel: Parcel?
    }

    private let id: UInt64
    private let peerUser: UInt32
    /// The types that this user may append; nil is all.
    private let allowed: Set<EventType>?
    private var splitter = LineSplitter(limit: Limits.largeEventBytes)
    /// The lines of the read under way.
    private var gathered: [Line] = []
    private var gatheredFirst: UInt64 = 1
    private var runs: [Run] = []
    /// Bytes of lines that wait for answers.
    private(set) var waitingBytes = 0

    init(id: UInt64, peerUser: UInt32, allowed: Set<EventType>?) {
        self.id = id
        self.peerUser = peerUser
        self.allowed = allowed
    }

    /// Bytes of the line that has not ended yet.
    var partialBytes: Int { splitter.heldBytes }

    /// Whether every line so far has been answered.
    var isIdle: Bool { runs.isEmpty && gathered.isEmpty }

    /// Takes bytes as they come.
    mutating func receive(_ bytes: [UInt8]) {
        var splitter = LineSplitter(limit: 0)
        swap(&splitter, &self.splitter)
        splitter.push(bytes) { gather($0) }
        swap(&splitter, &self.splitter)
    }

    /// The stream has ended: a last line without LF counts if it is whole.
    mutating func end() {
        if let piece = splitter.finish() { gather(piece) }
    }

    /// What the lines since the last call came to.
    mutating func flush() -> Output {
        var output = Output()
        guard !gathered.isEmpty else { return output }
        var lines = gathered[...]
        gathered = []
        if runs.isEmpty {
            let atOnce = lines.prefix { if case .refused = $0 { true } else { false } }
            for (offset, line) in atOnce.enumerated() {
                answer(line, .written(0), gatheredFirst + UInt64(offset), to: &output.answers)
            }
            lines = lines.dropFirst(atOnce.count)
            gatheredFirst += UInt64(atOnce.count)
        }
        guard !lines.isEmpty else { return output }
        let asked = lines.contains { if case .event = $0 { true } else { false } }
        let bytes = lines.reduce(0) { $0 + $1.bytes }
        runs.append(Run(first: gatheredFirst, lines: Array(lines), asked: asked, bytes: bytes))
        gatheredFirst += UInt64(lines.count)
        waitingBytes += bytes
        if asked {
            output.parcel = Parcel(connection: id, peerUser: peerUser, items: lines.map(Self.item))
        }
        return output
    }

    /// The answers that a receipt brings, with those that waited for nothing else.
    mutating func settle(_ receipt: Receipt) -> [UInt8] {
        var answers: [UInt8] = []
        guard let run = runs.first, run.asked, run.lines.count == receipt.verdicts.count else {
            return answers
        }
        answer(run, receipt.verdicts, to: &answers)
        while let next = runs.first, !next.asked { answer(next, [], to: &answers) }
        return answers
    }

    private mutating func answer(_ run: Run, _ verdicts: [Verdict], to answers: inout [UInt8]) {
        runs.removeFirst()
        waitingBytes -= run.bytes
        for (offset, line) in run.lines.enumerated() {
            let verdict = offset < verdicts.count ? verdicts[offset] : .written(0)
            answer(line, verdict, run.first + UInt64(offset), to: &answers)
        }
    }

    private func answer(_ line: Line, _ verdict: Verdict, _ number: UInt64, to answers: inout [UInt8]) {
        let acknowledgement: AcknowledgementLine
        switch (line, verdict) {
        case (.refused(let refusal, let id), _):
            acknowledgement = .refused(RefusedLine(refusal, line: number, id: id))
        case (.event, .written(let position)):
            acknowledgement = .appended(position)
        case (.event, .duplicate(let position)):
            acknowledgement = .duplicate(position)
        case (.event(let key, _), .refused(let refusal)):
            acknowledgement = .refused(RefusedLine(refusal, line: number, id: key.id.text))
        }
        acknowledgement.write(to: &answers)
    }

    private static func item(_ line: Line) -> Parcel.Item {
        switch line {
        case .event(let key, let body): .event(key, body)
        case .refused(let refusal, _): .refused(refusal)
        }
    }

    private mutating func gather(_ piece: LineSplitter.Piece) {
        switch piece {
        case .line(let line): gathered.append(read(line.bytes))
        case .tooLong(let line):
            let limit = Limits.largeEventBytes
            gathered.append(
                .refused(
                    Refusal(
                        .tooLarge,
                        "the line has \(line.count) bytes; an event of any type has at most \(limit)",
                        limit: "\(limit) bytes", found: "\(line.count) bytes"),
                    id: nil))
        }
    }

    private func read(_ bytes: [UInt8]) -> Line {
        do throws(Refusal) {
            let event = try Event.decode(bytes)
            guard allowed?.contains(event.type) ?? true else {
                throw Refusal(
                    .forbidden, field: "/type",
                    "user \(peerUser) may not append events of type \(event.type.name)")
            }
            return .event(EventKey(type: event.type, id: event.id), bytes)
        } catch {
            return .refused(error, id: Event.peekIdentity(bytes).id?.text)
        }
    }
}
