import Model
import Projections

/// The threshold that a decision was, or should have been, acted upon with, and where it comes from.
struct ThresholdInForce: Hashable, Sendable {
    enum Source: Hashable, Sendable {
        /// The decision states it.
        case own
        /// A policy's, with its id and position.
        case policy(Identifier, Position)
    }

    let value: Double
    let source: Source
    /// What the policy in force says, when the decision states a threshold itself.
    let policyValue: Double?

    /// Whether the decision's own threshold is another than the policy's.
    var disagrees: Bool { policyValue.map { $0 != value } ?? false }
}

/// The thresholds that the policies of one model set.
///
/// Of a decision's own threshold and a policy's, the own one is in force. The policy in force is the one with
/// the greatest (`at`, position) not after the decision's `at` among those that set any threshold; it is
/// asked by segment first (names in byte order, the first that has the decision's value), then for its
/// threshold for all.
struct ThresholdPolicies: Sendable {
    struct Entry: Sendable {
        let id: Identifier
        let position: Position
        let at: Timestamp
        let threshold: Double?
        /// By segment name, in byte order.
        let segments: [Named<[Named<Double>]>]
    }

    /// Ascending by (`at`, position).
    let entries: [Entry]

    init(_ entries: [Entry]) {
        self.entries = entries.sorted { ($0.at, $0.position) < ($1.at, $1.position) }
    }

    /// The policies of a model known at a position.
    init(of model: Identifier, _ view: borrowing View, asOf position: Position) throws {
        var entries: [Entry] = []
        for row in try view.documents(.policy, model: model, asOf: position) {
            guard case .policy(let policy) = try view.event(at: row.position).body else { continue }
            guard policy.threshold != nil || policy.thresholds != nil else { continue }
            entries.append(
                Entry(
                    id: row.id, position: row.position, at: row.at, threshold: policy.threshold,
                    segments: (policy.thresholds ?? []).sorted { $0.name < $1.name }))
        }
        self.init(entries)
    }

    /// The threshold in force for a decision; nil when neither it nor a policy states one.
    func threshold(
        own: Double?, at: Timestamp, segments: [(name: Identifier, value: Identifier)]
    ) -> ThresholdInForce? {
        let policy = entries.last { $0.at <= at }
        let stated = policy.flatMap { Self.threshold(of: $0, segments: segments) }
        if let own { return ThresholdInForce(value: own, source: .own, policyValue: stated) }
        guard let policy, let stated else { return nil }
        return ThresholdInForce(value: stated, source: .policy(policy.id, policy.position), policyValue: nil)
    }

    func threshold(for row: DecisionRow) -> ThresholdInForce? {
        threshold(own: row.threshold, at: row.at, segments: row.segments)
    }

    private static func threshold(
        of entry: Entry, segments: [(name: Identifier, value: Identifier)]
    ) -> Double? {
        for rule in entry.segments {
            guard let value = segments.first(where: { $0.name == rule.name })?.value else { continue }
            if let found = rule.value.first(where: { $0.name == value }) { return found.value }
        }
        return entry.threshold
    }
}

/// The policies of every model met while one question is answered.
struct PolicyBook {
    private var known: [Identifier: ThresholdPolicies] = [:]

    mutating func policies(
        of model: Identifier, _ view: borrowing View, asOf position: Position
    ) throws -> ThresholdPolicies {
        if let found = known[model] { return found }
        let policies = try ThresholdPolicies(of: model, view, asOf: position)
        known[model] = policies
        return policies
    }
}
