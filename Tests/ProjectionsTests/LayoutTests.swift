import Foundation
import Model
import Projections
import TestSupport
import Testing

@Suite("The rows' layout")
struct LayoutTests {
    @Test("the worked example of schemas/projections.md is what is written")
    func workedExample() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("schemas/projections.md")
        let lines = try String(contentsOf: page, encoding: .utf8).split(separator: "\n")
        func bytes(_ name: String) throws -> [UInt8] {
            let line = try #require(lines.first { $0.hasPrefix(name + " ") })
            return try line.split(separator: " ").dropFirst().map { try #require(UInt8($0, radix: 16)) }
        }
        let ledger = try TestLedger()
        let filler = (1...6).map {
            #"{"type":"deployment","id":"y\#($0)","at":"2026-01-01T00:00:00Z","model":"m","version":"v","by":"ci"}"#
        }
        try ledger.append(
            filler + [
                #"{"type":"outcome","id":"o-1","at":"1970-01-01T00:00:01Z","decision":"d-1","label":true,"by":"crm"}"#
            ])
        try ledger.project()
        var found: [(key: [UInt8], value: [UInt8])] = []
        try ledger.projector.read { view in
            try view.rows { table, key, value in if table == "labels" { found.append((key, value)) } }
        }
        #expect(found.count == 1)
        #expect(found.first?.key == (try bytes("key")))
        #expect(found.first?.value == (try bytes("value")))
    }
}
