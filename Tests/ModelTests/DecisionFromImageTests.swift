import Model
import TestSupport
import Testing

@Suite struct DecisionFromImageTests {
    /// Both ways from a line to its decision, in words; nil when it is no decision.
    private static func ways(_ line: [UInt8]) throws -> (image: String, line: String)? {
        let event = try Event.decode(line)
        guard case .decision = event.body else {
            #expect(Event(decision: EventImage(event)) == nil)
            return nil
        }
        return ("\(Event(decision: try EventImage.decode(line)) as Any)", "\(Optional(event) as Any)")
    }

    @Test("every fixture of a decision is the same from its image as from its line")
    func fixtures() throws {
        var count = 0
        for fixture in try Fixture.all(in: "valid") {
            guard let ways = try Self.ways(fixture.bytes) else { continue }
            #expect(ways.image == ways.line, "\(fixture.path)")
            count += 1
        }
        #expect(count > 10)
    }

    @Test("so are the bank's decisions")
    func bank() throws {
        for line in try BankStream.small() {
            guard let ways = try Self.ways(Array(line.utf8)) else { continue }
            let isSame = ways.image == ways.line
            #expect(isSame, "\(line)")
        }
    }
}
