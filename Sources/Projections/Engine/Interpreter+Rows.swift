import Digest
import Journal
import Model

extension Interpreter {
    /// Makes the rows of a block's events, in their order.
    mutating func makeRows(
        _ block: ImageBlock, _ range: Range<Int>, _ places: Places, _ matches: Matches, _ hot: HotIndex,
        _ batch: inout Batch
    ) throws {
        var waited = matches.waited[...]
        for event in range {
            let image = block[event]
            let position = block.first + Position(event)
            let place = places.events[event - range.lowerBound]
            let answer = place.question < 0 ? nil : matches.answers[place.question]
            let type = image.type
            batch.counts[Int(type.rawValue)] += 1
            if place.slot >= 0 {
                tables.append(image, at: position, place.slot, row: place.row, &batch.parts)
            }
            switch type {
            case .decision:
                while let first = waited.first, first.event == event {
                    try label(image, at: position, place, by: first.entry, &batch)
                    waited.removeFirst()
                }
            case .outcome:
                if image.namesSubject { batch.bySubject += 1 }
                let (label, value) = entry(of: image, at: position)
                if let answer {
                    let slot = tables.slot(of: answer.table)
                    tables.label(label, value: value, slot, row: answer.row)
                }
                while let first = waited.first, first.event == event {
                    try withdraw(image, at: position, by: first.entry, &batch)
                    waited.removeFirst()
                }
            case .outcomeWithdrawn:
                if let answer {
                    batch.withdrawn.append(
                        HotRows.Withdrawn(outcome: answer.position, withdrawal: position, at: image.at))
                }
            case .contract, .deployment, .policy, .replaySet, .review, .pin:
                try document(at: position, hot, &batch)
            }
            if image.hasUnknownFields { count(image, at: position, &batch) }
            if event % Self.stretch == 0 { giveWay() }
        }
    }

    /// Events whose rows are made before others may have the core.
    private static var stretch: Int { 256 }

    /// Labels a decision by an outcome that may have waited for it.
    private mutating func label(
        _ image: borrowing ImageView, at position: Position, _ place: Place, by entry: IndexEntry,
        _ batch: inout Batch
    ) throws {
        let waiting = try self.image(at: entry.position)
        guard !waiting.namesSubject, Self.names(waiting, image) else { return }
        batch.waiting[entry.position] = HotRows.Waiting(at: waiting.at.microseconds, decision: position)
        let (label, value) = self.entry(of: waiting.view, at: entry.position)
        tables.label(label, value: value, place.slot, row: place.row)
    }

    /// Takes an outcome back by a withdrawal that may have waited for it.
    private func withdraw(
        _ image: borrowing ImageView, at position: Position, by entry: IndexEntry, _ batch: inout Batch
    ) throws {
        let waiting = try self.image(at: entry.position)
        guard Self.names(waiting, image) else { return }
        batch.withdrawn.append(
            HotRows.Withdrawn(outcome: position, withdrawal: entry.position, at: waiting.at.microseconds))
    }

    /// Whether what an outcome or a withdrawal names is the id of an event.
    private static func names(_ waiting: EventImage, _ image: borrowing ImageView) -> Bool {
        ColumnBytes.same(
            waiting.bytes.span.extracting(waiting.target.name), image.bytes.extracting(image.idRange))
    }

    /// The label that an outcome gives; numbers its texts.
    private mutating func entry(
        of image: borrowing ImageView, at position: Position
    ) -> (entry: LabelEntry, value: Double?) {
        var entry = LabelEntry(
            position: position, at: image.at, kind: 0, payload: 0, by: 0,
            direct: !image.namesSubject)
        var value: Double?
        var cursor = ImageCursor(image.bytes, from: image.target.cells)
        while let cell = cursor.next() {
            switch FieldCode(rawValue: image.bytes[cell.nameStart]) {
            case .value: value = Double(bitPattern: cell.bits)
            case .label:
                switch CellTag(rawValue: cell.tag) {
                case .yes: entry.kind = 1
                case .text:
                    entry.kind = LabelEntry.texts
                    entry.payload = UInt64(
                        names.code(of: image.identifier(cell.textStart..<(cell.textStart + cell.textCount))))
                case .number:
                    entry.kind = LabelEntry.numbers
                    entry.payload = cell.bits
                default: break
                }
            case .by:
                entry.by = Self.code(
                    names, image, cell.textStart..<(cell.textStart + cell.textCount), &lastBy)
            case .definition where entry.kind != LabelEntry.numbers && cell.textCount > 0:
                entry.definition = Self.code(
                    names, image, cell.textStart..<(cell.textStart + cell.textCount), &lastDefinition)
            default: break
            }
        }
        return (entry, value)
    }

    /// - Parameter last: the one before of its kind: one labeller after the other is mostly the same.
    private static func code(
        _ names: NameBook, _ image: borrowing ImageView, _ text: Range<Int>,
        _ last: inout (bytes: [UInt8], code: UInt32)
    ) -> UInt32 {
        if ColumnBytes.same(last.bytes.span, image.bytes.extracting(text)) { return last.code }
        let code = names.code(of: image.identifier(text))
        last = (image.array(text), code)
        return code
    }

    private func document(
        at position: Position, _ hot: HotIndex, _ batch: inout Batch
    ) throws {
        guard let record = try journal.record(at: position) else {
            throw ProjectionError.missingRecord(position: position)
        }
        let event: Event
        do {
            event = try Event.decode(record.body)
        } catch {
            throw ProjectionError.unreadableRecord(position: position, detail: error.message)
        }
        var named: (model: Identifier, version: Identifier?)?
        switch event.body {
        case .contract(let contract): named = (contract.model, contract.version)
        case .deployment(let deployment): named = (deployment.model, deployment.version)
        case .policy(let policy): named = (policy.model, nil)
        case .replaySet(let set): named = (set.model, nil)
        case .pin(let pin): named = (pin.model ?? DocumentRow.noModel, nil)
        case .review(let review):
            switch review.target {
            case .version(let model, let version): named = (model, version)
            case .decision(let decision):
                hot.insert(
                    .reviews,
                    IndexEntry(
                        fingerprint: fingerprinter.fingerprint(Space.reviewsOf, decision), position: position,
                        table: TableNumber.none, row: 0))
            }
        case .decision, .outcome, .outcomeWithdrawn: break
        }
        guard let named else { return }
        batch.documents.append(
            DocumentRow(
                position: position, type: event.type, id: event.id, at: event.at, model: named.model,
                version: named.version))
    }

    private func count(_ image: borrowing ImageView, at position: Position, _ batch: inout Batch) {
        let cells: Int
        switch image.type {
        case .decision: cells = image.decision.cells
        case .outcome, .outcomeWithdrawn: cells = image.target.cells
        default: cells = image.idRange.upperBound
        }
        var cursor = ImageCursor(image.bytes, from: cells)
        while cursor.next() != nil {}
        let pointers = cursor.unknownFields()
        for pointer in pointers.prefix(Self.unknownFieldsMax) {
            batch.unknownFields.append(
                (.init(type: image.type.rawValue, pointer: Identifier(pointer)), 1, position))
        }
        let more = pointers.count - Self.unknownFieldsMax
        if more > 0 {
            // The pointer of the whole event stands for what is beyond the bound.
            batch.unknownFields.append(
                (.init(type: image.type.rawValue, pointer: Identifier("")), UInt64(more), position))
        }
    }
}
