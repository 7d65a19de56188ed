import Documents
import Model
import TestSupport

@testable import Queries

/// One simulation put into a ledger and held before the question what is wrong.
struct DiagnosisCase: Sendable {
    let fault: Simulation.Fault
    let seed: UInt64
    let decisions: Int
    let strength: Simulation.Strength
    let source: Simulation.Source

    /// What the question said, or why it said nothing.
    enum Verdict: Hashable, Sendable {
        case cause(String)
        case failure(String)
    }

    struct Result: Sendable {
        let given: DiagnosisCase
        let variant: String
        let verdict: Verdict

        var isRight: Bool { verdict == .cause(given.fault.rawValue) }
    }

    /// Asks `/v1/diagnosis` at the end of the stream. Nothing throws: what goes wrong is a verdict too.
    ///
    /// Cost: a second or two of one core for 20,000 decisions in a release build, and 60 MB on disk.
    func result(path: String = "/v1/diagnosis") -> Result {
        var variant = ""
        do {
            let simulation = try Simulation(
                seed: seed, decisions: decisions, fault: fault, strength: strength, source: source)
            variant = simulation.variant
            let ledger = try TemporaryLedger()
            try ledger.append(simulation)
            let document = try ledger.document(
                path, [("model", simulation.model), ("labels_by", simulation.evaluated.text)])
            return Result(given: self, variant: variant, verdict: Self.verdict(document))
        } catch let failure as QueryFailure {
            return Result(
                given: self, variant: variant,
                verdict: .failure(failure.code.rawValue + ": " + failure.detail))
        } catch {
            return Result(given: self, variant: variant, verdict: .failure("\(error)"))
        }
    }

    private static func verdict(_ document: Document) -> Verdict {
        for case .facts(let list) in document.sections where list.key == "diagnosis" {
            for fact in list.facts where fact.key == "primary_cause" {
                if case .text(let cause) = fact.value { return .cause(cause) }
                return .failure("primary_cause is no text")
            }
        }
        return .failure("the answer has no fact primary_cause in the list diagnosis")
    }
}

extension TemporaryLedger {
    /// Appends a simulation day by day, each day recorded when its last event was.
    func append(_ simulation: Simulation) throws {
        var day: [String] = []
        for (index, line) in simulation.lines.enumerated() {
            day.append(line.text)
            let next = index + 1 < simulation.lines.count ? simulation.lines[index + 1] : nil
            if let next, Self.day(next) == Self.day(line) { continue }
            try append(day, recorded: line.recorded.text)
            day = []
        }
    }

    private static func day(_ line: Simulation.Line) -> Int { CivilDate(line.recorded).dayNumber }
}
