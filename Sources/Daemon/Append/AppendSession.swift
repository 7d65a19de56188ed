import Journal
import Model
import Wire

/// What one connection of `append.sock` says and hears, without the socket: bytes in, parcels and answers
/// out.
///
/// Answers stand in the order of the lines. A refused line with nothing in flight before it is answered at
/// once; otherwise it waits its turn. One connection's own: it is not copied.
struct AppendSession: ~Copyable {
    /// Lines in a row.
    private struct Run {
        let first: UInt64
        var items = Parcel.Items()
        /// The ids of refused lines, where they could be read, by place.
        var ids: [Int: String] = [:]

        mutating func append(_ refusal: Refusal, id: String?) {
            if let id { ids[items.count] = id }
            items.append(refusal)
        }
    }

    /// A run that waits for its answers.
    private struct Waiting {
        let first: UInt64
        let ids: [Int: String]
        let parcel: Parcel

        var items: Parcel.Items { parcel.items }
        var count: Int { parcel.items.count }

        /// Whether the writer has them; else they only wait for those before.
        var asked: Bool { parcel.items.events.count > 0 }

        /// Bytes that they hold, with what their bookkeeping costs.
        var bytes: Int {
            parcel.items.events.bytes + 128 * parcel.items.events.count + 256 * parcel.items.refused.count
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
    private var waiting: [Waiting] = []
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
    var isIdle: Bool { waiting.isEmpty && gathered.items.isEmpty }

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
    ///
    /// - Parameter decoder: whichever; it is the loop's, as making one costs as much as some hundred bytes.
    mutating func take(_ lines: Int, with decoder: inout ImageDecoder) -> Output {
        if gathered.items.isEmpty {
            let bytes = min(rawBytes, lines * Self.lineBytes)
            gathered.items = Parcel.Items(EventBlock(events: 1 + bytes / Self.lineBytes, bytes: bytes))
        }
        while rawBytes > 0, gathered.items.count < lines, gatheredRefused < Self.stepLines {
            cut(min(Self.stepLines, lines - gathered.items.count), with: &decoder)
        }
        if rawBytes == 0, endWaits, gathered.items.count < lines {
            endWaits = false
            if let piece = splitter.finish() { gather(piece, with: &decoder) }
        }
        return flush()
    }

    /// Lines that are cut before a look at what they were.
    private static let stepLines = 32

    /// Bytes of a line that room is made for: about a decision with what outcomes there are.
    private static let lineBytes = 384

    private mutating func cut(_ lines: Int, with decoder: inout ImageDecoder) {
        let raw = raw
        var left = lines
        while left > 0, let (line, next) = splitter.takeWhole(in: raw, from: rawStart) {
            read(raw, line, with: &decoder)
            rawStart = next
            left -= 1
        }
        if left > 0 {
            var splitter = LineSplitter(limit: 0)
            swap(&splitter, &self.splitter)
            rawStart = splitter.push(raw, from: rawStart, lines: left) { gather($0, with: &decoder) }
            swap(&splitter, &self.splitter)
        }
        if rawStart == raw.count { discardRaw() }
    }

    private mutating func discardRaw() {
        raw = []
        rawStart = 0
    }

    private mutating func flush() -> Output {
        var output = Output()
        var run = Run(first: gathered.first + UInt64(gathered.items.count))
        swap(&run, &gathered)
        guard !run.items.isEmpty else { return output }
        output.lines = run.items.count
        output.refused = gatheredRefused
        gatheredRefused = 0
        if waiting.isEmpty {
            let atOnce = run.items.refusedFirst
            if atOnce > 0 {
                run = answerAtOnce(run, atOnce, to: &output.answers)
                guard !run.items.isEmpty else { return output }
            }
        }
        let parcel = Parcel(connection: id, peerUser: peerUser, items: run.items)
        let next = Waiting(first: run.first, ids: run.ids, parcel: parcel)
        waitingBytes += next.bytes
        if next.asked {
            // Those that the writer is told of are counted there.
            output.refused -= parcel.items.refused.count
            output.parcel = parcel
        }
        waiting.append(next)
        return output
    }

    /// Answers the first lines of a run, which are refused and wait for nothing; gives the rest.
    private func answerAtOnce(_ run: Run, _ count: Int, to answers: inout [UInt8]) -> Run {
        for line in run.items.refused.prefix(count) {
            write(line.refusal, run.ids[line.place], run.first + UInt64(line.place), to: &answers)
        }
        var rest = Run(first: run.first + UInt64(count), items: run.items)
        rest.items.removeFirst(refused: count)
        for (place, id) in run.ids where place >= count { rest.ids[place - count] = id }
        return rest
    }

    /// The answers that a receipt brings, with those that waited for nothing else.
    mutating func settle(_ receipt: Receipt) -> [UInt8] {
        var answers: [UInt8] = []
        guard let first = waiting.first, first.asked, first.count == receipt.verdicts.count else {
            return answers
        }
        answers.reserveCapacity(receipt.verdicts.count * Self.answerBytes)
        answer(first, receipt.verdicts, to: &answers)
        while let next = waiting.first, !next.asked { answer(next, [], to: &answers) }
        return answers
    }

    /// What an answer with a position of twelve digits comes to.
    private static let answerBytes = 26

    private mutating func answer(_ run: Waiting, _ verdicts: [Verdict], to answers: inout [UInt8]) {
        waiting.removeFirst()
        waitingBytes -= run.bytes
        var place = 0
        run.items.forEach { event in
            switch verdicts[place] {
            case .written(let position):
                AcknowledgementLine.write(position, isDuplicate: false, to: &answers)
            case .duplicate(let position):
                AcknowledgementLine.write(position, isDuplicate: true, to: &answers)
            case .refused(let refusal):
                let image = run.items.events[event]
                write(refusal, image.identifier(image.idRange).text, run.first + UInt64(place), to: &answers)
            }
            place += 1
        } refused: { refusal in
            write(refusal, run.ids[place], run.first + UInt64(place), to: &answers)
            place += 1
        }
    }

    private func write(_ refusal: Refusal, _ id: String?, _ number: UInt64, to answers: inout [UInt8]) {
        AcknowledgementLine.refused(RefusedLine(refusal, line: number, id: id)).write(to: &answers)
    }

    private mutating func gather(_ piece: LineSplitter.Piece, with decoder: inout ImageDecoder) {
        switch piece {
        case .line(let line): read(line.bytes, line.bytes.indices, with: &decoder)
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

    /// Reads the line that stands in a chunk.
    private mutating func read(_ chunk: [UInt8], _ line: Range<Int>, with decoder: inout ImageDecoder) {
        let (allowed, peerUser) = (allowed, peerUser)
        do throws(Refusal) {
            try gathered.items.events.append(chunk, line, with: &decoder) { type throws(Refusal) in
                guard let allowed, !allowed.contains(type) else { return }
                throw Refusal(
                    .forbidden, field: "/type",
                    "user \(peerUser) may not append events of type \(type.name)")
            }
        } catch {
            refuse(error, id: Event.peekIdentity(Array(chunk[line])).id?.text)
        }
    }

    private mutating func refuse(_ refusal: Refusal, id: String?) {
        gathered.append(refusal, id: id)
        gatheredRefused += 1
    }
}
