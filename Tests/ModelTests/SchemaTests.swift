import Foundation
import Model
import Testing

@Suite struct SchemaTests {
    @Test(
        "the schemas and the decoder give the same verdict on every fixture, but for what no schema can see")
    func sameVerdicts() throws {
        let output = try Self.verdicts()
        var seen: Set<String> = []
        for line in output.split(separator: "\n") {
            let parts = line.split(separator: "\t").map(String.init)
            try #require(parts.count == 2)
            let fixture = try Fixture(parts[1])
            let taken = fixture.refusal == nil
            if fixture.path.hasPrefix("invalid-beyond-schema/") {
                #expect(parts[0] == "valid" && !taken, "\(fixture.path) is not beyond the schema")
            } else {
                #expect((parts[0] == "valid") == taken, "\(fixture.path): the schema says \(parts[0])")
            }
            seen.insert(fixture.path)
        }
        let all = try ["valid", "invalid", "invalid-beyond-schema"].flatMap { try Fixture.all(in: $0) }
        #expect(seen == Set(all.map(\.path)))
        #expect(all.count > 200)
    }

    @Test("every type has a schema of its name, which the index page links to")
    func oneEach() throws {
        let schemas = Self.repository.appending(path: "schemas")
        let names = try FileManager.default.contentsOfDirectory(
            atPath: schemas.appending(path: "events").path)
        #expect(Set(names) == Set(EventType.allCases.map { "\($0.name).json" }))
        let index = try String(contentsOf: schemas.appending(path: "README.md"), encoding: .utf8)
        for type in EventType.allCases { #expect(index.contains("(events/\(type.name).json)")) }
        for code in Refusal.Code.allCases { #expect(index.contains("| `\(code.rawValue)` |")) }
    }

    private static let repository = Fixture.tests.deletingLastPathComponent()

    /// What the script prints, run by the first Python that has the package.
    private static func verdicts() throws -> String {
        for python in ["python3", "/usr/bin/python3"]
        where try run([python, "-c", "import jsonschema"]).status == 0 {
            let script = Fixture.tests.appending(path: "Support/check_schemas.py").path
            let schemas = repository.appending(path: "schemas/events").path
            let result = try run([python, script, schemas, Fixture.events.path])
            try #require(result.status == 0, "check_schemas.py ended with \(result.status)")
            return result.output
        }
        throw MissingPackage()
    }

    private struct MissingPackage: Error, CustomStringConvertible {
        let description = """
            this test needs Python with the package jsonschema, 4.10 or later: \
            `apt-get install python3-jsonschema` or `python3 -m pip install jsonschema`
            """
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
