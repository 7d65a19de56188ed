import LMDB
package import Model

/// Outcomes that are known, and those of them that bear on no decision.
package struct OutcomeCounts: Sendable {
    package var outcomes = 0
    /// Those that stand.
    package var unmatched = 0
    /// Those that are taken back.
    package var withdrawn = 0
    /// The time of the oldest one that stands.
    package var oldest: Timestamp?
}

/// The outcomes that name a subject, by subject.
final class SubjectOutcomes {
    struct Entry {
        let entry: LabelEntry
        /// NaN for none.
        let value: Double
        let model: Identifier?
    }
    var bySubject: [ArraySlice<UInt8>: [Entry]] = [:]
}

extension View {
    /// Counts the outcomes known. With a model, outcomes by subject that name another are left out; one for a
    /// decision that is not there yet names no model and is always counted.
    ///
    /// Cost: outcomes that name decisions are counted by chunk, and only those that found none when they came
    /// are looked at; those that name subjects are looked up in every series that they may reach.
    package func outcomeCounts(at knowledge: Knowledge, model: Identifier?) throws -> OutcomeCounts {
        var found = OutcomeCounts()
        let withdrawn = try withdrawn(knowledge)
        func unmatched(_ position: Position, _ at: Int64) {
            guard withdrawn[position] == nil else {
                found.withdrawn += 1
                return
            }
            found.unmatched += 1
            let at = Timestamp(microseconds: at)
            found.oldest = found.oldest.map { min($0, at) } ?? at
        }
        found.outcomes = try outcomeCount(knowledge)
        for (position, waiting) in try waitingOutcomes(knowledge) where waiting.decision == 0 {
            unmatched(position, waiting.at)
        }
        guard try subjectOutcomeCount() > 0 else { return found }
        let bySubject = try subjectOutcomes(knowledge)
        let matched = try matchedSubjectOutcomes(bySubject, knowledge)
        for list in bySubject.bySubject.values {
            for outcome in list {
                if let model, let named = outcome.model, named != model {
                    found.outcomes -= 1
                } else if !matched.contains(outcome.entry.position) {
                    unmatched(outcome.entry.position, outcome.entry.at)
                }
            }
        }
        return found
    }

    /// The times of known outcomes that stand, name a subject, and match no decision of any model: of those
    /// that name a model, and where it is the only one also of those that name none. Ascending, in
    /// microseconds.
    ///
    /// Cost: that of looking every such outcome up, as in `outcomeCounts`; nothing where none names a
    /// subject.
    package func subjectsWithoutDecision(
        at knowledge: Knowledge, model: Identifier
    ) throws -> [Int64] {
        guard try subjectOutcomeCount() > 0 else { return [] }
        let others = try series().filter { $0.model != model }
        let isOnly = try !others.contains { try isKnown($0, asOf: knowledge.position) }
        let bySubject = try subjectOutcomes(knowledge)
        let matched = try matchedSubjectOutcomes(bySubject, knowledge)
        let withdrawn = try withdrawn(knowledge)
        var found: [Int64] = []
        for outcome in bySubject.bySubject.values.joined() {
            let entry = outcome.entry
            guard outcome.model.map({ $0 == model }) ?? isOnly, !matched.contains(entry.position),
                withdrawn[entry.position] == nil
            else { continue }
            found.append(entry.at)
        }
        return found.sorted()
    }

    /// How many outcomes are known, whatever they name.
    private func outcomeCount(_ knowledge: Knowledge) throws -> Int {
        var count = 0
        for chunk in try chunks(of: .outcomes, table: TableNumber.outcomes, asOf: knowledge.position) {
            guard let labelsBy = knowledge.labelsBy, chunk.ats.upperBound > labelsBy.microseconds else {
                count += chunk.count
                continue
            }
            for at in try ats(chunk) where at <= labelsBy.microseconds { count += 1 }
        }
        return count
    }

    /// The outcomes that found no decision when they came, as far as known, with the decision known since.
    private func waitingOutcomes(_ knowledge: Knowledge) throws -> [Position: HotRows.Waiting] {
        var found: [Position: HotRows.Waiting] = [:]
        func take(_ position: Position, _ at: Int64, _ decision: Position) {
            guard knowledge.includes(position: position, at: Timestamp(microseconds: at)) else { return }
            found[position] = HotRows.Waiting(at: at, decision: decision <= knowledge.position ? decision : 0)
        }
        try moment.columns.walk(CoreTables.waiting) { key, value in
            var place = RowReader(key, of: CoreTables.waiting.name)
            let position = try place.word64()
            guard position <= knowledge.position else { return false }
            var row = RowReader(value, of: CoreTables.waiting.name)
            let at = try row.time()
            take(position, at, try row.word64())
            return true
        }
        for rows in hot { for (position, entry) in rows.waiting { take(position, entry.at, entry.decision) } }
        return found
    }

    /// The outcomes that name a subject, as far as known. Made once a view.
    func subjectOutcomes(_ knowledge: Knowledge) throws -> SubjectOutcomes {
        if let known = memory.subjects[knowledge] { return known }
        let found = SubjectOutcomes()
        for chunk in try chunks(of: .outcomes, table: TableNumber.outcomes, asOf: knowledge.position) {
            guard let subjects = try column(.field(.subject), chunk),
                let labels = try column(.field(.label), chunk), let by = try column(.field(.by), chunk)
            else { continue }
            let models = try column(.field(.model), chunk)
            let values = try column(.field(.value), chunk)
            let definitions = try column(.field(.definition), chunk)
            let (ats, positions) = (try ats(chunk), try positions(chunk))
            for index in 0..<subjects.count {
                let row = subjects.rows.map { Int($0[index]) } ?? index
                guard knowledge.includes(position: positions[row], at: Timestamp(microseconds: ats[row]))
                else {
                    continue
                }
                let model = models.flatMap { column in
                    column.index(ofRow: row).map { column.texts.identifier(column.codes[$0]) }
                }
                var entry = LabelEntry(
                    position: positions[row], at: ats[row], kind: 0, payload: 0, by: 0, direct: false)
                if let labelIndex = labels.index(ofRow: row) { setLabel(of: &entry, labels, labelIndex) }
                if let byIndex = by.index(ofRow: row) {
                    entry.by = engine.names.known(by.texts.identifier(by.codes[byIndex])) ?? 0
                }
                if let definitions, entry.kind != LabelEntry.numbers,
                    let index = definitions.index(ofRow: row)
                {
                    entry.definition = engine.names.known(
                        definitions.texts.identifier(definitions.codes[index]))
                }
                let value = values.flatMap { column in
                    column.index(ofRow: row).flatMap {
                        column.tag(at: $0) == .number ? column.numbers[$0] : nil
                    }
                }
                found.bySubject[subjects.texts[subjects.codes[index]], default: []].append(
                    SubjectOutcomes.Entry(entry: entry, value: value ?? .nan, model: model))
            }
        }
        memory.subjects[knowledge] = found
        return found
    }

    private func setLabel(of entry: inout LabelEntry, _ labels: Column, _ index: Int) {
        switch labels.tag(at: index) {
        case .yes: entry.kind = 1
        case .text:
            entry.kind = LabelEntry.texts
            entry.payload = UInt64(engine.names.known(labels.texts.identifier(labels.codes[index])) ?? 0)
        case .number:
            entry.kind = LabelEntry.numbers
            entry.payload = labels.numbers[index].bitPattern
        default: break
        }
    }

    /// The positions of those that bear on some decision.
    private func matchedSubjectOutcomes(
        _ outcomes: SubjectOutcomes, _ knowledge: Knowledge
    ) throws -> Set<Position> {
        var matched: Set<Position> = []
        guard !outcomes.bySubject.isEmpty else { return matched }
        for series in try series() {
            let reach = try reach(of: series, knowledge)
            guard reach.roles.contains(series.role) else { continue }
            for chunk in try chunks(of: series, table: series.number, asOf: knowledge.position) {
                guard let subjects = try column(.field(.subject), chunk) else { continue }
                let ats = try ats(chunk)
                for index in 0..<subjects.count {
                    guard let list = outcomes.bySubject[subjects.texts[subjects.codes[index]]] else {
                        continue
                    }
                    let at = Timestamp(microseconds: ats[subjects.rows.map { Int($0[index]) } ?? index])
                    for outcome in list
                    where (outcome.model == nil || outcome.model == series.model)
                        && reach.covers(decisionAt: at, outcomeAt: Timestamp(microseconds: outcome.entry.at))
                    {
                        matched.insert(outcome.entry.position)
                    }
                }
            }
        }
        return matched
    }
}

extension Series {
    /// Stands for the table of outcomes where chunks are walked.
    static let outcomes = Series(
        number: TableNumber.outcomes, model: Identifier(""), version: Identifier(""), role: .live)
}
