import Foundation
import Synchronization
import TestSupport

/// Many cases, and what came of them.
struct DiagnosisCampaign: Sendable {
    let cases: [DiagnosisCase]
    /// Cases that are asked at the same time.
    let jobs: Int

    /// The cases that an environment asks for: `DAYBOOK_DIAGNOSIS_SEEDS` is how many seeds, and says that
    /// anything is wanted at all; the others are named in `scripts/diagnosis-matrix`.
    init?(_ environment: [String: String]) {
        guard let count = environment["DAYBOOK_DIAGNOSIS_SEEDS"].flatMap(UInt64.init), count > 0 else {
            return nil
        }
        func list(_ name: String) -> [String]? {
            environment["DAYBOOK_DIAGNOSIS_\(name)"].map { $0.split(separator: ",").map(String.init) }
        }
        let isHeldOut = environment["DAYBOOK_DIAGNOSIS_HELD_OUT"] == "1"
        let sizes = list("SIZES")?.compactMap(Int.init) ?? [6_000, 20_000]
        let sources = list("SOURCES")?.compactMap(Simulation.Source.init) ?? Simulation.Source.allCases
        let faults = list("FAULTS")?.compactMap(Simulation.Fault.init) ?? Simulation.Fault.allCases
        jobs = max(1, environment["DAYBOOK_DIAGNOSIS_JOBS"].flatMap(Int.init) ?? 2)
        cases = Self.seeds(count, isHeldOut: isHeldOut).flatMap { seed in
            (isHeldOut ? Simulation.Strength.allCases : [.standard]).flatMap { strength in
                sources.flatMap { source in
                    sizes.flatMap { size in
                        faults.map { fault in
                            DiagnosisCase(
                                fault: fault, seed: seed, decisions: size, strength: strength, source: source)
                        }
                    }
                }
            }
        }
    }

    /// The first so many seeds that are, or are not, held out.
    static func seeds(_ count: UInt64, isHeldOut: Bool) -> [UInt64] {
        if isHeldOut { return (1...count).map { $0 * 10 } }
        return (1...).lazy.filter { !Simulation.isHeldOut(seed: $0, strength: .standard) }.prefix(Int(count))
            + []
    }

    /// The results in the order of the cases, whichever is done first.
    /// - Parameter path: of the question.
    func results(path: String = "/v1/diagnosis", _ progress: @escaping @Sendable (Int) -> Void)
        -> [DiagnosisCase.Result]
    {
        let state = Mutex<(next: Int, done: [Int: DiagnosisCase.Result])>((0, [:]))
        DispatchQueue.concurrentPerform(iterations: jobs) { _ in
            while true {
                let index = state.withLock { state in
                    defer { state.next += 1 }
                    return state.next
                }
                guard index < cases.count else { return }
                let result = cases[index].result(path: path)
                progress(
                    state.withLock { state in
                        state.done[index] = result
                        return state.done.count
                    })
            }
        }
        let done = state.withLock { $0.done }
        return cases.indices.compactMap { done[$0] }
    }
}

/// What a campaign leaves behind: matrices, and every miss.
struct DiagnosisReport: Sendable {
    let results: [DiagnosisCase.Result]

    /// A part of the results with its heading: by strength, and within it by size and source.
    private var parts: [(heading: String, results: [DiagnosisCase.Result])] {
        Simulation.Strength.allCases.flatMap {
            strength -> [(heading: String, results: [DiagnosisCase.Result])] in
            let ofStrength = results.filter { $0.given.strength == strength }
            guard !ofStrength.isEmpty else { return [] }
            let sizes = Set(ofStrength.map(\.given.decisions)).sorted()
            let parts = sizes.flatMap { size in
                Simulation.Source.allCases.map { source in
                    (
                        heading: "\(strength), \(source), \(size) decisions",
                        results: ofStrength.filter { $0.given.decisions == size && $0.given.source == source }
                    )
                }
            }
            return [("\(strength)", ofStrength)] + parts.filter { !$0.results.isEmpty }
        }
    }

    var text: String {
        parts.map { "\($0.heading)\n\n\(ConfusionMatrix($0.results).text)" }.joined(separator: "\n") + "\n"
            + misses
    }

    var markdown: String {
        parts.map { "### \($0.heading)\n\n\(ConfusionMatrix($0.results).markdown)" }.joined(separator: "\n")
    }

    /// One line a miss: what was injected, what was said, and how to see it again.
    var misses: String {
        let lines = results.filter { !$0.isRight }.map { result in
            let given = result.given
            let said =
                switch result.verdict {
                case .cause(let cause): cause
                case .failure(let detail): "\(ConfusionMatrix.failure) (\(detail))"
                }
            return
                "\(given.fault.rawValue)\tseed \(given.seed)\t\(given.decisions)\t\(given.source)\t\(given.strength)"
                + "\t\(result.variant)\tsaid \(said)\n"
        }
        return lines.joined()
    }
}
