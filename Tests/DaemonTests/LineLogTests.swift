import JSON
import Testing

@testable import Daemon

@Suite("Log lines")
struct LineLogTests {
    private static let fields: [(name: String, value: String)] = [
        ("level", "info"), ("message", "two words"), ("path", "/a\nb\"c\u{1b}"), ("empty", ""),
    ]

    @Test("An event is one line, whatever its values hold")
    func logfmt() {
        let line = LineLog.line(Self.fields, .logfmt)
        #expect(line.hasPrefix(#"level=info message="two words" path="/a\nb\"c"#))
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 })
        #expect(line.hasSuffix(#"empty="""#))
    }

    @Test("JSON lines read back")
    func json() throws {
        let line = try JSONValue(parsing: LineLog.line(Self.fields, .json))
        for field in Self.fields { #expect(line[field.name]?.string == field.value) }
    }
}
