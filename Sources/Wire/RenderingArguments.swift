import Model

/// How an answer in `text/plain` is to look. Every question takes these beside its own parameters; they are
/// no part of what is asked, and an answer does not print them.
package struct RenderingArguments: Hashable, Sendable {
    /// Columns.
    package var width = 100
    /// Whether escape sequences for colour may be used.
    package var colour = false
    /// Whether bars of block characters stand beside shares and counts.
    package var bars = false

    package init() {}

    package static let parameters = [
        ParameterSpecification(
            "width", .integer(40...400), default: .text("100"), unit: "columns",
            help: "Width of a text answer."),
        ParameterSpecification(
            "colour", .flag, default: .text("false"), help: "Whether a text answer may use colour."),
        ParameterSpecification(
            "bars", .flag, default: .text("false"), help: "Whether a text answer draws bars."),
    ]

    /// Reads these arguments and gives back the others, in order.
    package static func take(
        from items: [(name: String, value: String)]
    ) throws(ArgumentError) -> (rendering: RenderingArguments, rest: [(name: String, value: String)]) {
        let isOurs = { (item: (name: String, value: String)) in
            parameters.contains { Bytewise.equal($0.name, item.name) }
        }
        var rendering = RenderingArguments()
        guard items.contains(where: isOurs) else { return (rendering, items) }
        let arguments = try QueryArguments(
            QuerySpecification(
                name: "rendering", path: "", verb: [], summary: "", explanation: "", parameters: parameters,
                examples: []),
            items.filter(isOurs))
        rendering.width = Int(arguments.integer("width") ?? 100)
        rendering.colour = arguments.flag("colour") ?? false
        rendering.bars = arguments.flag("bars") ?? false
        return (rendering, items.filter { !isOurs($0) })
    }

    /// The items of a URL that give these.
    package var items: [(name: String, value: String)] {
        [("width", String(width)), ("colour", colour ? "1" : "0"), ("bars", bars ? "1" : "0")]
    }
}
