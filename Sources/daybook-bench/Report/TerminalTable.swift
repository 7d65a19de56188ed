import Foundation

/// A report as people read it: one line a figure, with its spread over the runs.
enum TerminalTable {
    static func text(_ report: Report) -> String {
        let settings = report.settings.map { "\($0.name) \(grouped(Double($0.value)))" }
        var lines = ["\(report.verb): \(settings.joined(separator: ", "))"]
        let width = report.figures.map(\.label.count).max() ?? 0
        for figure in report.figures {
            let label = figure.label.padding(toLength: width, withPad: " ", startingAt: 0)
            var line = "\(figure.isNoisy ? "~" : " ") \(label)  \(value(figure.median, figure.unit))"
            if figure.values.count > 1 {
                line += "  (\(number(figure.least, figure.unit)) to \(number(figure.greatest, figure.unit)))"
            }
            lines.append(line)
        }
        for note in report.notes { lines.append("  \(note)") }
        if let noise = report.noise { lines.append("  \(noise)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// A value with its unit.
    static func value(_ value: Double, _ unit: Figure.Unit) -> String {
        unit == .times ? "\(number(value, unit)) x" : "\(number(value, unit)) \(unit.rawValue)"
    }

    /// Three significant digits below 1,000, whole numbers in groups above.
    static func number(_ value: Double, _ unit: Figure.Unit) -> String {
        let size = abs(value)
        if size >= 100 { return grouped(value) }
        return String(format: size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value)
    }

    private static func grouped(_ value: Double) -> String {
        let digits = String(Int(abs(value).rounded()))
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return (value < 0 ? "-" : "") + text
    }
}
