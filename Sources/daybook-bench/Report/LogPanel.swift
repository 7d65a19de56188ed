import Foundation

/// One diagram with logarithmic axes; every line carries its name at its end.
struct LogPanel {
    struct Line {
        let name: String
        /// Positive values, by rising x.
        let points: [(x: Double, y: Double)]
        /// Whether it is drawn to stand out.
        let isOwn: Bool
    }

    let title: String
    let lines: [Line]
    let width: Double
    let height: Double

    private static let (left, right, top, bottom) = (62.0, 170.0, 34.0, 34.0)
    private static let labelHeight = 14.0
    private static let ownColours = ["navy", "royalblue", "dodgerblue"]
    private static let otherColours = ["sienna", "purple", "seagreen", "firebrick", "slategray", "peru"]

    var svg: String {
        let heading = SVG.element(
            "text", ["x": SVG.text(Self.left), "y": "18", "font-weight": "bold"], title)
        guard let x = Axis(lines.flatMap { $0.points.map(\.x) }, Self.left, width - Self.right),
            let y = Axis(lines.flatMap { $0.points.map(\.y) }, height - Self.bottom, Self.top)
        else {
            return heading
                + SVG.element("text", ["x": SVG.text(Self.left), "y": "60", "fill": "gray"], "not measured")
        }
        var text = heading + grid(x, y)
        var labels: [(y: Double, text: String, colour: String)] = []
        var (own, others) = (0, 0)
        for line in lines {
            let colours = line.isOwn ? Self.ownColours : Self.otherColours
            let colour = colours[(line.isOwn ? own : others) % colours.count]
            if line.isOwn { own += 1 } else { others += 1 }
            text += path(line, x, y, colour)
            if let last = line.points.last { labels.append((y.place(last.y), line.name, colour)) }
        }
        return text + names(labels)
    }

    private func grid(_ x: Axis, _ y: Axis) -> String {
        var text = ""
        for tick in y.ticks {
            let place = SVG.text(y.place(tick))
            text += SVG.element(
                "line",
                [
                    "x1": SVG.text(Self.left), "x2": SVG.text(width - Self.right), "y1": place, "y2": place,
                    "stroke": "gainsboro",
                ])
            text += SVG.element(
                "text",
                [
                    "x": SVG.text(Self.left - 6), "y": place, "dy": "4", "text-anchor": "end",
                    "fill": "dimgray",
                ], Self.short(tick))
        }
        for tick in Set(lines.flatMap { $0.points.map(\.x) }).sorted() {
            text += SVG.element(
                "text",
                [
                    "x": SVG.text(x.place(tick)), "y": SVG.text(height - Self.bottom + 18),
                    "text-anchor": "middle", "fill": "dimgray",
                ], Sizes.words(Int(tick)))
        }
        return text
    }

    private func path(_ line: Line, _ x: Axis, _ y: Axis, _ colour: String) -> String {
        let places = line.points.map { (SVG.text(x.place($0.x)), SVG.text(y.place($0.y))) }
        let stroke = line.isOwn ? 2.5 : 1.2
        var text = SVG.element(
            "polyline",
            [
                "points": places.map { "\($0),\($1)" }.joined(separator: " "), "fill": "none",
                "stroke": colour, "stroke-width": SVG.text(stroke),
            ])
        for place in places {
            text += SVG.element(
                "circle", ["cx": place.0, "cy": place.1, "r": SVG.text(stroke + 1), "fill": colour])
        }
        return text
    }

    /// The names from above to below, each at its line's end or just under the one before.
    private func names(_ labels: [(y: Double, text: String, colour: String)]) -> String {
        var text = ""
        var free = 0.0
        for label in labels.sorted(by: { $0.y < $1.y }) {
            let place = max(label.y, free)
            free = place + Self.labelHeight
            text += SVG.element(
                "text",
                [
                    "x": SVG.text(width - Self.right + 8), "y": SVG.text(place), "dy": "4",
                    "fill": label.colour,
                ], label.text)
        }
        return text
    }

    /// `20k` and the like.
    private static func short(_ value: Double) -> String {
        if value >= 1e6 { return "\(Int(value / 1e6))M" }
        if value >= 1e3 { return "\(Int(value / 1e3))k" }
        return value >= 1 ? "\(Int(value))" : String(format: "%g", value)
    }
}

/// A logarithmic scale between two places.
struct Axis {
    private let least: Double
    private let greatest: Double
    private let from: Double
    private let to: Double

    /// nil when there is nothing to show; values are positive.
    init?(_ values: [Double], _ from: Double, _ to: Double) {
        guard let least = values.min(), let greatest = values.max(), least > 0 else { return nil }
        // A little air on both sides, and something to see for a single value.
        self.least = log10(least) - 0.15
        self.greatest = log10(greatest) + 0.15
        (self.from, self.to) = (from, to)
    }

    func place(_ value: Double) -> Double {
        from + (to - from) * (log10(value) - least) / (greatest - least)
    }

    /// 1, 2 and 5 times the powers of ten in range; the powers alone when those are many.
    var ticks: [Double] {
        let powers = Int(least.rounded(.down))...Int(greatest.rounded(.up))
        let steps: [Double] = greatest - least > 3 ? [1] : [1, 2, 5]
        return powers.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
            .filter { log10($0) >= least && log10($0) <= greatest }
    }
}
