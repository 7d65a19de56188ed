import Testing
import Wire

@testable import Queries

@Suite("The registry of questions")
struct RegistryTests {
    @Test("answers exactly the questions that the specifications list, in their order")
    func complete() {
        #expect(QueryRegistry.all.map { $0.name } == QuerySpecifications.all.map(\.name))
    }
}
