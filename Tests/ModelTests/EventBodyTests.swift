import JSON
import Model
import Testing

@Suite struct EventBodyTests {
    @Test("a decision's every field")
    func decision() throws {
        let event = try Event.decode(Fixture("valid/decision-every-field.json").bytes)
        guard case .decision(let decision) = event.body else { throw NotThisType() }
        #expect(event.id == Identifier("d-2"))
        #expect(event.at.text == "2009-06-08T12:00:00.25Z")
        #expect(event.unknownFields == [])
        #expect(decision.model == Identifier("lead-score"))
        #expect(decision.version == Identifier("v3"))
        #expect(decision.role == .shadow)
        #expect(decision.subject == Identifier("client-17"))
        #expect(decision.score == 0.73)
        #expect(decision.threshold == 0.5)
        #expect(decision.action == Identifier("call"))
        #expect(decision.confidence == 0.9)
        #expect(decision.interval?.low == 0.6 && decision.interval?.high == 0.8)
        #expect(decision.value == 1_200)
        #expect(decision.segments.map(\.name.text) == ["region", "channel"])
        #expect(decision.segments.map(\.value.text) == ["north", "phone"])
        #expect(decision.features.map(\.name.text) == ["age", "job", "housing", "balance", "rate"])
        let values: [FeatureValue] = [
            .number(41), .text("technician"), .boolean(true), .null, .number(-0.00125),
        ]
        #expect(decision.features.map(\.value) == values)
        #expect(decision.featureTimes.map(\.value.text) == ["2009-06-01T00:00:00Z"])
        #expect(decision.contributions.map(\.value) == [0.2, -0.1])
        #expect(decision.variant == Identifier("B"))
        #expect(decision.route == Identifier("rule-7"))
        #expect(decision.group == Identifier("account-9"))
        #expect(decision.of == Identifier("d-1"))
        #expect(decision.replaySet == Identifier("frozen-1"))
        #expect(decision.context.map(\.value) == ["xgboost 1.7", "line one\nline two"])
        #expect(decision.latencyMilliseconds == 12.5)
        #expect(decision.fallback?.applies == false)
        guard case .text("yes")? = decision.prediction else { throw NotThisType() }
    }

    @Test("a decision's defaults, and its score with and without a fallback")
    func decisionDefaults() throws {
        let least = try Self.decision("decision-least")
        #expect(least.role == .live)
        #expect(least.fallback == nil)
        #expect(least.segments.isEmpty && least.features.isEmpty && least.context.isEmpty)
        let without = try Self.decision("decision-fallback-without-score")
        #expect(without.score == nil)
        #expect(without.fallback?.applies == true)
        #expect(try Self.decision("decision-fallback-true-with-score").score == 0.73)
        guard case .number(-3.5)? = try Self.decision("decision-numeric-prediction").prediction else {
            throw NotThisType()
        }
    }

    @Test("features whose names differ only in normal form stay two")
    func normalForms() throws {
        let features = try Self.decision("decision-names-in-normal-forms").features
        #expect(features.map(\.name.utf8Bytes.count) == [5, 6])
        #expect(features[0].name != features[1].name)
        #expect(FeatureValue.text("caf\u{e9}") != .text("cafe\u{301}"))
    }

    @Test("escapes are read, and integers up to 2^53 are exact")
    func texts() throws {
        #expect(try Self.decision("decision-escapes").subject == Identifier("client-\u{1f600}"))
        let exact = try Self.decision("decision-largest-exact-integer")
        #expect(exact.value == 0x1p53)
        #expect(exact.features.first?.value == .number(-0x1p53))
    }

    @Test("outcomes: for a decision, for a subject; labels of each kind")
    func outcomes() throws {
        let first = try Self.outcome("outcome-of-decision")
        #expect(first.target == .decision(Identifier("d-1")))
        #expect(first.label == .boolean(true))
        #expect(first.by == Identifier("crm"))
        let second = try Self.outcome("outcome-of-subject")
        #expect(second.target == .subject(Identifier("client-17"), model: Identifier("lead-score")))
        #expect(second.label == .text(Identifier("converted")))
        #expect(second.value == -35.5)
        #expect(second.surprise == true)
        #expect(second.reason == "signed late")
        #expect(second.definition == "contract within 90 days")
        let third = try Self.outcome("outcome-of-subject-of-any-model")
        #expect(third.target == .subject(Identifier("client-17"), model: nil))
        #expect(try Self.outcome("outcome-number-label").label == .number(0.25))
        #expect(try Self.outcome("outcome-text-label").label == .text(Identifier("true")))
    }

    @Test("a withdrawal and a deployment")
    func small() throws {
        let withdrawal = try Event.decode(Fixture("valid/outcome_withdrawn-reason.json").bytes)
        guard case .outcomeWithdrawn(let withdrawn) = withdrawal.body else { throw NotThisType() }
        #expect(withdrawn.outcome == Identifier("o-1"))
        #expect(withdrawn.by == Identifier("auditor"))
        #expect(withdrawn.reason?.isEmpty == true)
        let event = try Event.decode(Fixture("valid/deployment-every-field.json").bytes)
        guard case .deployment(let deployment) = event.body else { throw NotThisType() }
        #expect(deployment.version == Identifier("v4"))
        #expect(deployment.replaces == Identifier("v3"))
        #expect(deployment.trainingCut?.text == "2009-05-31T23:59:59.999999Z")
        #expect(deployment.context.map(\.name.text) == ["library"])
        #expect(deployment.by == Identifier("release"))
    }

    @Test("a contract's every field")
    func contract() throws {
        let event = try Event.decode(Fixture("valid/contract-every-field.json").bytes)
        guard case .contract(let contract) = event.body else { throw NotThisType() }
        #expect(contract.score.min == 0 && contract.score.max == 1 && contract.score.kind == "probability")
        #expect(contract.features.map(\.name.text) == ["age", "job", "housing", "note", "rate"])
        let age = contract.features[0].value
        #expect(age.type == .integer)
        #expect(age.unit == "years")
        #expect(age.required == true)
        #expect(age.min == 18 && age.max == 120)
        #expect(age.defaultValue == .number(40))
        #expect(age.categories == nil)
        let job = contract.features[1].value
        #expect(job.categories == ["admin", "technician", ""])
        #expect(job.defaultValue == .null)
        #expect(job.required == nil)
        #expect(contract.features[4].value.defaultValue == nil)
        #expect(contract.labels.positive == [.boolean(true), .text(Identifier("yes")), .number(1)])
        #expect(contract.labels.negative == [.boolean(false), .text(Identifier("no")), .number(0)])
        #expect(contract.labels.excluded == [.text(Identifier("unknown"))])
        #expect(contract.outcomeWindow?.text == "90d")
        #expect(contract.outcomeRoles == [.live, .shadow])
        #expect(contract.spec == "docs/lead-score.md")
    }

    @Test("a policy's every field, its rules kept as they are")
    func policy() throws {
        let event = try Event.decode(Fixture("valid/policy-every-field.json").bytes)
        guard case .policy(let policy) = event.body else { throw NotThisType() }
        #expect(policy.threshold == 0.5)
        #expect(policy.thresholds?.map(\.name.text) == ["region"])
        #expect(policy.thresholds?.first?.value.map(\.name.text) == ["north", "south"])
        #expect(policy.thresholds?.first?.value.map(\.value) == [0.6, 0.4])
        #expect(policy.costs?.falsePositive == 1 && policy.costs?.falseNegative == 20)
        #expect(policy.capacity == 150)
        #expect(policy.budgets?.first?.value.map(\.value) == [0.25])
        #expect(policy.reviewRules?.map(\.text) == [#"{"when":"score in [0.4, 0.6]","to":"desk"}"#])
        #expect(
            policy.alertRules?.map(\.text) == [#"{"figure":"psi","limit":0.2,"nested":{"any":[1,null,"x"]}}"#]
        )
    }

    @Test("a replay set and reviews")
    func rest() throws {
        let event = try Event.decode(Fixture("valid/replay_set-labels-by.json").bytes)
        guard case .replaySet(let set) = event.body else { throw NotThisType() }
        #expect(set.members == [Identifier("d-1"), Identifier("d-2")])
        #expect(set.criteria.text == "{}")
        #expect(set.labelsBy?.text == "2009-06-08T12:00:00Z")
        #expect(set.digest.hasPrefix("0123456789abcdef"))
        let first = try Event.decode(Fixture("valid/review-of-decision.json").bytes)
        guard case .review(let one) = first.body else { throw NotThisType() }
        #expect(one.target == .decision(Identifier("d-1")))
        #expect(one.verdict == .override)
        #expect(one.tags.isEmpty)
        let second = try Event.decode(Fixture("valid/review-of-version.json").bytes)
        guard case .review(let other) = second.body else { throw NotThisType() }
        #expect(other.target == .version(model: Identifier("lead-score"), version: Identifier("v3")))
        #expect(other.verdict == .disqualify)
        #expect(other.reason == "leak")
        #expect(other.tags == ["leak", "duration"])
        #expect(other.note == "uses the length of the call\nwhich is known only after it")
        #expect(other.score == 0.1)
    }

    @Test("a pin: the question as it was asked, a text being a list of one")
    func pin() throws {
        let event = try Event.decode(Fixture("valid/pin-every-field.json").bytes)
        guard case .pin(let pin) = event.body else { throw NotThisType() }
        #expect(event.id == Identifier("before-update"))
        #expect(pin.model == Identifier("lead-score") && pin.by == Identifier("ann"))
        #expect(pin.query == Identifier("distribution"))
        #expect(pin.parameters.map(\.name.text) == ["model", "version", "where", "segment"])
        #expect(pin.parameters.map(\.value) == [["lead-score"], ["v1", "v2"], ["tier = \"gold\"", ""], []])
        #expect(pin.position == 12)
        #expect(pin.digest.hasPrefix("0123456789abcdef"))
        #expect(pin.definitions?.map(\.text) == ["moments.mean.1", "quantile.linear.1"])
        #expect(event.unknownFields == ["/note"])
        let least = try Event.decode(Fixture("valid/pin-least.json").bytes)
        guard case .pin(let bare) = least.body else { throw NotThisType() }
        #expect(bare.model == nil && bare.definitions == nil && bare.parameters.isEmpty && bare.position == 0)
        let double = try Event.decode(Fixture("valid/pin-position-as-double.json").bytes)
        guard case .pin(let other) = double.body else { throw NotThisType() }
        #expect(other.position == 12)
    }

    @Test("unknown members are listed as pointers in document order, those inside fixed objects too")
    func unknown() throws {
        let decision = try Event.decode(Fixture("valid/decision-unknown-fields.json").bytes)
        #expect(decision.unknownFields == ["/colour", "/a~1b~0c"])
        let contract = try Event.decode(Fixture("valid/contract-unknown-inside.json").bytes)
        #expect(
            contract.unknownFields == ["/score/extra", "/features/age/colour", "/labels/other", "/zeta"])
        let policy = try Event.decode(Fixture("valid/policy-costs-with-unknown.json").bytes)
        #expect(policy.unknownFields == ["/costs/currency"])
    }

    private struct NotThisType: Error {}

    private static func decision(_ name: String) throws -> Decision {
        guard case .decision(let decision) = try Event.decode(Fixture("valid/\(name).json").bytes).body else {
            throw NotThisType()
        }
        return decision
    }

    private static func outcome(_ name: String) throws -> Outcome {
        guard case .outcome(let outcome) = try Event.decode(Fixture("valid/\(name).json").bytes).body else {
            throw NotThisType()
        }
        return outcome
    }
}
