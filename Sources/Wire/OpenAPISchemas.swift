import JSON
import Model

extension QuerySpecifications {
    /// What every answer in JSON has; the members beside these are the answer's own sections under their
    /// keys.
    static let answerSchema = JSONValue.object([
        ("type", .string("object")),
        ("description", .string("A document: what was asked, what was found, and the figures.")),
        ("additionalProperties", .boolean(true)),
    ])

    /// RFC 9457, with a code for machines.
    static let problemSchema = JSONValue.object([
        ("type", .string("object")),
        ("description", .string("Why there is no answer (RFC 9457).")),
        (
            "properties",
            .object([
                ("type", text("A URI reference that names the kind of problem.")),
                ("title", text("The kind of problem for people.")),
                (
                    "status",
                    .object([("type", .string("integer")), ("description", .string("The HTTP status."))])
                ),
                ("detail", text("What was wrong this time, in one sentence.")),
                ("code", text("A stable name, such as bad_parameter, not_found or catching_up.")),
                ("parameter", text("The parameter at fault.")),
            ])
        ),
        ("required", .array([.string("title"), .string("status"), .string("detail"), .string("code")])),
    ])

    private static func text(_ words: String) -> JSONValue {
        .object([("type", .string("string")), ("description", .string(words))])
    }
}

extension ParameterSpecification {
    /// The parameter object of OpenAPI 3.1.
    var openAPI: JSONValue {
        var members: [(name: String, value: JSONValue)] = [
            ("name", .string(name)),
            ("in", .string(inPath ? "path" : "query")),
            ("description", .string(fullHelp)),
            ("required", .boolean(isRequired)),
        ]
        if isList {
            members += [("style", .string("form")), ("explode", .boolean(true))]
        }
        members.append(("schema", schema))
        return .object(members)
    }

    private var schema: JSONValue {
        var element = elementSchema
        guard isList else {
            if case .text(let text) = whenAbsent { element.append(("default", value(text))) }
            return .object(element)
        }
        var list: [(name: String, value: JSONValue)] = [
            ("type", .string("array")), ("items", .object(element)),
        ]
        if case .text(let text) = whenAbsent {
            list.append(("default", .array(ArgumentReader.elements(of: text).map(value))))
        }
        return .object(list)
    }

    private var elementSchema: [(name: String, value: JSONValue)] {
        switch kind {
        case .identifier:
            [("type", .string("string")), ("minLength", .integer(1)), ("maxLength", .integer(200))]
        case .integer(let range):
            [
                ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
                ("maximum", .integer(range.upperBound)),
            ]
        case .number(let range):
            range == QueryParameters.anyNumber
                ? [("type", .string("number"))]
                : [
                    ("type", .string("number")), ("minimum", .number(range.lowerBound)),
                    ("maximum", .number(range.upperBound)),
                ]
        case .flag: [("type", .string("boolean"))]
        case .choice(let choices):
            [("type", .string("string")), ("enum", .array(choices.map(JSONValue.string)))]
        case .grouping(let choices):
            patterned("^(\((choices + ["segment:.+", "feature:.+"]).joined(separator: "|")))$")
        case .filter: [("type", .string("string")), ("minLength", .integer(1))]
        case .time: patterned(#"^(\d{4}-\d{2}-\d{2}([Tt].+)?|\d+[smhdw])$"#)
        case .instant: patterned(#"^\d{4}-\d{2}-\d{2}([Tt].+)?$"#)
        case .asOf: patterned(#"^(\d+|\d{4}-\d{2}-\d{2}([Tt].+)?)$"#)
        case .span: patterned(#"^\d+[smhdw]$"#)
        case .spanOr(let word): patterned("^(\(word)|\\d+[smhdw])$")
        case .segment: patterned("^[^=]+=.+$")
        case .segmentNumber: patterned("^[^=]+=.+:[^:]+$")
        case .day: patterned(#"^\d{4}-\d{2}-\d{2}$"#)
        case .selection: [("type", .string("string")), ("minLength", .integer(3))]
        case .against: patterned(#"^(previous|\d{4}-(W\d{2}|\d{2}(-\d{2})?))$"#)
        case .week: patterned(#"^\d{4}-W\d{2}$"#)
        }
    }

    private func patterned(_ pattern: String) -> [(name: String, value: JSONValue)] {
        [("type", .string("string")), ("pattern", .string(pattern))]
    }

    /// A default in the type that the schema gives it.
    private func value(_ text: String) -> JSONValue {
        switch kind {
        case .integer: Int64(text).map(JSONValue.integer) ?? .string(text)
        case .number: Double(text).map(JSONValue.number) ?? .string(text)
        case .flag: .boolean(text == "true")
        default: .string(text)
        }
    }
}
