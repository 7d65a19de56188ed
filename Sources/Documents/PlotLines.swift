/// A histogram as lines of text, the same on a terminal and inside a fenced block.
enum PlotLines {
    /// `[low, high)  count  share  bar`, one line a bin, aligned; shares are of all values, those outside
    /// included.
    ///
    /// Empty bins before the first and after the last one that is not become one line each that says how many
    /// they are.
    ///
    /// - Parameter available: the columns that bars must not run past; without room for short ones there are
    ///   none.
    static func lines(_ plot: Plot, bars: Bool, available: Int = .max) -> [String] {
        let bins = min(plot.counts.count, max(0, plot.edges.count - 1))
        guard bins > 0 else { return ["no bins"] }
        let edges = labels(Array(plot.edges[...bins]))
        let first = plot.counts[..<bins].firstIndex { $0 != 0 } ?? bins
        let last = plot.counts[..<bins].lastIndex { $0 != 0 } ?? -1
        // One empty bin is as short as the line that would stand for it.
        let leading = first > 1 ? first : 0
        let trailing = last < bins - 2 && leading < bins ? bins - 1 - last : 0

        var rows: [(label: String, count: Int64?, remark: String)] = []
        let label = { (from: Int, to: Int) in "[\(edges[from]), \(edges[to])" + (to == bins ? "]" : ")") }
        if plot.below != 0 { rows.append(("< \(edges[0])", plot.below, "")) }
        if leading > 0 { rows.append((label(0, leading), nil, "\(leading) empty bins")) }
        for bin in leading..<(bins - trailing) { rows.append((label(bin, bin + 1), plot.counts[bin], "")) }
        if trailing > 0 { rows.append((label(bins - trailing, bins), nil, "\(trailing) empty bins")) }
        if plot.above != 0 { rows.append(("> \(edges[bins])", plot.above, "")) }
        return aligned(rows, available: bars ? available : 0)
    }

    private static func aligned(
        _ rows: [(label: String, count: Int64?, remark: String)], available: Int
    ) -> [String] {
        let total = rows.reduce(0) { $0 + Double($1.count ?? 0) }
        let largest = rows.map { Double($0.count ?? 0) }.max() ?? 0
        let counts = rows.map { $0.count.map(ValueFormat.integer) ?? "" }
        let shares = rows.map { row in
            guard let count = row.count else { return "" }
            return total > 0 ? ValueFormat.share(Double(count) / total) : ValueFormat.noValue
        }
        let labelWidth = rows.map { VisibleText.width($0.label) }.max() ?? 0
        let countWidth = counts.map { VisibleText.width($0) }.max() ?? 0
        let shareWidth = shares.map { VisibleText.width($0) }.max() ?? 0
        let cells = min(
            Bar.cellsMaximum, available - labelWidth - countWidth - shareWidth - 3 * TextTable.gap)
        let bars = cells >= Bar.cellsMinimum && largest > 0
        return zip(rows, zip(counts, shares)).map { row, texts in
            let label = VisibleText.padded(row.label, to: labelWidth)
            guard let count = row.count else { return "\(label)  \(row.remark)" }
            let line =
                label + "  " + VisibleText.padded(texts.0, to: countWidth, right: true) + "  "
                + VisibleText.padded(texts.1, to: shareWidth, right: true)
            let bar = bars ? Bar.text(Double(count) / largest, cells: cells) : ""
            return bar.isEmpty ? line : "\(line)  \(bar)"
        }
    }

    /// The edges in as few digits, from six on, as tell neighbours apart.
    static func labels(_ edges: [Double]) -> [String] {
        for significant in [6, 9, 12] {
            let labels = edges.map { ValueFormat.number($0, significant: significant) }
            if zip(labels, labels.dropFirst()).allSatisfy({ !$0.utf8.elementsEqual($1.utf8) }) {
                return labels
            }
        }
        return edges.map { ValueFormat.number($0, significant: 17) }
    }
}
