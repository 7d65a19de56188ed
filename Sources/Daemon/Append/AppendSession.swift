import Journal
import Model
import Wire

/// What one connection of `append.sock` says and hears, without the socket: bytes in, parcels and answers
/// out.
///
/// Answers stand in the order of the lines. A refused line with nothing in flight before it is answered at
/// once; otherwise it waits its turn.
struct AppendSession {
    /// Lines in a row; `asked` when the writer has them, else they only wait for those before.
    private struct Run {
        let first: UInt64
        var items: [Parcel.Item] = []
        /// The ids of refused lines, where they could be read, by place.
        var ids: [Int: String] = [:]
        var asked = false
        /// Bytes that they hold, with what their bookkeeping costs.
        var bytes = 0

        mutating func append(_ image: EventImage, _ body: [UInt8]) {
            items.append(.event(image, body))
            asked = true
            bytes += body.count + image.bytes.count + 128
        }

        mutating func append(_ refusal: Refusal, id: String?) {
            if let id { ids[items.count] = id }
            items.append(.refused(refusal))
            bytes += 256
        }
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
    private var gathered = Run(first: 1)
    private var gatheredRefused = 0
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
    var isIdle: Bool { runs.isEmpty && gathered.items.isEmpty }

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
        while rawBytes > 0, gathered.items.count < lines, gatheredRefused < Self.stepLines {
            cut(min(Self.stepLines, lines - gathered.items.count))
        }
        if rawBytes == 0, endWaits, gathered.items.count < lines {
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
        rawStart = splitter.push(raw, from: rawStart, lines: lines) { gather($0) }
        swap(&splitter, &self.splitter)
        if rawStart == raw.count { discardRaw() }
    }

    private mutating func discardRaw() {
        raw = []
        rawStart = 0
    }

    private mutating func flush() -> Output {
        var output = Output()
        var run = gathered
        guard !run.items.isEmpty else { return output }
        gathered = Run(first: run.first + UInt64(run.items.count))
        output.lines = run.items.count
        output.refused = gatheredRefused
        gatheredRefused = 0
        if runs.isEmpty {
            let atOnce = run.items.prefix { if case .refused = $0 { true } else { false } }.count
            if atOnce > 0 {
                run = answerAtOnce(run, atOnce, to: &output.answers)
                guard !run.items.isEmpty else { return output }
            }
        }
        waitingBytes += run.bytes
        runs.append(run)
        guard run.asked else { return output }
        // Those that the writer is told of are counted there.
        if output.refused > 0 {
            output.refused -= run.items.count { if case .refused = $0 { true } else { false } }
        }
        output.parcel = Parcel(connection: id, peerUser: peerUser, items: run.items)
        return output
    }

    /// Answers the first lines of a run, which are refused and wait for nothing; gives the rest.
    private func answerAtOnce(_ run: Run, _ count: Int, to answers: inout [UInt8]) -> Run {
        var rest = Run(first: run.first + UInt64(count))
        for (place, item) in run.items.enumerated() {
            switch item {
            case .event(let image, let body): rest.append(image, body)
            case .refused(let refusal) where place < count:
                write(refusal, run.ids[place], run.first + UInt64(place), to: &answers)
            case .refused(let refusal): rest.append(refusal, id: run.ids[place])
            }
        }
        return rest
    }

    /// The answers that a receipt brings, with those that waited for nothing else.
    mutating func settle(_ receipt: Receipt) -> [UInt8] {
        var answers: [UInt8] = []
        guard let run = runs.first, run.asked, run.items.count == receipt.verdicts.count else {
            return answers
        }
        answers.reserveCapacity(run.items.count * Self.answerBytes)
        answer(run, receipt.verdicts, to: &answers)
        while let next = runs.first, !next.asked { answer(next, [], to: &answers) }
        return answers
    }

    /// What an answer with a position of twelve digits comes to.
    private static let answerBytes = 26

    private mutating func answer(_ run: Run, _ verdicts: [Verdict], to answers: inout [UInt8]) {
        runs.removeFirst()
        waitingBytes -= run.bytes
        for (place, item) in run.items.enumerated() {
            let number = run.first + UInt64(place)
            if case .refused(let refusal) = item {
                write(refusal, run.ids[place], number, to: &answers)
                continue
            }
            switch verdicts[place] {
            case .written(let position):
                AcknowledgementLine.write(position, isDuplicate: false, to: &answers)
            case .duplicate(let position):
                AcknowledgementLine.write(position, isDuplicate: true, to: &answers)
            case .refused(let refusal):
                guard case .event(let image, _) = item else { continue }
                write(refusal, image.id.text, number, to: &answers)
            }
        }
    }

    private func write(_ refusal: Refusal, _ id: String?, _ number: UInt64, to answers: inout [UInt8]) {
        AcknowledgementLine.refused(RefusedLine(refusal, line: number, id: id)).write(to: &answers)
    }

    private mutating func gather(_ piece: LineSplitter.Piece) {
        switch piece {
        case .line(let line): read(line.bytes)
        case .tooLong(let line):
            let limit = Limits.largeEventBytes
            refuse(
                Refusal(
                    .tooLarge,
                    "the line has \(line.count) bytes; an event of any type has at most \(limit)",
                    limit: "\(limit) bytes", found: "\(line.count) bytes"),
                id: nil)
        }
    }

    private mutating func read(_ bytes: [UInt8]) {
        do throws(Refusal) {
            let image = try EventImage.decode(bytes)
            if let allowed, !allowed.contains(image.type) {
                throw Refusal(
                    .forbidden, field: "/type",
                    "user \(peerUser) may not append events of type \(image.type.name)")
            }
            gathered.append(image, bytes)
        } catch {
            refuse(error, id: Event.peekIdentity(bytes).id?.text)
        }
    }

    private mutating func refuse(_ refusal: Refusal, id: String?) {
        gathered.append(refusal, id: id)
        gatheredRefused += 1
    }
}
