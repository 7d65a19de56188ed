/// How the parts of a drawing look where the page's style does not reach: in a program that reads mail, in a
/// converter, or in a drawing taken out of its page. The page's style goes before it.
enum ChartInk {
    static let dim = "#595959"
    private static let rule = "#d4d4d4"
    /// The colours of the series on a light ground, in their order.
    private static let series = [
        "#0072b2", "#d55e00", "#009e73", "#b0538d", "#6f7f8f", "#7a4a00", "#222", "#2a3a9a",
    ]

    static func colour(ofSeries number: Int) -> String { series[number % series.count] }

    /// The colours as the page's style names them: `--s0` and so on.
    static let variables = series.enumerated().map { "--s\($0):\($1)" }.joined(separator: ";")

    /// The dashes of a series' lines, four kinds in turn.
    static func dashes(ofSeries number: Int) -> KeyValuePairs<String, String> {
        switch number % 4 {
        case 1: ["stroke-dasharray": "8 3"]
        case 2: ["stroke-dasharray": "2 2"]
        case 3: ["stroke-dasharray": "9 3 2 3"]
        default: [:]
        }
    }

    enum Shape: String {
        case line, area, band, whisker, dot
        case grid, axis, diagonal, marker

        var attributes: KeyValuePairs<String, String> {
            switch self {
            case .line: ["fill": "none", "stroke": "currentColor", "stroke-width": "2"]
            case .area:
                [
                    "fill": "currentColor", "fill-opacity": "0.22", "stroke": "currentColor",
                    "stroke-width": "1.6",
                ]
            case .band: ["fill": "currentColor", "fill-opacity": "0.15"]
            case .whisker: ["fill": "none", "stroke": "currentColor", "stroke-width": "1.4"]
            case .dot: ["fill": "currentColor"]
            case .grid: ["stroke": rule, "stroke-width": "0.6"]
            case .axis: ["stroke": dim]
            case .diagonal, .marker: ["stroke": dim, "stroke-dasharray": "4 3"]
            }
        }
    }
}
