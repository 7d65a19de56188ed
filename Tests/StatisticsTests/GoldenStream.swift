import Foundation

/// The small bank-marketing stream and its expected figures, as far as tests of functions need them.
struct GoldenStream: Sendable {
    struct Decision: Sendable {
        let id: String
        let at: String
        let version: String
        let role: String
        let subject: String
        let score: Double
        let threshold: Double
        let duration: Double?
        let segments: [String: String]
    }

    struct Outcome: Sendable {
        let at: String
        let decision: String
        let label: Bool
    }

    let decisions: [Decision]
    /// In file order.
    let outcomes: [Outcome]

    static let small = Result { try GoldenStream() }

    private static let folder = OracleData.tests.appending(path: "Fixtures/bank-marketing")

    private init() throws {
        var (decisions, outcomes): ([Decision], [Outcome]) = ([], [])
        let text = try String(contentsOf: Self.folder.appending(path: "events-small.ndjson"), encoding: .utf8)
        for line in text.split(separator: "\n") {
            guard let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
                let at = event["at"] as? String
            else { continue }
            if let decision = event["decision"] as? String, let label = event["label"] as? Bool {
                outcomes.append(Outcome(at: at, decision: decision, label: label))
            } else if let id = event["id"] as? String, let version = event["version"] as? String,
                let role = event["role"] as? String, let subject = event["subject"] as? String,
                let score = event["score"] as? Double, let threshold = event["threshold"] as? Double
            {
                let features = event["features"] as? [String: Any]
                decisions.append(
                    Decision(
                        id: id, at: at, version: version, role: role, subject: subject, score: score,
                        threshold: threshold, duration: features?["duration"] as? Double,
                        segments: event["segments"] as? [String: String] ?? [:]))
            }
        }
        self.decisions = decisions
        self.outcomes = outcomes
    }

    /// The decisions that a case names, of its `selection` or a part of it.
    func select(_ selection: [String: Any]) -> [Decision] {
        let (role, version) = (selection["role"] as? String, selection["version"] as? String)
        let (from, to) = (selection["from"] as? String ?? "", selection["to"] as? String ?? "9999")
        let segments = selection["segment"] as? [String: String] ?? [:]
        return decisions.filter { decision in
            decision.role == role && decision.version == version && decision.at >= from && decision.at < to
                && segments.allSatisfy { decision.segments[$0.key] == $0.value }
        }
    }

    /// The last outcome's label of each decision, of outcomes up to a time.
    func labels(asOf time: String?) -> [String: Bool] {
        var labels: [String: Bool] = [:]
        for outcome in outcomes where outcome.at <= time ?? "9999" {
            labels[outcome.decision] = outcome.label
        }
        return labels
    }

    /// The expected cases whose id begins with a word.
    static func cases(_ family: String) throws -> [[String: Any]] {
        let data = try Data(contentsOf: folder.appending(path: "golden-small.json"))
        let golden = try JSONSerialization.jsonObject(with: data) as? [String: Any]
        let cases = golden?["cases"] as? [[String: Any]] ?? []
        return cases.filter { ($0["id"] as? String ?? "").hasPrefix(family + "/") }
    }
}
