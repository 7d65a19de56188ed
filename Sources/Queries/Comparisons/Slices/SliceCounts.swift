/// How many decisions of each slice count for a figure, and how many of them are hits: by attribute and
/// value, and by pairs of those.
struct SliceCounts: Sendable {
    struct Cell: Hashable, Sendable {
        var count: Int64 = 0
        var hits: Int64 = 0
    }

    private(set) var all = Cell()
    /// By attribute, and by code of its value.
    private(set) var single: [[Cell]]
    /// By pair of attributes (first before second), and by code of the first times the second's width plus
    /// code of the second.
    private(set) var pairs: [[Cell]] = []
    let pairNames: [(first: Int, second: Int)]
    private let widths: [Int]

    init(widths: [Int], withPairs: Bool) {
        self.widths = widths
        single = widths.map { [Cell](repeating: Cell(), count: $0) }
        var names: [(Int, Int)] = []
        if withPairs {
            for first in widths.indices {
                for second in widths.indices where second > first { names.append((first, second)) }
            }
        }
        pairNames = names
        pairs = names.map { [Cell](repeating: Cell(), count: widths[$0.0] * widths[$0.1]) }
    }

    /// Takes the rows of a chunk: their states (see `SliceFigure.state`; 0 for rows that are not meant), and
    /// their codes by attribute. Cost: about 1 ns a row and pair.
    mutating func add(_ states: [UInt8], _ codes: [[UInt8]]) {
        // Rows that count, so that every pair is a loop without a question.
        var counted: [Int32] = []
        counted.reserveCapacity(states.count)
        for row in states.indices where states[row] > 0 {
            counted.append(Int32(truncatingIfNeeded: row))
            all.count += 1
            if states[row] > 1 { all.hits += 1 }
        }
        for attribute in codes.indices {
            Self.add(
                to: &single[attribute], states, counted, codes[attribute], codes[attribute], width: 0)
        }
        for (number, pair) in pairNames.enumerated() {
            Self.add(
                to: &pairs[number], states, counted, codes[pair.second], codes[pair.first],
                width: widths[pair.second])
        }
    }

    private static func add(
        to cells: inout [Cell], _ states: [UInt8], _ counted: [Int32], _ codes: [UInt8], _ major: [UInt8],
        width: Int
    ) {
        var cells = cells.mutableSpan
        let (states, codes, major) = (states.span, codes.span, major.span)
        for row in counted {
            let row = Int(row)
            let cell = Int(major[row]) * width + Int(codes[row])
            cells[cell].count &+= 1
            cells[cell].hits &+= Int64(states[row] >> 1)
        }
    }
}
