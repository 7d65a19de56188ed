import Foundation

/// Elements of an SVG file.
enum SVG {
    /// An element; its content is text of ours or other elements, and needs no escaping.
    static func element(
        _ name: String, _ attributes: KeyValuePairs<String, String>, _ content: String = ""
    ) -> String {
        let given = attributes.map { #" \#($0)="\#($1)""# }.joined()
        return content.isEmpty ? "<\(name)\(given)/>" : "<\(name)\(given)>\(content)</\(name)>"
    }

    /// A place or a length, with one decimal.
    static func text(_ value: Double) -> String { String(format: "%.1f", value) }
}
