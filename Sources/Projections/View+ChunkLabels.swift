package import Model

/// What is known of the label of one decision, put together from the outcomes that bear on it.
package struct LabelSummary: Sendable {
    /// The outcome that counts now, and that from which delay is measured; meaningless when none stands.
    package fileprivate(set) var current: LabelEntry
    package fileprivate(set) var first: LabelEntry
    /// Outcomes that stand, the corrected ones among them.
    package fileprivate(set) var standing: Int32
    /// Outcomes that were taken back.
    package fileprivate(set) var withdrawn: Int32
    /// The money that the outcome that counts now states, in the producer's unit; NaN for none.
    package fileprivate(set) var value: Double
}

/// The labels of a chunk's decisions, as far as known.
package struct ChunkLabels: Sendable {
    /// By row of the chunk: the index of its summary, -1 for a decision on which no outcome bears.
    package fileprivate(set) var slots: [Int32]
    package fileprivate(set) var summaries: [LabelSummary] = []

    /// The summary of a row, nil when no outcome bears on it.
    @inlinable package func summary(_ row: Int) -> LabelSummary? {
        let slot = slots[row]
        return slot < 0 ? nil : summaries[Int(slot)]
    }

    /// The outcome that counts now, nil when none stands.
    @inlinable package func current(_ row: Int) -> LabelEntry? {
        guard let summary = summary(row), summary.standing > 0 else { return nil }
        return summary.current
    }

    fileprivate init(rows: Int) { slots = [Int32](repeating: -1, count: rows) }

    fileprivate mutating func add(
        _ entry: LabelEntry, value: Double, row: Int, withdrawn: Bool, byTime: Bool
    ) {
        let slot = Int(slots[row])
        guard slot >= 0 else {
            slots[row] = Int32(truncatingIfNeeded: summaries.count)
            summaries.append(
                LabelSummary(
                    current: entry, first: entry, standing: withdrawn ? 0 : 1, withdrawn: withdrawn ? 1 : 0,
                    value: value))
            return
        }
        if withdrawn {
            summaries[slot].withdrawn += 1
            return
        }
        if summaries[slot].standing == 0 {
            summaries[slot].current = entry
            summaries[slot].first = entry
            summaries[slot].value = value
        } else {
            if Self.beats(entry, summaries[slot].current, byTime) {
                summaries[slot].current = entry
                summaries[slot].value = value
            }
            let first = summaries[slot].first
            if (entry.at, entry.position) < (first.at, first.position) { summaries[slot].first = entry }
        }
        summaries[slot].standing += 1
    }

    /// One for the decision itself beats one for its subject; within each the greatest position wins, with
    /// *labels by* the greatest (`at`, position).
    private static func beats(_ a: LabelEntry, _ b: LabelEntry, _ byTime: Bool) -> Bool {
        if a.direct != b.direct { return a.direct }
        return byTime ? (a.at, a.position) > (b.at, b.position) : a.position > b.position
    }
}

extension View {
    /// The labels of a chunk's decisions as far as known. Cost: about 20 ns an outcome that bears on one;
    /// where outcomes name subjects, also a look at every row's subject.
    package func labels(_ chunk: DecisionChunk, at knowledge: Knowledge) throws -> ChunkLabels {
        var labels = ChunkLabels(rows: chunk.count)
        let byTime = knowledge.labelsBy != nil
        let withdrawn = try withdrawn(knowledge)
        let first = UInt32(truncatingIfNeeded: chunk.firstRow)
        let end = first + UInt32(truncatingIfNeeded: chunk.count)
        let labelsBy = knowledge.labelsBy?.microseconds ?? .max
        try labelRecords(of: chunk.series.number, rows: first..<end) { bytes in
            var start = 0
            while start < bytes.count {
                let entry = LabelEntry(bytes, start)
                if entry.position <= knowledge.position, entry.at <= labelsBy {
                    let record = LabelRecord(bytes, at: start)
                    let isThere = record.kind & LabelEntry.valueFlag != 0
                    labels.add(
                        entry, value: isThere ? Double(bitPattern: record.value) : .nan,
                        row: Int(record.row - first),
                        withdrawn: !withdrawn.isEmpty && withdrawn[entry.position] != nil, byTime: byTime)
                }
                start += LabelEntry.bytes
            }
        }
        if try subjectOutcomeCount() > 0 {
            try addSubjectOutcomes(chunk, knowledge, withdrawn) { entry, value, row, withdrawn in
                labels.add(entry, value: value, row: row, withdrawn: withdrawn, byTime: byTime)
            }
        }
        return labels
    }

    private func addSubjectOutcomes(
        _ chunk: DecisionChunk, _ knowledge: Knowledge, _ withdrawn: [Position: Position],
        _ add: (LabelEntry, Double, Int, Bool) -> Void
    ) throws {
        let reach = try reach(of: chunk.series, knowledge)
        guard reach.roles.contains(chunk.series.role) else { return }
        let outcomes = try subjectOutcomes(knowledge)
        guard let subjects = try column(.field(.subject), chunk) else { return }
        let ats = try ats(chunk)
        for index in 0..<subjects.count {
            let row = subjects.rows.map { Int($0[index]) } ?? index
            guard let list = outcomes.bySubject[subjects.texts[subjects.codes[index]]] else { continue }
            for outcome in list {
                guard outcome.model == nil || outcome.model == chunk.series.model,
                    reach.covers(
                        decisionAt: Timestamp(microseconds: ats[row]),
                        outcomeAt: Timestamp(microseconds: outcome.entry.at))
                else { continue }
                add(outcome.entry, outcome.value, row, withdrawn[outcome.entry.position] != nil)
            }
        }
    }

    /// What labels mean for the decisions of a series.
    package func meaning(of series: Series, at knowledge: Knowledge) throws -> LabelMeaning {
        LabelMeaning(try terms(of: series, at: knowledge))
    }

    /// What the meaning of labels rests on for the decisions of a series.
    package func terms(of series: Series, at knowledge: Knowledge) throws -> LabelTerms {
        LabelTerms(
            contract: try contract(model: series.model, version: series.version, asOf: knowledge.position),
            names: engine.names)
    }
}

/// What the meaning of labels rests on; any thread can make a `LabelMeaning` of it.
package struct LabelTerms: Sendable {
    fileprivate let contract: Contract?
    fileprivate let names: NameBook
}

/// What labels mean under one contract; remembers the texts it was asked for. For one thread.
package final class LabelMeaning {
    private let contract: Contract?
    private let names: NameBook
    private let no: LabelClass
    private let yes: LabelClass
    private var texts: [UInt64: LabelClass] = [:]

    package init(_ terms: LabelTerms) {
        contract = terms.contract
        names = terms.names
        no = LabelState.meaning(of: .boolean(false), under: contract)
        yes = LabelState.meaning(of: .boolean(true), under: contract)
    }

    package func labelClass(_ entry: LabelEntry) -> LabelClass {
        switch entry.kind {
        case 0: return no
        case 1: return yes
        case LabelEntry.texts:
            if let known = texts[entry.payload] { return known }
            let found = LabelState.meaning(of: label(entry), under: contract)
            texts[entry.payload] = found
            return found
        default: return LabelState.meaning(of: label(entry), under: contract)
        }
    }

    /// The label itself.
    package func label(_ entry: LabelEntry) -> Label {
        switch entry.kind {
        case 0: .boolean(false)
        case 1: .boolean(true)
        case LabelEntry.texts: .text(names[UInt32(truncatingIfNeeded: entry.payload)] ?? Identifier(""))
        default: .number(Double(bitPattern: entry.payload))
        }
    }

    /// Who gave a label.
    package func labeller(_ entry: LabelEntry) -> Identifier { labeller(entry.by) }

    /// The labeller of a code.
    package func labeller(_ code: UInt32) -> Identifier { names[code] ?? Identifier("") }

    /// The definition of a label of a code.
    package func definition(_ code: UInt32) -> Identifier { names[code] ?? Identifier("") }
}
