import Documents
import Foundation
import Testing

@Suite("Forms of a document with every kind of section")
struct GoldenDocumentTests {
    /// The form of each file, with the renderer's options. Run with DAYBOOK_REWRITE=1 to write the
    /// files anew after a change of a form, and read the difference.
    static let forms: [(file: String, format: DocumentFormat, width: Int, colour: Bool, bars: Bool)] = [
        ("everything.json", .json, 100, false, false), ("everything.csv", .csv, 100, false, false),
        ("everything.md", .markdown, 100, false, false), ("everything.html", .html, 100, false, false),
        ("piped.txt", .text, 100, false, false), ("terminal-80.txt", .text, 80, false, true),
        ("terminal-120.txt", .text, 120, true, true),
    ]

    @Test("are the bytes on file", arguments: forms.indices)
    func golden(index: Int) throws {
        let form = Self.forms[index]
        let path = Self.folder.appending(path: form.file)
        let body = Data(
            render(
                Samples.everything, format: form.format, width: form.width, colour: form.colour,
                bars: form.bars
            ).body)
        if ProcessInfo.processInfo.environment["DAYBOOK_REWRITE"] == "1" { try body.write(to: path) }
        let expected = try Data(contentsOf: path)
        let lines = zip(body.split(separator: 10), expected.split(separator: 10))
        let first = lines.first { $0 != $1 }.map { String(decoding: $0.0, as: UTF8.self) }
        #expect(body == expected, "\(form.file): the first line that differs is \(first ?? "at the end")")
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/documents")
}
