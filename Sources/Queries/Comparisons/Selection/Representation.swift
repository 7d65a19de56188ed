import Model
import Projections
import Statistics
import Wire

/// Whether the labelled decisions have a segment's values as the others have.
struct Representation: Sendable {
    struct Value: Sendable {
        /// Nil for decisions without the segment.
        let value: Identifier?
        let mature: Int
        let labelled: Int
    }

    /// Values shown at most of a segment.
    static let valuesMax = 50

    let segment: Identifier
    /// Those without the segment first, the others in byte order.
    let values: [Value]
    /// Of mature decisions, those without a label against those with one.
    let test: ChiSquaredTest?
    let cramerV: Double?

    var mature: Int { values.reduce(0) { $0 + $1.mature } }
    var labelled: Int { values.reduce(0) { $0 + $1.labelled } }

    private init(
        _ segment: Identifier, _ counts: [[UInt8]: (mature: Int, labelled: Int)], without: (Int, Int)
    ) {
        self.segment = segment
        var values = counts.filter { $0.value.mature > 0 }.map { value, counts in
            Value(
                value: Identifier(String(decoding: value, as: UTF8.self)), mature: counts.mature,
                labelled: counts.labelled)
        }.sorted { ($0.value ?? segment) < ($1.value ?? segment) }
        if without.0 > 0 { values.insert(Value(value: nil, mature: without.0, labelled: without.1), at: 0) }
        self.values = values
        let pair = CountPair(
            baseline: values.map { $0.mature - $0.labelled }, current: values.map(\.labelled))
        test = pair.flatMap { ChiSquaredTest.pooled($0) }
        cramerV = pair.flatMap { CramerV.corrected($0) }
    }

    /// Of every segment that decisions of the selection have, in byte order. Cost: a pass over each.
    static func all(
        _ classes: ClassBook, _ selection: Selection, _ request: Request, _ view: borrowing View
    ) throws -> [Representation] {
        try ColumnSample.keys(.segment, selection, request, view).map { key in
            var needs = ChunkNeeds()
            needs.add(key)
            var counts: [[UInt8]: (mature: Int, labelled: Int)] = [:]
            var without = (0, 0)
            try classes.forEach(selection, request, view, needs) { rows, chosen, codes in
                let column = rows.column(key)
                let texts = column?.texts.count ?? 0
                // By row: the code and one; 0 for none.
                var cells = [UInt32](repeating: 0, count: rows.count)
                if let column {
                    for index in 0..<column.count where column.tag(at: index) == .text {
                        cells[column.rows.map { Int($0[index]) } ?? index] = column.codes[index] + 1
                    }
                }
                var local = [(mature: Int, labelled: Int)](repeating: (0, 0), count: texts + 1)
                chosen.forEach { row in
                    guard codes[row] != ClassBook.immature else { return }
                    let cell = Int(cells[row])
                    local[cell].mature += 1
                    if codes[row] != RowClasses.Code.pending { local[cell].labelled += 1 }
                }
                without.0 += local[0].mature
                without.1 += local[0].labelled
                guard let column else { return }
                for code in 0..<texts where local[code + 1].mature > 0 {
                    let text = Array(column.texts[UInt32(code)])
                    let before = counts[text] ?? (0, 0)
                    counts[text] = (
                        before.mature + local[code + 1].mature, before.labelled + local[code + 1].labelled
                    )
                }
                guard counts.count <= ColumnSample.textsMax else {
                    throw QueryFailure(
                        .tooLong, "a segment has more values than can be counted; ask about less")
                }
            }
            return Representation(
                Identifier(String(decoding: key.name, as: UTF8.self)), counts, without: without)
        }
    }
}
