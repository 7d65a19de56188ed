import Testing
import Wire

@Suite("Query specifications")
struct QuerySpecificationsTests {
    @Test(
        "names, paths and verbs are unique, and every question is documented",
        arguments: QuerySpecifications.all)
    func documented(_ query: QuerySpecification) {
        #expect(QuerySpecifications.all.filter { $0.name == query.name || $0.path == query.path }.count == 1)
        #expect(query.verb.isEmpty || QuerySpecifications.all.filter { $0.verb == query.verb }.count == 1)
        #expect(!query.summary.isEmpty && !query.explanation.isEmpty && !query.examples.isEmpty)
        for parameter in query.parameters {
            #expect(parameter.help.hasSuffix("."))
            #expect(parameter.name.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (0x61...0x7a).contains($0) })
            #expect(query.parameters.filter { $0.name == parameter.name }.count == 1)
            #expect(parameter.isRequired == (parameter.defaultText == nil))
        }
        for name in query.exclusive { #expect(query.parameter(name) != nil) }
    }

    @Test(
        "every example is accepted and its target leads back to the question",
        arguments: QuerySpecifications.all)
    func examples(_ query: QuerySpecification) throws {
        for example in query.examples {
            let asked = try QueryArguments(query, example.items)
            let halves = query.target(example.items).split(separator: "?", maxSplits: 1)
            let route = try #require(QuerySpecifications.route(path: String(halves[0])))
            let items = halves.count > 1 ? try PercentEncoding.items(ofQuery: halves[1]) : []
            #expect(route.specification.name == query.name)
            let again = try QueryArguments(route.specification, route.items + items)
            #expect(again.echo.map(\.text) == asked.echo.map(\.text))
        }
    }

    @Test("an id with slashes, percent signs and spaces survives the path")
    func ids() throws {
        let query = try #require(QuerySpecifications.named("decision"))
        let target = query.target([("id", "a/b%2F c?é"), ("as_of", "3")])
        #expect(target == "/v1/decisions/a%2Fb%252F%20c%3F%C3%A9?as_of=3")
        let route = try #require(QuerySpecifications.route(path: "/v1/decisions/a%2Fb%252F%20c%3F%C3%A9"))
        #expect(route.items.map(\.value) == ["a/b%2F c?é"])
    }

    @Test(
        "a path that is no route leads nowhere",
        arguments: [
            "", "/", "v1/status", "/v1", "/v1/status/", "//v1/status", "/v1/decisions", "/v1/decisions/a/b",
            "/v1/decisions/%zz", "/V1/status", "/v1/replay-sets/x/import",
        ])
    func noRoute(_ path: String) {
        #expect(QuerySpecifications.route(path: path) == nil)
    }

    @Test("the parameters of text answers are taken out of the items and checked")
    func rendering() throws {
        let taken = try RenderingArguments.take(from: [("width", "80"), ("model", "m"), ("colour", "1")])
        #expect(taken.rendering.width == 80)
        #expect(taken.rendering.colour)
        #expect(!taken.rendering.bars)
        #expect(taken.rest.map(\.name) == ["model"])
        #expect(throws: ArgumentError.self) { try RenderingArguments.take(from: [("width", "1")]) }
        #expect(throws: ArgumentError.self) { try RenderingArguments.take(from: [("bars", "yes")]) }
    }

    @Test(
        "Accept chooses the form by quality, then by order",
        arguments: [
            (nil, "json"), ("", "json"), ("*/*", "json"), ("text/csv", "csv"), ("text/*", "text"),
            ("text/xml, text/markdown", "markdown"), ("text/csv;q=0.5, text/plain;q=0.9", "text"),
            ("Text/CSV", "csv"), ("text/html,application/xhtml+xml,*/*;q=0.8", "html"),
            ("text/csv;q=0, application/json;q=0.1", "json"), ("image/png", nil),
            ("text/csv;q=0", nil),
        ] as [(String?, String?)])
    func accept(_ header: String?, _ format: String?) {
        #expect(AnswerFormat.negotiate(accept: header)?.rawValue == format)
    }
}
