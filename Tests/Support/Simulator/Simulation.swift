package import Model

/// A seeded stream of events about one model in which exactly one thing goes wrong, or nothing.
///
/// Twelve weeks of decisions by version `v1`, and from about 60 % of the time on by `v2`; their labels, which
/// come late; contracts, deployments and a policy; a week of shadow scores and a frozen replay set before the
/// switch. What goes wrong is known, so a diagnosis can be scored against it. A value: equal parameters give
/// equal bytes.
///
/// Cost: 20,000 decisions take about a second in a release build, and 30 MB.
package struct Simulation: Sendable {
    /// One event and when it was written down: at its own time or a little later.
    package struct Line: Sendable {
        package let recorded: Timestamp
        package let text: String
    }

    package let seed: UInt64
    /// How many decisions were asked for; `insufficient_data` may give fewer.
    package let decisions: Int
    package let fault: Fault
    package let strength: Strength
    package let source: Source

    /// What exactly was done, in words, for reports: `income in cents`.
    package let variant: String
    package let model: String
    package let before = "v1"
    package let after = "v2"
    /// When `v2` took over.
    package let switchTime: Timestamp
    /// When the fault began: at the switch or some days later.
    package let onset: Timestamp
    /// The end of the stream, which the diagnosis is asked at.
    package let evaluated: Timestamp
    /// Whether `v2` scored beside `v1` in the week before the switch.
    package let hasShadow: Bool
    /// Whether `v2` scored a frozen set of `v1`'s decisions again before the switch.
    package let hasReplay: Bool
    /// In order of arrival; ends before `evaluated`.
    package let lines: [Line]

    /// Whether these parameters are kept for the last judgement and not looked at before: seeds divisible by
    /// ten, and every strength but the standard one.
    package static func isHeldOut(seed: UInt64, strength: Strength) -> Bool {
        seed % 10 == 0 || strength != .standard
    }

    /// - Parameter decisions: live decisions in the twelve weeks, 100 or more for the fault to show.
    /// - Throws: when the rows of the bank stream cannot be read.
    package init(
        seed: UInt64, decisions: Int, fault: Fault, strength: Strength = .standard,
        source: Source = .synthetic
    ) throws {
        self.seed = seed
        self.decisions = decisions
        self.fault = fault
        self.strength = strength
        self.source = source
        let world = try SimulatedWorld.of(seed: seed, source: source)
        // Each fault has draws of its own, or a seed would choose the same place in every list of variants.
        let salt = UInt64(Fault.allCases.firstIndex(of: fault) ?? 0) &* 0x9e37_79b9_7f4a_7c15
        var random = SeededGenerator(seed: seed ^ salt, purpose: .fault)
        let plan = SimulatedPlan(fault, strength, world, &random)
        var run = SimulationRun(seed: seed, decisions: decisions, world: world, plan: plan)
        run.run()
        variant = plan.variant
        model = world.model
        switchTime = run.calendar.switchTime
        onset = run.calendar.onset
        evaluated = run.calendar.evaluated
        hasShadow = run.shadows > 0
        hasReplay = run.replays > 0
        lines = run.lines()
    }
}
