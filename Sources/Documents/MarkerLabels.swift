/// Where the names of a chart's markers stand above its drawing: in rows, so that none lies over another.
struct MarkerLabels {
    struct Label {
        let text: String
        let row: Int
        /// Whether the text ends at its line instead of starting there.
        let ends: Bool
    }

    /// The markers that are drawn, by place; without a label where no row had room.
    let markers: [(marker: Chart.Marker, label: Label?)]
    let rows: Int

    static let rowsMaximum = 5
    private static let columnsMaximum = 36

    init(_ layout: ChartLayout) {
        let shown = layout.chart.markers.filter(layout.shows).prefix(ChartLayout.markersMaximum)
        let ordered = shown.enumerated().sorted { first, second in
            (first.element.place, first.offset) < (second.element.place, second.offset)
        }
        // From the right, so that no line of a later marker runs through the label of an earlier one: that
        // label is above.
        var taken: [(start: Double, row: Int)] = []
        var placed: [(marker: Chart.Marker, label: Label?)] = []
        for (_, marker) in ordered.reversed() {
            let text = Chart.short(marker.label, Self.columnsMaximum)
            let length = Double(VisibleText.width(text)) * ChartLayout.column + 10
            let place = layout.horizontal(marker.place)
            let turned = place + length > layout.right + 20 && place - length > 0
            let end = turned ? place : place + length
            let row = (taken.filter { $0.start <= end }.map(\.row).max() ?? -1) + 1
            if row < Self.rowsMaximum {
                taken.append((turned ? place - length : place, row))
                placed.append((marker, Label(text: text, row: row, ends: turned)))
            } else {
                placed.append((marker, nil))
            }
        }
        markers = placed.reversed()
        rows = (taken.map(\.row).max() ?? -1) + 1
    }
}
