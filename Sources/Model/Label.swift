import JSON

/// What turned out: `true`, `false`, the name of a class, or a number. Texts compare as bytes.
package enum Label: Hashable, Sendable {
    case boolean(Bool)
    case text(Identifier)
    case number(Double)
}

extension Field {
    func label() throws(Refusal) -> Label {
        switch value.kind {
        case .boolean(let flag): .boolean(flag)
        case .string: .text(try identifier())
        case .integer, .unsigned, .double: .number(try number())
        case .null, .array, .object: throw wrongType("true, false, a text or a number")
        }
    }

    func labels() throws(Refusal) -> [Label] {
        var labels: [Label] = []
        for element in try elements() { labels.append(try element.label()) }
        return labels
    }
}
