import Model
import Projections

/// What a question reads of chunks.
struct ChunkNeeds: Sendable {
    private(set) var keys: [ColumnKey] = []
    var ats = false
    var positions = false
    /// Every segment that there is.
    var allSegments = false
    /// Labels as of what is known; nil for none.
    var labels: Knowledge?

    mutating func add(_ key: ColumnKey) {
        if !keys.contains(key) { keys.append(key) }
    }

    mutating func add(_ place: CellPlace) {
        if case .cell(let family, let name) = place { add(ColumnKey(family: family, name: name)) }
    }

    mutating func add(_ other: ChunkNeeds) {
        for key in other.keys { add(key) }
        ats = ats || other.ats
        positions = positions || other.positions
        allSegments = allSegments || other.allSegments
        labels = labels ?? other.labels
    }
}

/// What was read of a chunk. The rest of the work on it needs no store.
struct ChunkColumns: ColumnRows, Sendable {
    let series: Series
    /// The number of the first row in the series.
    let firstRow: Int
    /// How many rows.
    let count: Int
    /// In microseconds; empty when they were not asked for.
    let ats: [Int64]
    /// Empty when they were not asked for.
    let positions: [Position]
    let labels: ChunkLabels?
    /// Times of all rows lie in here.
    let span: ClosedRange<Int64>
    private let columns: [ColumnKey: Column]

    init(_ chunk: DecisionChunk, _ needs: ChunkNeeds, _ view: borrowing View) throws {
        series = chunk.series
        firstRow = chunk.firstRow
        count = chunk.count
        span = chunk.ats
        ats = needs.ats ? try view.ats(chunk) : []
        positions = needs.positions ? try view.positions(chunk) : []
        if let knowledge = needs.labels {
            labels = try view.labels(chunk, at: knowledge)
        } else {
            labels = nil
        }
        var columns: [ColumnKey: Column] = [:]
        let segments = needs.allSegments ? try view.keys(chunk).filter { $0.family == .segment } : []
        for key in needs.keys + segments where columns[key] == nil {
            if let column = try view.column(key, chunk) { columns[key] = column }
        }
        self.columns = columns
    }

    func column(_ key: ColumnKey) -> Column? { columns[key] }

    /// The names of the segments that were read, in byte order.
    var segmentNames: [Identifier] {
        columns.keys.filter { $0.family == .segment }.sorted()
            .map { Identifier(String(decoding: $0.name, as: UTF8.self)) }
    }

    func column(_ code: FieldCode) -> Column? { columns[.field(code)] }

    /// Whether every row has a number in a field.
    func hasAllNumbers(_ code: FieldCode) -> Bool {
        column(code).map { $0.rows == nil && $0.tag == .number } ?? false
    }

    /// The numbers of a field by row, NaN where a row has none; nil when no row has one.
    func numbers(_ code: FieldCode) -> [Double]? {
        guard let column = column(code), !column.numbers.isEmpty else { return nil }
        if hasAllNumbers(code) { return column.numbers }
        var numbers = [Double](repeating: .nan, count: count)
        for index in 0..<column.count where column.tag(at: index) == .number {
            numbers[column.rows.map { Int($0[index]) } ?? index] = column.numbers[index]
        }
        return numbers
    }
}

/// Rows of a chunk that are meant: all, or those of a mask.
enum ChosenRows: Sendable {
    case all(count: Int)
    case some(RowMask)

    /// How many.
    var population: Int {
        switch self {
        case .all(let count): count
        case .some(let mask): mask.population
        }
    }

    /// As a mask.
    var mask: RowMask {
        switch self {
        case .all(let count): RowMask(true, count: count)
        case .some(let mask): mask
        }
    }

    /// Keeps of these what a mask means.
    func meeting(_ other: RowMask) -> ChosenRows {
        switch self {
        case .all: return .some(other)
        case .some(var mask):
            mask.formIntersection(other)
            return .some(mask)
        }
    }

    /// Hands over each row.
    @inline(__always)
    func forEach(_ body: (Int) throws -> Void) rethrows {
        switch self {
        case .all(let count): for row in 0..<count { try body(row) }
        case .some(let mask): for row in 0..<mask.count where mask[row] { try body(row) }
        }
    }
}
