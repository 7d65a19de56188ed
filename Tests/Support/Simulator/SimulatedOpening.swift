import Model

/// The events that say what holds: contracts, deployments, policies.
struct SimulatedOpening: Sendable {
    let world: SimulatedWorld
    let plan: SimulatedPlan
    let calendar: SimulatedCalendar

    /// With the microseconds of each.
    func events() -> [(at: Int64, text: String)] {
        let start = SimulatedCalendar.start - 6 * 3_600_000_000
        let switchTime = calendar.switchTime.microseconds
        // The new version's contract is there before its first shadow score.
        let declared = switchTime - 8 * SimulatedCalendar.day
        var events = [
            (start, contract("contract-v1", at: start, version: "v1")),
            (start + 1_000, policy("policy-1", at: start + 1_000, "threshold", json: text(world.threshold))),
            (start + 2_000, deployment("deployment-v1", at: start + 2_000, version: "v1", replaces: nil)),
            (declared, contract("contract-v2", at: declared, version: "v2")),
            (switchTime, deployment("deployment-v2", at: switchTime, version: "v2", replaces: "v1")),
        ]
        let onset = calendar.onset.microseconds
        switch plan.effect {
        case .threshold(let threshold):
            events.append((onset, policy("policy-2", at: onset, "threshold", json: text(threshold))))
        case .thresholds(let thresholds):
            let segment = world.segments[0]
            let values = zip(segment.values, thresholds).map { (name: $0, json: text($1)) }
            let json = SimulatedText.members([(segment.name, SimulatedText.members(values))])
            var event = SimulatedText("policy", id: "policy-2", at: time(onset))
            event.add("model", world.model)
            event.add("threshold", world.threshold)
            event.add("thresholds", json: json)
            event.add("costs", json: costs)
            event.add("by", "head-of-sales")
            events.append((onset, event.line))
        default: break
        }
        return events
    }

    private let costs = #"{"false_positive":12,"false_negative":80}"#

    private func text(_ number: Double) -> String { SimulatedText.number(number) }

    private func time(_ microseconds: Int64) -> String { SimulationRun.text(microseconds) }

    private func policy(_ id: String, at: Int64, _ name: String, json: String) -> String {
        var event = SimulatedText("policy", id: id, at: time(at))
        event.add("model", world.model)
        event.add(name, json: json)
        event.add("costs", json: costs)
        event.add("by", "head-of-sales")
        return event.line
    }

    private func deployment(_ id: String, at: Int64, version: String, replaces: String?) -> String {
        var event = SimulatedText("deployment", id: id, at: time(at))
        event.add("model", world.model)
        event.add("version", version)
        if let replaces { event.add("replaces", replaces) }
        event.add("training_cut", time(at - 30 * SimulatedCalendar.day))
        event.add("by", "release-bot")
        return event.line
    }

    private func contract(_ id: String, at: Int64, version: String) -> String {
        var features = world.features.map { (name: $0.name, json: $0.declaration(in: world)) }
        if case .newFeature(let name) = plan.effect, version == "v2" {
            features.append((name, #"{"type":"number","unit":"days","required":false}"#))
        }
        var event = SimulatedText("contract", id: id, at: time(at))
        event.add("model", world.model)
        event.add("version", version)
        event.add("score", json: #"{"min":0,"max":1,"kind":"probability"}"#)
        event.add("features", json: SimulatedText.members(features))
        let labels = world.labels
        event.add("labels", json: #"{"positive":[\#(labels.positive)],"negative":[\#(labels.negative)]}"#)
        return event.line
    }
}
