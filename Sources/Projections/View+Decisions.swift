import Digest
import LMDB
package import Model

extension View {
    /// A decision by its id as of a position. Cost: one look-up and one record.
    package func decision(_ id: Identifier, asOf: Position) throws -> DecisionRow? {
        try recordedDecision(id, asOf: asOf)?.row
    }

    /// The same with the record that holds it.
    package func recordedDecision(
        _ id: Identifier, asOf: Position
    ) throws -> (row: DecisionRow, event: RecordedEvent)? {
        guard let (entry, event) = try entry(.decision, id, asOf: asOf) else { return nil }
        let row = DecisionRow(
            event.image, position: entry.position, series: try series(of: entry), row: Int(entry.row))
        return (row, event)
    }

    /// The other decisions of a decision's subject and model up to a position that are of certain series, in
    /// position order. Cost: one record each, and a glance at every other entry of the subject.
    ///
    /// - Parameters:
    ///   - isWanted: whether the decisions of a series are; asked once a series.
    ///   - check: called before each; may throw to end it.
    package func others(
        of row: DecisionRow, asOf: Position, in isWanted: (Series) throws -> Bool,
        check: () throws -> Void = {}
    ) throws -> [DecisionRow] {
        let key = fingerprinter.fingerprint(Space.subject, row.subject)
        var found: [DecisionRow] = []
        var wanted: [UInt32: Bool] = [:]
        for entry in try entries(.subjects, key, through: min(asOf, position))
        where entry.position != row.position && entry.table != TableNumber.outcomes {
            try check()
            let series = try series(of: entry)
            guard series.model == row.series.model else { continue }
            let known = wanted[series.number]
            let isKept = try known ?? isWanted(series)
            if known == nil { wanted[series.number] = isKept }
            guard isKept else { continue }
            let image = try image(at: entry.position)
            guard image.bytes[image.decisionHead.subject].elementsEqual(row.subject.text.utf8) else {
                continue
            }
            found.append(DecisionRow(image, position: entry.position, series: series, row: Int(entry.row)))
        }
        return found
    }

    /// Whether any decision of a series names another (`of`), as of the view's position or a little later.
    /// Cost: a look-up; a little more when a checkpoint was sealed since.
    package func namesOthers(_ series: Series) throws -> Bool {
        let table = series.number
        if try engine.partners.namesAny(table, sealed: sealed, in: moment.columns, allowance) { return true }
        for rows in hot {
            let parts = rows.parts[table] ?? []
            try allowance?.spend(entries: parts.count)
            if parts.contains(where: { $0.column(.field(.of)) != nil }) { return true }
        }
        return false
    }

    private func series(of decision: IndexEntry) throws -> Series {
        guard let series = engine.series[decision.table] else {
            throw ProjectionError.damagedRow(
                table: CoreTables.series.name, detail: "series \(decision.table) is missing")
        }
        return series
    }

    /// The history of a subject up to a position, in position order. Cost: one record an entry.
    package func subject(_ id: Identifier, asOf: Position) throws -> [SubjectEntry] {
        let key = fingerprinter.fingerprint(Space.subject, id)
        var found: [SubjectEntry] = []
        for entry in try entries(.subjects, key, through: min(asOf, position)) {
            let image = try image(at: entry.position)
            let isDecision = image.type == .decision
            let name = isDecision ? image.decisionHead.subject : image.target.name
            guard image.bytes[name].elementsEqual(id.text.utf8) else { continue }
            found.append(
                SubjectEntry(
                    position: entry.position, kind: isDecision ? .decision : .outcome, at: image.at,
                    id: image.id,
                    model: isDecision ? image.identifier(image.decisionHead.model) : image.namedModel,
                    series: isDecision ? entry.table : nil))
        }
        return found
    }
}

extension DecisionRow {
    /// The row of a decision by its image.
    init(_ image: EventImage, position: Position, series: Series, row: Int) {
        var score: Double?
        var threshold: Double?
        var action: Identifier?
        var of: Identifier?
        var replaySet: Identifier?
        var fallback = false
        var segments: [(name: Identifier, value: Identifier)] = []
        let head = image.decisionHead
        var cursor = ImageCursor(image.bytes.span, from: head.cells)
        walk: while let cell = cursor.next() {
            let text = cell.textStart..<(cell.textStart + cell.textCount)
            switch CellFamily(rawValue: cell.family) {
            case .field:
                switch FieldCode(rawValue: image.bytes[cell.nameStart]) {
                case .score: score = Double(bitPattern: cell.bits)
                case .threshold: threshold = Double(bitPattern: cell.bits)
                case .action: action = image.identifier(text)
                case .of: of = image.identifier(text)
                case .replaySet: replaySet = image.identifier(text)
                case .fallback: fallback = cell.tag != CellTag.no.rawValue
                default: break
                }
            case .segment:
                let name = image.identifier(cell.nameStart..<(cell.nameStart + cell.nameCount))
                segments.append((name, image.identifier(text)))
            default: break walk
            }
        }
        self.init(
            position: position, series: series, row: row, id: image.id, at: image.at,
            subject: image.identifier(head.subject), score: score, threshold: threshold, action: action,
            segments: segments, of: of, replaySet: replaySet, fallback: fallback)
    }
}
