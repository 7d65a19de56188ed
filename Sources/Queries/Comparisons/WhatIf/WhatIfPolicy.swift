import Documents
import JSON
import Model
import Projections
import Wire

/// The policy that a question states.
struct WhatIfPolicy: Sendable {
    /// By segment: one entry that holds at all times; nil for none.
    let bySegment: ThresholdPolicies?
    /// For all others: nil for the thresholds that were in force.
    let threshold: Double?
    /// In place of a threshold: the quantile of the scores.
    let percentile: Double?
    /// The most called in a day; nil for no limit.
    let capacity: Int?
    /// The policy on record that thresholds are taken from.
    let policy: Identifier?

    static let definition = "whatif.replay"

    /// - Throws: `QueryFailure` for parameters that do not fit each other, and a policy that is not there or
    ///   sets no threshold.
    init(_ request: Request, _ timeline: PolicyTimeline) throws {
        let arguments = request.arguments
        let given = try Self.segments(arguments.segmentNumbers("thresholds"))
        percentile = arguments.number("percentile")
        capacity = arguments.integer("capacity").map { Int($0) }
        policy = arguments.identifier("policy")
        guard let policy else {
            bySegment = Self.always(given)
            threshold = arguments.number("threshold")
            return
        }
        guard given.isEmpty else {
            throw QueryFailure(
                .badParameter, "policy and thresholds exclude each other", parameter: "thresholds")
        }
        guard let found = timeline.policies.last(where: { $0.row.id == policy })?.policy else {
            let known = timeline.policies.map(\.row.id.text).suffix(20).joined(separator: ", ")
            throw QueryFailure(
                .badParameter,
                "policy is \(policy.text), which is no policy of the model; "
                    + (known.isEmpty ? "it has none" : "there are \(known)"), parameter: "policy")
        }
        guard found.threshold != nil || found.thresholds != nil else {
            throw QueryFailure(
                .badParameter, "policy is \(policy.text), which sets no threshold", parameter: "policy")
        }
        bySegment = Self.always((found.thresholds ?? []).sorted { $0.name < $1.name })
        threshold = found.threshold
    }

    private static func always(_ segments: [Named<[Named<Double>]>]) -> ThresholdPolicies? {
        guard !segments.isEmpty else { return nil }
        return ThresholdPolicies([
            ThresholdPolicies.Entry(
                id: Identifier(""), position: 0, at: Timestamp(microseconds: .min), threshold: nil,
                segments: segments)
        ])
    }

    private static func segments(
        _ given: [(name: Identifier, value: Identifier, number: Double)]
    ) throws -> [Named<[Named<Double>]>] {
        var seen: Set<[Identifier]> = []
        for one in given where !seen.insert([one.name, one.value]).inserted {
            throw QueryFailure(
                .badParameter, "thresholds has \(one.name.text)=\(one.value.text) twice",
                parameter: "thresholds")
        }
        return Set(given.map(\.name)).sorted().map { name in
            Named(name, given.filter { $0.name == name }.map { Named($0.value, $0.number) })
        }
    }

    /// Whether nothing is stated, so that the answer is history.
    var isHistory: Bool {
        bySegment == nil && threshold == nil && percentile == nil && capacity == nil && policy == nil
    }

    /// Whether calls need no threshold: those of each day that fit are called.
    var isByRank: Bool { capacity != nil && bySegment == nil && threshold == nil && percentile == nil }

    /// In words, with the threshold that the percentile came to.
    func words(_ cutoff: Double?) -> String {
        guard !isHistory else { return "the thresholds that were in force" }
        var pieces = (bySegment?.entries.first?.segments ?? []).flatMap { rule in
            rule.value.map { "\(rule.name.text)=\($0.name.text) at \(Said.number($0.value))" }
        }
        if let percentile {
            pieces.append(
                "the top \(Said.percent(1 - percentile))"
                    + (cutoff.map { " (from \(Said.number($0)))" } ?? ""))
        } else if let threshold {
            pieces.append(
                pieces.isEmpty
                    ? "threshold \(Said.number(threshold))" : "all others at \(Said.number(threshold))")
        } else if !isByRank {
            pieces.append("all others as it was")
        }
        if let capacity {
            pieces.append(isByRank ? "the \(capacity) highest of each day" : "at most \(capacity) a day")
        }
        return (policy.map { "policy \($0.text): " } ?? "") + pieces.joined(separator: ", ")
    }
}
