import Model
import Projections
import TestSupport
import Testing

@Suite("Documents")
struct DocumentTests {
    private static func pin(_ id: String, model: String?) -> String {
        let model = model.map { "\"model\":\"\($0)\"," } ?? ""
        return "{\"type\":\"pin\",\"id\":\"\(id)\",\"at\":\"2026-01-01T00:00:00Z\",\(model)\"by\":\"ann\","
            + "\"query\":\"models\",\"parameters\":{},\"position\":0,"
            + "\"digest\":\"\(String(repeating: "0", count: 64))\"}"
    }

    private static func pins(_ ledger: TestLedger, _ model: String?, asOf: Position = .max) throws -> [String]
    {
        try ledger.projector.read { view in
            try view.documents(.pin, model: model.map { Identifier($0) }, asOf: asOf).map {
                "\($0.position) \($0.id.text) \($0.model.text)"
            }
        }
    }

    @Test("pins are found by model, all of them with those that name none first, hot and sealed alike")
    func pins() throws {
        let ledger = try TestLedger()
        try ledger.append([
            Self.pin("p-1", model: "m2"), Self.pin("p-2", model: nil), Self.pin("p-3", model: "m1"),
        ])
        for step in 0..<3 {
            if step == 1 { try ledger.checkpoint() }
            if step == 2 { try ledger.append([Self.pin("p-4", model: nil)]) }
            try ledger.project()
            let later = step == 2 ? ["4 p-4 "] : []
            #expect(try Self.pins(ledger, nil) == ["2 p-2 "] + later + ["3 p-3 m1", "1 p-1 m2"])
            #expect(try Self.pins(ledger, "m1") == ["3 p-3 m1"])
            #expect(try Self.pins(ledger, nil, asOf: 2) == ["2 p-2 ", "1 p-1 m2"])
            #expect(try Self.pins(ledger, "m3").isEmpty)
        }
        #expect(try ledger.projector.rebuild().equal)
    }
}
