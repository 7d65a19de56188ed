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
        case event(EventImage, [UInt8])
        indirect case refused(Refusal, id: String?)

        /// Bytes that it holds, with what its bookkeeping costs.
        var bytes: Int {
            switch self {
            case .event(let image, let body): body.count + image.bytes.count + 128
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

    /// What a turn came to.
    struct Output {
        /// How many lines ended.
        var lines = 0
        var answers: [UInt8] = []
        var parcel: Parcel?
        /// Lines refused for themselves that the writer is not told of.
        var refused = 0
    }

    private let id: UInt64
    private let peerUser: UInt32
    /// The types that this user may append; nil is all.
    private let allowed: Set<EventType>?
    private var splitter = LineSplitter(limit: Limits.largeEventBytes)
    /// Bytes as they came; those from `rawStart` on are not cut into lines yet.
    private var raw: [UInt8] = []
    private var rawStart = 0
    /// Whether the stream has ended, and its last line is still to be looked at.
    private var endWaits = false
    /// The lines of the turn under way.
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

    /// Bytes that are not cut into lines yet.
    var rawBytes: Int { raw.count - rawStart }

    /// Whether `take` has something to do.
    var hasMore: Bool { rawBytes > 0 || endWaits }

    /// Whether every line that was taken has been answered.
    var isIdle: Bool { runs.isEmpty && gathered.isEmpty }

    /// Keeps bytes as they come, for `take`.
    mutating func receive(_ bytes: [UInt8]) {
        if rawBytes == 0 {
            raw = bytes
        } else {
            raw.removeFirst(rawStart)
            raw.append(contentsOf: bytes)
        }
        rawStart = 0
    }

    /// The stream has ended: a last line without LF counts if it is whole.
    mutating func end() { endWaits = true }

    /// Forgets what was not taken.
    mutating func discard() {
        discardRaw()
        endWaits = false
    }

    /// Takes the next lines, at most that many, and fewer when they are refused, which costs more and is
    /// answered at length; says what they came to.
    mutating func take(_ lines: Int) -> Output {
        var refused = 0
        while rawBytes > 0, gathered.count < lines, refused < Self.stepLines {
            let before = gathered.count
            cut(min(Self.stepLines, lines - before))
            for case .refused in gathered[before...] { refused += 1 }
        }
        if rawBytes == 0, endWaits, gathered.count < lines {
            endWaits = false
            if let piece = splitter.finish() { gather(piece) }
        }
        return flush()
    }

    /// Lines that are cut before a look at what they were.
    private static let stepLines = 32

    private mutating func cut(_ lines: Int) {
        var splitter = LineSplitter(limit: 0)
        swap(&splitter, &self.splitter)
        let end = Self.end(of: lines, in: raw.span, from: rawStart)
        if rawStart == 0, end == raw.count {
            splitter.push(raw) { gather($0) }
        } else {
            splitter.push(Array(raw[rawStart..<end])) { gather($0) }
        }
        swap(&splitter, &self.splitter)
        rawStart = end
        if rawStart == raw.count { discardRaw() }
    }

    private mutating func discardRaw() {
        raw = []
        rawStart = 0
    }

    /// Where the next `lines` lines end: behind an LF, or at the end of the bytes.
    private static func end(of lines: Int, in bytes: borrowing Swift.Span<UInt8>, from start: Int) -> Int {
        guard bytes.count - start > lines else { return bytes.count }
        var found = 0
        var index = start
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\n") {
                found += 1
                if found == lines { return index + 1 }
            }
            index += 1
        }
        return bytes.count
    }

    private mutating func flush() -> Output {
        var output = Output()
        guard !gathered.isEmpty else { return output }
        var lines = gathered[...]
        gathered = []
        output.lines = lines.count
        if runs.isEmpty {
            let atOnce = lines.prefix { if case .refused = $0 { true } else { false } }
            for (offset, line) in atOnce.enumerated() {
                answer(line, .written(0), gatheredFirst + UInt64(offset), to: &output.answers)
            }
            output.refused = atOnce.count
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
        } else {
            output.refused += lines.count
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
        case (.event(let image, _), .refused(let refusal)):
            acknowledgement = .refused(RefusedLine(refusal, line: number, id: image.id.text))
        }
        acknowledgement.write(to: &answers)
    }

    private static func item(_ line: Line) -> Parcel.Item {
        switch line {
        case .event(let image, let body): .event(image, body)
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
            let image = try EventImage.decode(bytes)
            guard allowed?.contains(image.type) ?? true else {
                throw Refusal(
                    .forbidden, field: "/type",
                    "user \(peerUser) may not append events of type \(image.type.name)")
            }
            return .event(image, bytes)
        } catch {
            return .refused(error, id: Event.peekIdentity(bytes).id?.text)
        }
    }
}
