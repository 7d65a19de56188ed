/// The forms in which an answer leaves, by the name that a request asks for.
package enum DocumentFormat: String, Sendable, CaseIterable {
    case json
    case text
    case markdown
    case csv
    case html

    /// The media type of the form, for an HTTP answer. CSV does not claim `header=present`: its first line is
    /// the mark of a block, the header comes after it.
    package var contentType: String {
        switch self {
        case .json: "application/json"
        case .text: "text/plain; charset=utf-8"
        case .markdown: "text/markdown; charset=utf-8"
        case .csv: "text/csv; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        }
    }
}

/// A document in one of its forms, with the media type. Equal documents give equal bytes.
///
/// `width`, `colour` and `bars` matter to text only; see `TextRenderer`.
package func render(
    _ document: Document, format: DocumentFormat, width: Int = 100, colour: Bool = false, bars: Bool = false
) -> (contentType: String, body: [UInt8]) {
    let body: String
    switch format {
    case .json: return (format.contentType, JSONRenderer().bytes(of: document))
    case .text: body = TextRenderer(width: width, colour: colour, bars: bars).render(document)
    case .markdown: body = MarkdownRenderer().render(document)
    case .csv: body = CSVRenderer().render(document)
    case .html: body = HTMLRenderer().render(document)
    }
    return (format.contentType, Array(body.utf8))
}
