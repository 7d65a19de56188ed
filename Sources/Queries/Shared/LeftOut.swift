import Documents
import Wire

/// What a selection left out of its series and window, and why.
struct LeftOut: Mergeable {
    var segments = 0
    var filter = 0
    /// Decisions that the condition was held against.
    private var lookedAt = 0
    /// What the condition names and no decision had.
    private var unseen: [Filter.Operand]

    private let hasFilter: Bool

    init(_ filter: Filter?) {
        hasFilter = filter != nil
        unseen = filter?.operands ?? []
    }

    /// Notes what decisions have of what the condition names.
    mutating func look(at rows: some ColumnRows, _ chosen: ChosenRows, count: Int) {
        lookedAt += count
        guard count > 0, !unseen.isEmpty else { return }
        unseen.removeAll { operand in
            switch chosen {
            case .all: operand.presence(rows).population > 0
            case .some(let mask): operand.presence(rows).meets(mask)
            }
        }
    }

    mutating func merge(_ other: LeftOut) {
        segments += other.segments
        filter += other.filter
        lookedAt += other.lookedAt
        unseen.removeAll { !other.unseen.contains($0) }
    }

    /// As counts.
    var facts: [Fact] {
        [
            Fact("segments", "decisions left out for their segments", .count(segments)),
            Fact("where", "decisions left out as they do not meet the condition", .count(filter)),
        ]
    }

    /// What the condition left out, where there is one.
    var list: [Section] {
        guard hasFilter else { return [] }
        return [.facts(FactList(key: "left_out", title: "Left out", facts: [facts[1]]))]
    }

    /// Says which names of the condition no decision had: a slip of the pen would else pass for an answer.
    var notes: [Section] {
        guard lookedAt > 0, !unseen.isEmpty else { return [] }
        let names = unseen.map(\.text).joined(separator: ", ")
        return [
            .note(
                key: "where_missing",
                text: "None of the \(lookedAt) decisions that the condition was held against has \(names).")
        ]
    }
}
