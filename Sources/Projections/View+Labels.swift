import LMDB
package import Model

// The label of a decision, whatever the order in which outcomes, decisions, corrections and withdrawals
// arrived: outcomes that name it lie in the label log under its row, those that name its subject in the table
// of outcomes, and the question is put together when it is asked.

extension View {
    /// The outcomes that bear on a decision as far as known, in position order; those taken back say by what.
    package func outcomes(for row: DecisionRow, at knowledge: Knowledge) throws -> [OutcomeRow] {
        try recordedOutcomes(for: row, at: knowledge).map(\.row)
    }

    /// The same with the records that hold them.
    ///
    /// An outcome for the subject bears on it when it names no other model, the decision's role is one of the
    /// contract's (live and shadow without a contract), and its `at` is not before the decision's nor later
    /// than the contract's window after it. Cost: one record an outcome.
    package func recordedOutcomes(
        for row: DecisionRow, at knowledge: Knowledge
    ) throws -> [(row: OutcomeRow, event: RecordedEvent)] {
        var places: [(position: Position, direct: Bool)] = []
        try labelEntries(of: row) { entry in
            if knowledge.includes(position: entry.position, at: Timestamp(microseconds: entry.at)) {
                places.append((entry.position, true))
            }
        }
        if try subjectOutcomeCount() > 0 {
            for entry in try entries(
                .subjects, fingerprinter.fingerprint(Space.subject, row.subject),
                through: min(knowledge.position, position)) where entry.table == TableNumber.outcomes
            {
                places.append((entry.position, false))
            }
        }
        places.sort { $0.position < $1.position }
        let reach = places.contains { !$0.direct } ? try reach(of: row.series, knowledge) : SubjectReach(nil)
        var found: [(row: OutcomeRow, event: RecordedEvent)] = []
        for (position, direct) in places {
            let event = try recorded(at: position)
            let image = event.image
            if !direct {
                guard image.bytes[image.target.name].elementsEqual(row.subject.text.utf8),
                    knowledge.includes(position: position, at: image.at),
                    reach.roles.contains(row.series.role),
                    reach.covers(decisionAt: row.at, outcomeAt: image.at),
                    case let model = image.namedModel, model == nil || model == row.series.model
                else { continue }
            }
            let row = OutcomeRow(
                image, position: position, direct: direct,
                withdrawnBy: try withdrawal(at: position, knowledge))
            found.append((row, event))
        }
        return found
    }

    func reach(of series: Series, _ knowledge: Knowledge) throws -> SubjectReach {
        SubjectReach(
            try contract(model: series.model, version: series.version, asOf: knowledge.position))
    }

    /// Outcomes that name a subject, as of the view's position.
    func subjectOutcomeCount() throws -> UInt64 {
        if let known = memory.subjectOutcomes { return known }
        return try hot.reduce(Self.word(Keys.bySubject, in: moment.columns)) { $0 + $1.bySubject }
    }

    /// Every entry of the label log for a row, in no order.
    private func labelEntries(of row: DecisionRow, _ body: (LabelEntry) -> Void) throws {
        let table = row.series.number
        let number = UInt32(truncatingIfNeeded: row.row)
        try labelRecords(of: table, rows: number..<(number + 1)) { bytes in
            for start in stride(from: 0, to: bytes.count, by: LabelEntry.bytes) {
                body(LabelEntry(bytes, start))
            }
        }
    }

    /// Hands over the label records of some rows of a table, run after run, each run's in order of rows.
    func labelRecords(
        of table: UInt32, rows: Range<UInt32>, _ body: (Swift.Span<UInt8>) throws -> Void
    ) throws {
        let sealed = moment.index.runs.position
        try moment.index.runs.scan(
            .labels, from: LabelEntry.key(table: table, row: rows.lowerBound),
            to: LabelEntry.key(table: table, row: rows.upperBound)
        ) { bytes in
            try body(bytes)
            return true
        }
        for rowsInMemory in hot where rowsInMemory.through > sealed {
            let blocks = rowsInMemory.labels[table] ?? []
            try allowance?.spend(entries: blocks.count)
            for block in blocks {
                let range = block.range(rows: rows)
                if !range.isEmpty { try body(block.bytes.span.extracting(range)) }
            }
        }
    }

    /// The position of the first known withdrawal of an outcome, nil while it stands.
    package func withdrawal(of outcome: Identifier, at knowledge: Knowledge) throws -> Position? {
        guard let found = try position(of: outcome, type: .outcome, asOf: knowledge.position) else {
            return nil
        }
        return try withdrawal(at: found, knowledge)
    }

    /// The same by the outcome's position.
    func withdrawal(at outcome: Position, _ knowledge: Knowledge) throws -> Position? {
        var found: Position?
        func take(_ withdrawal: Position, _ at: Int64) {
            guard knowledge.includes(position: withdrawal, at: Timestamp(microseconds: at)) else { return }
            found = min(found ?? withdrawal, withdrawal)
        }
        try moment.columns.walk(CoreTables.withdrawn, prefix: Keys.position(outcome)) { key, value in
            var place = RowReader(key, of: CoreTables.withdrawn.name)
            _ = try place.word64()
            let withdrawal = try place.word64()
            var row = RowReader(value, of: CoreTables.withdrawn.name)
            take(withdrawal, try row.time())
            return true
        }
        for rows in hot {
            try allowance?.spend(entries: rows.withdrawn.count)
            for entry in rows.withdrawn where entry.outcome == outcome { take(entry.withdrawal, entry.at) }
        }
        return found
    }

    /// Which outcomes are taken back as far as known, and by which withdrawal first. Cost: all withdrawals
    /// once.
    func withdrawn(_ knowledge: Knowledge) throws -> [Position: Position] {
        if let known = memory.withdrawn[knowledge] { return known }
        var found: [Position: Position] = [:]
        func take(_ outcome: Position, _ withdrawal: Position, _ at: Int64) {
            guard knowledge.includes(position: withdrawal, at: Timestamp(microseconds: at)) else { return }
            found[outcome] = min(found[outcome] ?? withdrawal, withdrawal)
        }
        try moment.columns.walk(CoreTables.withdrawn) { key, value in
            var place = RowReader(key, of: CoreTables.withdrawn.name)
            let (outcome, withdrawal) = (try place.word64(), try place.word64())
            var row = RowReader(value, of: CoreTables.withdrawn.name)
            take(outcome, withdrawal, try row.time())
            return true
        }
        for rows in hot { for entry in rows.withdrawn { take(entry.outcome, entry.withdrawal, entry.at) } }
        memory.withdrawn[knowledge] = found
        return found
    }

    /// The label of a decision as of what is known. Cost: a look-up in each run, and one record an outcome.
    package func label(of row: DecisionRow, at knowledge: Knowledge) throws -> LabelState {
        try label(of: row, from: try outcomes(for: row, at: knowledge), at: knowledge)
    }

    /// The same from the outcomes that bear on it.
    package func label(
        of row: DecisionRow, from outcomes: [OutcomeRow], at knowledge: Knowledge
    ) throws -> LabelState {
        guard !outcomes.isEmpty else { return .none }
        let contract = try contract(
            model: row.series.model, version: row.series.version, asOf: knowledge.position)
        return LabelState(of: outcomes, byTime: knowledge.labelsBy != nil, contract: contract)
    }

    /// The contract of a version in force as of a position.
    package func contract(model: Identifier, version: Identifier, asOf: Position) throws -> Contract? {
        try contractInForce(model: model, version: version, asOf: asOf)?.contract
    }

    /// Of a version's contracts known at a position, the one with the greatest (`at`, position). Looked up
    /// once a view.
    package func contractInForce(
        model: Identifier, version: Identifier, asOf: Position
    ) throws -> ContractInForce? {
        let key = ViewMemory.ContractKey(model: model, version: version, asOf: asOf)
        if let known = memory.contracts[key] { return known }
        var newest: DocumentRow?
        for row in try documents(.contract, model: model, asOf: asOf) where row.version == version {
            if let best = newest, (best.at, best.position) > (row.at, row.position) { continue }
            newest = row
        }
        var found: ContractInForce?
        if let newest, case .contract(let contract) = try event(at: newest.position).body {
            found = ContractInForce(row: newest, contract: contract)
        }
        memory.contracts[key] = .some(found)
        return found
    }
}

extension OutcomeRow {
    /// The row of an outcome by its image.
    init(_ image: EventImage, position: Position, direct: Bool, withdrawnBy: Position?) {
        var value: Double?
        var label = Label.boolean(false)
        var by = Identifier("")
        var cursor = ImageCursor(image.bytes.span, from: image.target.cells)
        while let cell = cursor.next() {
            let text = cell.textStart..<(cell.textStart + cell.textCount)
            switch FieldCode(rawValue: image.bytes[cell.nameStart]) {
            case .value: value = Double(bitPattern: cell.bits)
            case .label:
                switch CellTag(rawValue: cell.tag) {
                case .yes: label = .boolean(true)
                case .text: label = .text(image.identifier(text))
                case .number: label = .number(Double(bitPattern: cell.bits))
                default: break
                }
            case .by: by = image.identifier(text)
            default: break
            }
        }
        self.init(
            position: position, id: image.id, at: image.at, by: by, label: label, value: value,
            direct: direct,
            withdrawnBy: withdrawnBy)
    }
}
