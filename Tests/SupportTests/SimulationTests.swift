import Model
import TestSupport
import Testing

@Suite("The simulator")
struct SimulationTests {
    static let sources = Simulation.Source.allCases

    @Test("equal parameters give equal bytes, other seeds others", arguments: sources)
    func deterministic(source: Simulation.Source) throws {
        for fault in [Simulation.Fault.workflow, .labelShift] {
            let first = try Simulation(seed: 7, decisions: 300, fault: fault, source: source)
            let again = try Simulation(seed: 7, decisions: 300, fault: fault, source: source)
            let other = try Simulation(seed: 8, decisions: 300, fault: fault, source: source)
            #expect(first.lines.map(\.text) == again.lines.map(\.text))
            #expect(first.lines.map(\.recorded) == again.lines.map(\.recorded))
            #expect(first.variant == again.variant)
            #expect(first.lines.map(\.text) != other.lines.map(\.text))
        }
    }

    @Test("every line of every fault is admitted, in order of arrival and before the end", arguments: sources)
    func admitted(source: Simulation.Source) throws {
        for (index, fault) in Simulation.Fault.allCases.enumerated() {
            let strength = Simulation.Strength.allCases[index % 3]
            let simulation = try Simulation(
                seed: 3, decisions: 300, fault: fault, strength: strength, source: source)
            var last = Timestamp(microseconds: 0)
            var ids: Set<String> = []
            for line in simulation.lines {
                let event = try Event.decode(Array(line.text.utf8))
                #expect(event.at <= line.recorded && last <= line.recorded)
                #expect(line.recorded < simulation.evaluated)
                #expect(event.unknownFields.isEmpty)
                #expect(ids.insert("\(event.type.name) \(event.id.text)").inserted)
                last = line.recorded
            }
            #expect(!simulation.variant.isEmpty)
            #expect(simulation.switchTime <= simulation.onset && simulation.onset < simulation.evaluated)
        }
    }
}
