package import JSON

extension QuerySpecifications {
    /// The description of the HTTP API in OpenAPI 3.1, made from the specifications.
    package static func openAPI() -> JSONValue {
        var paths: [(name: String, value: JSONValue)] = all.map { specification in
            (specification.path, .object([("get", operation(specification))]))
        }
        paths.append((descriptionPath, .object([("get", descriptionOperation)])))
        return .object([
            ("openapi", .string("3.1.0")),
            (
                "info",
                .object([
                    ("title", .string("Daybook query API")),
                    ("version", .string("1")),
                    (
                        "description",
                        .string(
                            "Questions to the system of record for automated decisions, asked over the Unix socket "
                                + "query.sock. Nothing here changes anything. Every answer says the position that "
                                + "it holds at; the same question at the same position has the same answer.")
                    ),
                ])
            ),
            (
                "servers",
                .array([
                    .object([
                        ("url", .string("http://d")),
                        (
                            "description",
                            .string(
                                "Any host name: curl --unix-socket DIRECTORY/query.sock http://d/v1/status")
                        ),
                    ])
                ])
            ),
            ("paths", .object(paths)),
            (
                "components",
                .object([
                    ("parameters", .object(sharedParameters)),
                    ("responses", .object(problemResponses)),
                    ("schemas", .object([("Answer", answerSchema), ("Problem", problemSchema)])),
                ])
            ),
        ])
    }

    private static func operation(_ specification: QuerySpecification) -> JSONValue {
        var parameters = specification.parameters.map(\.openAPI)
        if case .document = specification.answer {
            parameters += RenderingArguments.parameters.map { reference("parameters", $0.name) }
        }
        let examples = specification.examples.map { "- \($0.says): `\(specification.target($0.items))`" }
        var members: [(name: String, value: JSONValue)] = [
            ("operationId", .string(specification.name)),
            ("summary", .string(specification.summary)),
            (
                "description",
                .string(specification.explanation + "\n\nExamples:\n\n" + examples.joined(separator: "\n"))
            ),
        ]
        if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
        var responses: [(name: String, value: JSONValue)] = [("200", answer(specification.answer))]
        for (status, _) in problems where status != "404" || specification.path.contains("{") {
            responses.append((status, reference("responses", "Problem\(status)")))
        }
        members.append(("responses", .object(responses)))
        return .object(members)
    }

    private static let descriptionOperation = JSONValue.object([
        ("operationId", .string("openapi")),
        ("summary", .string("This description.")),
        (
            "responses",
            .object([
                (
                    "200",
                    .object([
                        ("description", .string("The description in OpenAPI 3.1.")),
                        (
                            "content",
                            .object([
                                (
                                    "application/json",
                                    .object([("schema", .object([("type", .string("object"))]))])
                                )
                            ])
                        ),
                    ])
                )
            ])
        ),
    ])

    private static func answer(_ answer: QuerySpecification.Answer) -> JSONValue {
        let text = JSONValue.object([("schema", .object([("type", .string("string"))]))])
        let content: [(name: String, value: JSONValue)] =
            switch answer {
            case .document:
                AnswerFormat.allCases.map { format in
                    let json = JSONValue.object([("schema", reference("schemas", "Answer"))])
                    return (format.mediaType, format == .json ? json : text)
                }
            case .lines: [("application/x-ndjson", text)]
            }
        let words =
            switch answer {
            case .document: "The answer, in the form that Accept asks for; JSON when it asks for none."
            case .lines: "One JSON object a line."
            }
        return .object([("description", .string(words)), ("content", .object(content))])
    }

    static func reference(_ kind: String, _ name: String) -> JSONValue {
        .object([("$ref", .string("#/components/\(kind)/\(name)"))])
    }

    private static var sharedParameters: [(name: String, value: JSONValue)] {
        RenderingArguments.parameters.map { ($0.name, $0.openAPI) }
    }

    private static let problems = [
        ("400", "A parameter is unknown, missing, malformed or at odds with another."),
        ("404", "There is nothing of that id or name at the position asked about."),
        ("406", "Accept names none of the forms that the answer comes in."),
        ("500", "The daemon could not answer; its log says why."),
        ("503", "Not now: the projections have not caught up, or the question took too long. Ask again."),
    ]

    private static var problemResponses: [(name: String, value: JSONValue)] {
        problems.map { status, words in
            let content = JSONValue.object([
                ("application/problem+json", .object([("schema", reference("schemas", "Problem"))]))
            ])
            return ("Problem\(status)", .object([("description", .string(words)), ("content", content)]))
        }
    }
}
