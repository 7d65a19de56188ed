import JSON
import Model
import Projections

/// The policies and deployments of a model, ascending by (`at`, position).
struct PolicyTimeline {
    struct PolicyEntry {
        let row: DocumentRow
        let policy: Policy
    }

    struct DeploymentEntry {
        let row: DocumentRow
        let deployment: Deployment
    }

    let policies: [PolicyEntry]
    let deployments: [DeploymentEntry]

    init(of model: Identifier, _ request: Request, _ view: borrowing View) throws {
        var policies: [PolicyEntry] = []
        for row in try view.documents(.policy, model: model, asOf: request.position) {
            guard case .policy(let policy) = try view.event(at: row.position).body else { continue }
            policies.append(PolicyEntry(row: row, policy: policy))
        }
        var deployments: [DeploymentEntry] = []
        for row in try view.documents(.deployment, model: model, asOf: request.position) {
            guard case .deployment(let deployment) = try view.event(at: row.position).body else {
                continue
            }
            deployments.append(DeploymentEntry(row: row, deployment: deployment))
        }
        self.policies = policies.sorted { Self.precedes($0.row, $1.row) }
        self.deployments = deployments.sorted { Self.precedes($0.row, $1.row) }
    }

    static func precedes(_ one: DocumentRow, _ other: DocumentRow) -> Bool {
        (one.at, one.position) < (other.at, other.position)
    }

    /// The policy that says what holds of an aspect at a time; nil when none does.
    func policy(_ aspect: PolicyAspect, at time: Timestamp) -> PolicyEntry? {
        policies.last { $0.row.at <= time && aspect.isStated($0.policy) }
    }

    /// The deployment that holds at a time.
    func deployment(at time: Timestamp) -> DeploymentEntry? { deployments.last { $0.row.at <= time } }
}

/// What a policy may state. Each holds until another policy states the same aspect.
enum PolicyAspect: String, CaseIterable {
    /// For all and by segment: the two are set together.
    case thresholds
    case costs, capacity, budgets
    case reviewRules = "review_rules"
    case alertRules = "alert_rules"

    var words: String {
        switch self {
        case .thresholds: "thresholds"
        case .costs: "costs"
        case .capacity: "capacity"
        case .budgets: "budgets"
        case .reviewRules: "review rules"
        case .alertRules: "alert rules"
        }
    }

    func isStated(_ policy: Policy) -> Bool { text(policy) != nil }

    /// What a policy states of it, as a person reads it; nil for nothing.
    func text(_ policy: Policy) -> String? {
        switch self {
        case .thresholds:
            let all = policy.threshold.map { [RuleWords.number($0)] } ?? []
            let parts = all + (policy.thresholds.map(Self.perSegment) ?? [])
            return policy.threshold == nil && policy.thresholds == nil ? nil : parts.joined(separator: "; ")
        case .costs:
            return policy.costs.map {
                "\(RuleWords.number($0.falsePositive)) false positive, \(RuleWords.number($0.falseNegative)) false negative"
            }
        case .capacity: return policy.capacity.map { "\(RuleWords.number($0)) a day" }
        case .budgets: return policy.budgets.map { Self.perSegment($0).joined(separator: "; ") }
        case .reviewRules: return policy.reviewRules.map { Self.json($0.map(\.bytes)) }
        case .alertRules: return policy.alertRules.map { Self.json($0.map(\.bytes)) }
        }
    }

    private static func perSegment(_ rules: [Named<[Named<Double>]>]) -> [String] {
        rules.sorted { $0.name < $1.name }.flatMap { rule in
            rule.value.map { "\(rule.name.text)=\($0.name.text): \(RuleWords.number($0.value))" }
        }
    }

    private static func json(_ objects: [[UInt8]]) -> String {
        objects.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "; ")
    }
}
