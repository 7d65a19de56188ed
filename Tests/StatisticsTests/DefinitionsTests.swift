import Statistics
import Testing

@Suite("Definitions")
struct DefinitionsTests {
    @Test("are listed once each, ascending, in one line")
    func listed() {
        let ids = Definitions.all.map(\.id)
        #expect(ids == Set(ids).sorted())
        for definition in Definitions.all {
            #expect(!definition.statement.isEmpty && !definition.statement.contains("\n"), "\(definition.id)")
        }
    }

    @Test("are found by id, compared as bytes")
    func found() {
        #expect(Definitions.statement(of: "quantile.linear") == Definitions.quantileLinear.statement)
        #expect(Definitions.statement(of: "quantile.linea") == nil)
        #expect(Definitions.statement(of: "quantile.linear\u{0}") == nil)
    }
}
