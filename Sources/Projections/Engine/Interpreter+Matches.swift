import Digest
import Model

extension Interpreter {
    /// What the index has for a block.
    struct Matches {
        /// For each question what it found; nil where nothing is there yet.
        var answers: [IndexEntry?] = []
        /// What may wait for the id of an event: by the number of the event, then by position.
        var waited: [(event: Int, entry: IndexEntry)] = []
    }

    /// Looks up what outcomes and withdrawals name, notes which of them have to wait, and looks up what waits
    /// for the ids of the block.
    mutating func match(
        _ block: ImageBlock, _ range: Range<Int>, _ places: Places, _ hot: HotIndex,
        _ index: borrowing IndexReader, _ batch: inout Batch
    ) throws -> Matches {
        var matches = Matches(answers: try answers(block, places, index))
        var waiting: [IndexEntry] = []
        for (question, event) in places.askers.enumerated() where matches.answers[question] == nil {
            let image = block[event]
            let position = block.first + Position(event)
            let isOutcome = image.type == .outcome
            if isOutcome { batch.waiting[position] = HotRows.Waiting(at: image.at, decision: 0) }
            waiting.append(
                IndexEntry(
                    fingerprint: fingerprint(
                        isOutcome ? Space.outcomesFor : Space.withdrawalsOf, image, image.target.name),
                    position: position, table: isOutcome ? TableNumber.outcomes : TableNumber.none,
                    row: places.events[event - range.lowerBound].row))
        }
        if !waiting.isEmpty {
            mayWait = true
            hot.insert(.waiting, waiting)
        }
        if mayWait { matches.waited = try waited(for: block, range, index) }
        return matches
    }

    private func answers(
        _ block: ImageBlock, _ places: Places, _ index: borrowing IndexReader
    ) throws -> [IndexEntry?] {
        var answers = [IndexEntry?](repeating: nil, count: places.questions.count)
        var more: [Int: [IndexEntry]] = [:]
        try index.find(.identifiers, places.questions) { question, entry in
            guard entry.position < block.first + Position(places.askers[question]) else { return }
            if let first = answers[question] {
                more[question, default: [first]].append(entry)
            } else {
                answers[question] = entry
            }
        }
        // Fingerprints that meet are told apart by the records.
        for question in more.keys.sorted() {
            let image = block[places.askers[question]]
            let name = image.bytes.extracting(image.target.name)
            answers[question] = nil
            for entry in (more[question] ?? []).sorted(by: { $0.position < $1.position }) {
                let other = try self.image(at: entry.position)
                if ColumnBytes.same(other.bytes.span.extracting(other.idRange), name) {
                    answers[question] = entry
                    break
                }
            }
        }
        return answers
    }

    private func waited(
        for block: ImageBlock, _ range: Range<Int>, _ index: borrowing IndexReader
    ) throws -> [(event: Int, entry: IndexEntry)] {
        var keys: [Fingerprint] = []
        var events: [Int] = []
        keys.reserveCapacity(range.count)
        events.reserveCapacity(range.count)
        for event in range {
            let image = block[event]
            let type = image.type
            guard type == .decision || type == .outcome else { continue }
            let space = type == .decision ? Space.outcomesFor : Space.withdrawalsOf
            keys.append(fingerprint(space, image, image.idRange))
            events.append(event)
        }
        var waited: [(event: Int, entry: IndexEntry)] = []
        try index.find(.waiting, keys) { key, entry in
            guard entry.position < block.first + Position(events[key]) else { return }
            waited.append((events[key], entry))
        }
        return waited.sorted { ($0.event, $0.entry.position) < ($1.event, $1.entry.position) }
    }
}
