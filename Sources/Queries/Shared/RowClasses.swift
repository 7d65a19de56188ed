import Model
import Projections

/// What became of each decision of a chunk, as far as known: the class of its current label.
struct RowClasses: Sendable {
    /// A decision's class in a byte.
    enum Code {
        static let pending: UInt8 = 0
        static let negative: UInt8 = 1
        static let positive: UInt8 = 2
        /// A label that stands and is neither: excluded, unknown to the contract, or a number.
        static let other: UInt8 = 3
    }

    /// By row of the chunk.
    let codes: [UInt8]

    /// - Parameter rows: read with labels.
    init(_ rows: ChunkColumns, _ meaning: LabelMeaning) {
        var codes = [UInt8](repeating: Code.pending, count: rows.count)
        if let labels = rows.labels {
            for row in codes.indices {
                guard let current = labels.current(row) else { continue }
                codes[row] =
                    switch meaning.labelClass(current) {
                    case .positive: Code.positive
                    case .negative: Code.negative
                    case .excluded, .unmapped, .numeric: Code.other
                    }
            }
        }
        self.codes = codes
    }
}
