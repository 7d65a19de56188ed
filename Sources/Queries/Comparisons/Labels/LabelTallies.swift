import Model
import Projections
import Statistics

/// What one side's labels come to by an age, in one pass over its chunks.
struct LabelTallies: Mergeable {
    /// What is known before the pass.
    struct Terms: Sendable {
        /// The age, in microseconds.
        let age: Int64
        let evaluated: Int64
        /// Inner edges of bands of scores, ascending: the same on both sides.
        let scoreEdges: [Double]
        /// The same for bands of equally many of the side's own scores.
        let rankEdges: [Double]
        /// Whether waits and scores of the labelled are wanted.
        var keepsValues = true
    }

    /// What a series needs beside its rows.
    struct Meaning: Sendable {
        let labels: LabelTerms
        let policies: ThresholdPolicies
    }

    /// Values of a segment that are told apart; the rest is counted together.
    static let valuesMax = 200
    /// Waits and scores held at a time: some 400 MiB.
    static let labelsMax = 1 << 24

    let terms: Terms
    /// Every decision of the side, however old.
    private(set) var decisions = 0
    private(set) var all = LabelCounts()
    /// By band, those without a score last.
    private(set) var scoreBands: [LabelCounts]
    private(set) var rankBands: [LabelCounts]
    /// Under the threshold in force, at or over it, without any.
    private(set) var calls = [LabelCounts](repeating: LabelCounts(), count: 3)
    private(set) var segments: [Identifier: [Identifier: LabelCounts]] = [:]
    /// By who gave the label, and by its definition: nil for labels that state none. By band of scores.
    private(set) var labellers: [Identifier: [LabelCounts]] = [:]
    private(set) var definitions: [Identifier?: [LabelCounts]] = [:]
    /// Of the labelled, in seconds.
    private(set) var waits: [Double] = []
    private(set) var positiveScores: [Double] = []
    private(set) var negativeScores: [Double] = []

    init(_ terms: Terms) {
        self.terms = terms
        scoreBands = Array(repeating: LabelCounts(), count: terms.scoreEdges.count + 2)
        rankBands = Array(repeating: LabelCounts(), count: terms.rankEdges.count + 2)
    }

    static func needs(_ knowledge: Knowledge) -> ChunkNeeds {
        var needs = ChunkNeeds()
        needs.add(ColumnKey.field(.score))
        needs.add(ColumnKey.field(.threshold))
        needs.ats = true
        needs.allSegments = true
        needs.labels = knowledge
        return needs
    }

    private static func band(_ score: Double, _ edges: [Double]) -> Int {
        guard !score.isNaN else { return edges.count + 1 }
        var band = 0
        while band < edges.count, score >= edges[band] { band += 1 }
        return band
    }

    mutating func add(_ rows: ChunkColumns, _ chosen: ChosenRows, _ meaning: Meaning) throws {
        let labelMeaning = LabelMeaning(meaning.labels)
        let scores = rows.numbers(.score)
        let own = rows.numbers(.threshold)
        let stated = meaning.policies.stated(rows)
        let segments = rows.segmentNames.map { name in
            (name: name, cells: TextCells(rows.column(ColumnKey.named(.segment, name)), count: rows.count))
        }
        var segmentCounts = segments.map {
            [LabelCounts](repeating: LabelCounts(), count: $0.cells.texts.count)
        }
        var byLabeller: [UInt32: [LabelCounts]] = [:]
        var byDefinition: [UInt32?: [LabelCounts]] = [:]
        let youngest = terms.evaluated - terms.age
        let bands = scoreBands.count
        let none = [LabelCounts](repeating: LabelCounts(), count: bands)
        chosen.forEach { row in
            decisions += 1
            guard rows.ats[row] <= youngest else { return }
            let score = scores?[row] ?? .nan
            let threshold = own.map { $0[row].isNaN ? stated?[row] ?? .nan : $0[row] } ?? stated?[row] ?? .nan
            let call = score.isNaN || threshold.isNaN ? 2 : score >= threshold ? 1 : 0
            let (band, rank) = (Self.band(score, terms.scoreEdges), Self.band(score, terms.rankEdges))
            var cell = LabelCounts(decisions: 1)
            if let summary = rows.labels?.summary(row), summary.standing > 0,
                case let wait = summary.first.at - rows.ats[row], wait <= terms.age
            {
                guard labelMeaning.labelClass(summary.current) != .excluded else { return }
                let code = labelMeaning.code(summary.current)
                cell.add(code)
                byLabeller[summary.current.by, default: none][band].add(code)
                byDefinition[summary.current.definition, default: none][band].add(code)
                if terms.keepsValues {
                    waits.append(Double(wait) / 1_000_000)
                    if !score.isNaN, code == RowClasses.Code.positive { positiveScores.append(score) }
                    if !score.isNaN, code == RowClasses.Code.negative { negativeScores.append(score) }
                }
            }
            all.add(cell)
            scoreBands[band].add(cell)
            rankBands[rank].add(cell)
            calls[call].add(cell)
            for (place, segment) in segments.enumerated() where segment.cells.codes[row] >= 0 {
                segmentCounts[place][Int(segment.cells.codes[row])].add(cell)
            }
        }
        for (segment, counts) in zip(segments, segmentCounts) {
            for (text, count) in zip(segment.cells.texts, counts) where count.decisions > 0 {
                self.segments[segment.name, default: [:]][text, default: LabelCounts()].add(count)
            }
        }
        for (code, counts) in byLabeller {
            Self.add(counts, to: &labellers[labelMeaning.labeller(code), default: none])
        }
        for (code, counts) in byDefinition {
            Self.add(counts, to: &definitions[code.map(labelMeaning.definition), default: none])
        }
        try check()
    }

    private static func add(_ counts: [LabelCounts], to sum: inout [LabelCounts]) {
        for (place, count) in counts.enumerated() { sum[place].add(count) }
    }

    private func check() throws {
        guard waits.count <= Self.labelsMax else {
            throw QueryFailure(
                .tooLong,
                "more than \(Self.labelsMax) labels would have to be looked at together; ask about less: a version, a "
                    + "segment, or a window with from and to")
        }
    }

    mutating func merge(_ other: LabelTallies) throws {
        decisions += other.decisions
        all.add(other.all)
        Self.add(other.scoreBands, to: &scoreBands)
        Self.add(other.rankBands, to: &rankBands)
        Self.add(other.calls, to: &calls)
        for (name, values) in other.segments {
            for (value, counts) in values {
                segments[name, default: [:]][value, default: LabelCounts()].add(counts)
            }
        }
        let none = [LabelCounts](repeating: LabelCounts(), count: scoreBands.count)
        for (name, counts) in other.labellers { Self.add(counts, to: &labellers[name, default: none]) }
        for (name, counts) in other.definitions { Self.add(counts, to: &definitions[name, default: none]) }
        waits += other.waits
        positiveScores += other.positiveScores
        negativeScores += other.negativeScores
        try check()
    }

    /// With what was kept in ascending order.
    func sorted() -> LabelTallies {
        var sorted = self
        sorted.waits = RadixSort.sorted(waits)
        sorted.positiveScores = RadixSort.sorted(positiveScores)
        sorted.negativeScores = RadixSort.sorted(negativeScores)
        return sorted
    }
}

extension LabelMeaning {
    /// The class of a label, a `RowClasses.Code`.
    func code(_ entry: LabelEntry) -> UInt8 {
        switch labelClass(entry) {
        case .positive: RowClasses.Code.positive
        case .negative: RowClasses.Code.negative
        case .excluded, .unmapped, .numeric: RowClasses.Code.other
        }
    }
}
