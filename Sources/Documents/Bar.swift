/// Bars of block characters, an eighth of a column fine.
enum Bar {
    /// The columns of the longest bar.
    static let cellsMaximum = 20
    /// The columns that the longest bar needs to tell values apart; with fewer there is none.
    static let cellsMinimum = 10

    private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// The bar of a fraction of the whole; what is over 0 draws at least an eighth, what is not a number
    /// nothing.
    static func text(_ fraction: Double, cells: Int = cellsMaximum) -> String {
        guard fraction > 0 else { return "" }
        let length = max(1, Int((min(fraction, 1) * Double(cells * 8)).rounded()))
        return String(repeating: "█", count: length / 8) + eighths[length % 8]
    }

    /// The fraction of a full bar for each value of a column: shares of 1, everything else of the largest
    /// value.
    static func fractions(_ values: [Value]) -> [Double] {
        let sizes = values.map(size)
        let largest = sizes.filter(\.isFinite).max() ?? 0
        return zip(values, sizes).map { value, size in
            if case .share = value { return size }
            return largest > 0 ? size / largest : 0
        }
    }

    private static func size(_ value: Value) -> Double {
        switch value {
        case .integer(let number): Double(number)
        case .number(let number), .share(let number), .duration(let number): number
        case .none, .text, .time, .flag, .list, .json: 0
        }
    }
}
