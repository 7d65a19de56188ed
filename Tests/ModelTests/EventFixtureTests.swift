import Model
import Testing

@Suite struct EventFixtureTests {
    @Test("every valid fixture decodes as the type in its name", arguments: try Fixture.all(in: "valid"))
    func valid(_ fixture: Fixture) throws {
        let event = try Event.decode(fixture.bytes)
        #expect(event.type == fixture.type)
        #expect(event.body.type == event.type)
        #expect(Event.peekIdentity(fixture.bytes) == (event.type, event.id))
    }

    @Test(
        "every invalid fixture is refused with the code in its name",
        arguments: try Fixture.all(in: "invalid") + Fixture.all(in: "invalid-beyond-schema"))
    func invalid(_ fixture: Fixture) throws {
        let code = try #require(fixture.code, "the name ends with no code")
        let refusal = try #require(fixture.refusal, "it was taken")
        #expect(refusal.code == code, "\(refusal.message)")
        #expect(!refusal.message.isEmpty)
    }

    @Test("every type has valid and invalid fixtures, and every code that a line alone can earn has some")
    func coverage() throws {
        let valid = try Fixture.all(in: "valid")
        let invalid = try Fixture.all(in: "invalid") + Fixture.all(in: "invalid-beyond-schema")
        for type in EventType.allCases {
            #expect(valid.contains { $0.type == type })
            #expect(invalid.contains { $0.type == type })
        }
        // too_large is left to LimitsTests, which make lines of that size; the last four are not the
        // decoder's.
        let elsewhere: Set<Refusal.Code> = [.tooLarge, .conflict, .forbidden, .unknown, .busy]
        #expect(Set(invalid.compactMap(\.code)) == Set(Refusal.Code.allCases).subtracting(elsewhere))
    }

    @Test(
        "a refusal points at the field at fault",
        arguments: [
            ("invalid/decision-no-subject--missing_field", "/subject"),
            ("invalid/decision-fallback-false-without-score--missing_field", "/score"),
            ("invalid/decision-33-segments--too_many", "/segments"),
            ("invalid/decision-feature-object--wrong_type", "/features/a~1b"),
            ("invalid/decision-feature-text-long--too_long", "/features/text"),
            ("invalid/decision-segment-name-empty--invalid_text", "/segments/"),
            ("invalid/decision-interval-of-texts--wrong_type", "/interval/0"),
            ("invalid/decision-feature-time-number--wrong_type", "/feature_times/age"),
            ("invalid/decision-confidence-above-1--out_of_range", "/confidence"),
            ("invalid/decision-time-second-60--invalid_time", "/at"),
            ("invalid/line-unknown-type--unknown_type", "/type"),
            ("invalid/line-leading-zero--invalid_number", "/score"),
            ("invalid/outcome-both--invalid_value", "/subject"),
            ("invalid/contract-score-no-kind--missing_field", "/score/kind"),
            ("invalid/contract-feature-type-unknown--invalid_value", "/features/age/type"),
            ("invalid/contract-4097-categories--too_many", "/features/job/categories"),
            ("invalid/contract-label-null--wrong_type", "/labels/negative/0"),
            ("invalid/contract-role-unknown--invalid_value", "/outcome_roles/1"),
            ("invalid/policy-budget-above-1--out_of_range", "/budgets/region/north"),
            ("invalid/policy-costs-one-side--missing_field", "/costs/false_negative"),
            ("invalid/replay_set-twice--invalid_value", "/members/2"),
            ("invalid/pin-parameter-as-of--invalid_value", "/parameters/as_of"),
            ("invalid/pin-parameter-list-of-numbers--wrong_type", "/parameters/quantiles/1"),
            ("invalid/pin-1025-definitions--too_many", "/definitions"),
            ("invalid/pin-position-fraction--invalid_value", "/position"),
            ("invalid/review-version-without-model--missing_field", "/model"),
            ("invalid/review-tag-number--wrong_type", "/tags/0"),
            ("invalid-beyond-schema/line-name-twice-by-escape--duplicate_key", "/score"),
            ("invalid-beyond-schema/decision-unknown-inside-twice--duplicate_key", "/x/0/y/z"),
            ("invalid-beyond-schema/decision-feature-least-64-bit--inexact_number", "/features/n"),
            ("invalid-beyond-schema/decision-value-20-digits--inexact_number", "/value"),
            ("invalid-beyond-schema/decision-score-1e400--invalid_number", "/score"),
            ("invalid-beyond-schema/contract-score-min-is-max--invalid_value", "/score/max"),
            ("invalid-beyond-schema/contract-label-in-two-lists--invalid_value", "/labels/excluded/0"),
        ])
    func pointers(_ name: String, _ pointer: String) throws {
        #expect(try Fixture(name + ".json").refusal?.field == pointer)
    }

    @Test(
        "faults of the line itself, and of a policy as a whole, point at no field",
        arguments: [
            "invalid/line-empty--empty_line", "invalid/line-nan--invalid_json",
            "invalid/line-array--not_an_object",
            "invalid/line-latin-1--invalid_utf8", "invalid/policy-nothing--missing_field",
            "invalid-beyond-schema/line-33-levels--too_deep",
        ])
    func noPointer(_ name: String) throws {
        let refusal = try #require(try Fixture(name + ".json").refusal)
        #expect(refusal.field == nil)
    }
}
