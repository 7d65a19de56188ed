import ArgumentParser
import Platform
import Wire

/// The forms that a verb prints.
enum OutputForm: String, EnumerableFlag {
    case text, json, csv, markdown, html

    var format: AnswerFormat {
        switch self {
        case .text: .text
        case .json: .json
        case .csv: .csv
        case .markdown: .markdown
        case .html: .html
        }
    }

    static func help(for value: OutputForm) -> ArgumentHelp? {
        switch value {
        case .text: "Print text for people."
        case .json: "Print JSON."
        case .csv: "Print CSV."
        case .markdown: "Print Markdown."
        case .html: "Print a page for a browser, with charts, that needs nothing else."
        }
    }
}

/// How the answer looks.
struct OutputOptions: ParsableArguments {
    @Flag(exclusivity: .exclusive)
    var form: OutputForm = .text

    /// What the daemon needs to know to draw text for this terminal; nothing for the other forms.
    var rendering: [(name: String, value: String)] {
        guard form == .text else { return [] }
        var rendering = RenderingArguments()
        if let width = System.terminalWidth(1) { rendering.width = min(max(width, 40), 400) }
        rendering.colour = Screen.outputIsRich
        rendering.bars = Screen.outputIsRich
        return rendering.items
    }
}
