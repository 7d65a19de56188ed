import Model

/// The forms that an answer comes in; each is a media type of `Accept`.
package enum AnswerFormat: String, CaseIterable, Sendable {
    case json, text, markdown, csv, html

    /// The media type without parameters.
    package var mediaType: String {
        switch self {
        case .json: "application/json"
        case .text: "text/plain"
        case .markdown: "text/markdown"
        case .csv: "text/csv"
        case .html: "text/html"
        }
    }

    /// The value of the answer's `Content-Type`.
    package var contentType: String {
        self == .json ? mediaType : "\(mediaType); charset=utf-8"
    }

    /// The form that an `Accept` header asks for: of those it names with the greatest quality, the first it
    /// names. JSON when there is no header or it takes anything; nil when it takes none of them.
    package static func negotiate(accept: String?) -> AnswerFormat? {
        guard let accept, !accept.allSatisfy({ $0 == " " }) else { return .json }
        if let format = format(ofRange: accept) { return format }
        var best: (format: AnswerFormat, quality: Double)?
        for range in accept.split(separator: ",") {
            let pieces = range.split(separator: ";").map {
                $0.filter { $0 != " " && $0 != "\t" }.lowercased()
            }
            guard let type = pieces.first, let format = format(ofRange: type) else { continue }
            let stated = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 }
            let quality = stated ?? 1
            if quality > best?.quality ?? 0 { best = (format, quality) }
        }
        return best?.format
    }

    private static func format(ofRange range: String) -> AnswerFormat? {
        switch range {
        case "*/*", "application/*": .json
        case "text/*": .text
        default: allCases.first { Bytewise.equal($0.mediaType, range) }
        }
    }
}
