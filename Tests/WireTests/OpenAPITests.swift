import Foundation
import JSON
import Testing
import Wire

@Suite("API description")
struct OpenAPITests {
    /// `schemas/openapi.json` of this package.
    static let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "schemas/openapi.json")

    @Test("schemas/openapi.json is what the specifications make; DAYBOOK_REWRITE=1 writes it anew")
    func held() throws {
        let made = JSONText.indented(QuerySpecifications.openAPI())
        if ProcessInfo.processInfo.environment["DAYBOOK_REWRITE"] == "1" {
            try Data(made.utf8).write(to: Self.file)
        }
        let kept = String(decoding: try Data(contentsOf: Self.file), as: UTF8.self)
        #expect(
            kept == made,
            "run the tests with DAYBOOK_REWRITE=1 to write the file anew, then read the difference")
    }

    @Test("every question is described with all its parameters", arguments: QuerySpecifications.all)
    func complete(_ query: QuerySpecification) throws {
        let operation = try #require(QuerySpecifications.openAPI()["paths"]?[query.path]?["get"])
        let names = operation["parameters"]?.elements?.compactMap { $0["name"]?.string } ?? []
        #expect(names == query.parameters.map(\.name))
        #expect(operation["operationId"]?.string == query.name)
        #expect(operation["responses"]?["400"] != nil)
    }
}

/// JSON with one member or element a line, for files that people compare.
enum JSONText {
    static func indented(_ value: JSONValue) -> String {
        lines(value, indent: "") + "\n"
    }

    private static func lines(_ value: JSONValue, indent: String) -> String {
        let deeper = indent + "  "
        switch value {
        case .object(let members) where !members.isEmpty:
            let pieces = members.map { member in
                "\(deeper)\(JSONValue.string(member.name).text): \(lines(member.value, indent: deeper))"
            }
            return "{\n\(pieces.joined(separator: ",\n"))\n\(indent)}"
        case .array(let elements) where !elements.isEmpty:
            let pieces = elements.map { deeper + lines($0, indent: deeper) }
            return "[\n\(pieces.joined(separator: ",\n"))\n\(indent)]"
        default:
            return value.text
        }
    }
}
