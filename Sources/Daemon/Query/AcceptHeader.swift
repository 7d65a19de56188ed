import Documents
import Wire

/// What the `Accept` header asks for: a form, and for text how it is to look.
///
/// `text/plain; width=120; colour=1; bars=1`; the same may stand in the URL, which wins.
struct AcceptHeader: Sendable {
    let format: AnswerFormat
    var rendering: RenderingArguments

    /// Nil when none of the forms is accepted.
    init?(_ header: String?) {
        guard let format = AnswerFormat.negotiate(accept: header) else { return nil }
        self.format = format
        rendering = RenderingArguments()
        guard let header, format == .text else { return }
        for range in header.split(separator: ",") {
            let pieces = range.split(separator: ";").map {
                $0.filter { $0 != " " && $0 != "\t" }.lowercased()
            }
            guard let type = pieces.first, type == "text/plain" || type == "text/*" else { continue }
            for piece in pieces.dropFirst() { take(piece) }
        }
    }

    private mutating func take(_ parameter: String) {
        let halves = parameter.split(separator: "=", maxSplits: 1).map(String.init)
        guard halves.count == 2 else { return }
        let on = halves[1] == "1" || halves[1] == "true"
        switch halves[0] {
        case "width": if let width = Int(halves[1]) { rendering.width = min(400, max(40, width)) }
        case "colour": rendering.colour = on
        case "bars": rendering.bars = on
        default: break
        }
    }

    var documentFormat: DocumentFormat {
        switch format {
        case .json: .json
        case .text: .text
        case .markdown: .markdown
        case .csv: .csv
        case .html: .html
        }
    }
}
