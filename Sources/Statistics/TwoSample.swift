/// Whose definitions a comparison of two samples goes by.
package enum DefinitionFamily: String, Sendable, Hashable, CaseIterable {
    /// Ours: bins fixed by the baseline, missing values told apart, nothing that is not a number.
    case daybook
    /// NannyML 0.13.1's, defects included.
    case nannyML = "nannyml"
    /// Evidently 0.7.21's, defects included.
    case evidently
}

/// The values of a feature in one sample: those that are there, ascending and finite, and how many are not.
package struct NumericSample: Sendable {
    package let sorted: ArraySlice<Double>
    package let missing: Int

    package init(sorted: ArraySlice<Double>, missing: Int = 0) {
        self.sorted = sorted
        self.missing = missing
    }

    package init(sorted: [Double], missing: Int = 0) {
        self.init(sorted: sorted[...], missing: missing)
    }

    package var count: Int { sorted.count }
}

/// One number of a comparison, with what it means.
package struct Figure: Sendable, Hashable {
    package let definition: Definition
    /// Nil for no data, or where the statistic is not defined.
    package let value: Double?
    /// The probability of a value at least as large without a difference, for tests.
    package var p: Double?
    /// What `p` is by; nil without one.
    package var pDefinition: Definition?
    /// Where the family sees a drift, of the value or (for tests) of p; nil where it has none.
    package var limit: Double?
    /// The family's verdict; nil where it has none.
    package var isDrift: Bool?

    package init(_ definition: Definition, _ value: Double?) {
        self.definition = definition
        self.value = value
    }
}

/// Two samples of a feature compared by the definitions of one family.
package struct TwoSample: Sendable, Hashable {
    package let family: DefinitionFamily
    package let baselineCount: Int
    package let baselineMissing: Int
    package let currentCount: Int
    package let currentMissing: Int
    /// All of the family's statistics for this kind of feature, in a fixed order.
    package let figures: [Figure]
    /// The id of the figure that is the family's choice for these samples.
    package let leading: String

    /// The figure of an id.
    package func figure(_ id: String) -> Figure? { figures.first { $0.definition.id == id } }

    /// The family's choice.
    package var lead: Figure? { figure(leading) }

    /// Of a numeric feature. Either sample may be empty: then the values are nil.
    ///
    /// - Parameters:
    ///   - chunks: the baseline cut in chunks (`NannyML.chunks`), from which the NannyML family takes its
    ///     limits; not needed for the others.
    ///   - gap: how far the two are apart, where that is known; used by our own family.
    ///
    /// Cost: some passes over the sorted values, and for KS p up to 10,000 values that of
    /// `KolmogorovSmirnov.exact`.
    package static func numeric(
        _ family: DefinitionFamily, _ baseline: NumericSample, _ current: NumericSample,
        chunks: [NumericSample] = [], gap: EmpiricalGap? = nil
    ) -> TwoSample {
        let (figures, leading) =
            switch family {
            case .daybook: DaybookFamily.numeric(baseline, current, gap: gap)
            case .nannyML: NannyML.numeric(baseline, current, chunks: chunks)
            case .evidently: Evidently.numeric(baseline, current)
            }
        return TwoSample(
            family: family, baselineCount: baseline.count, baselineMissing: baseline.missing,
            currentCount: current.count, currentMissing: current.missing, figures: figures, leading: leading)
    }

    /// Of a categorical feature: how often each category was there, the categories in a fixed order.
    ///
    /// - Parameter chunks: the baseline's counts of the same categories in chunks, as for `numeric`.
    package static func categorical(
        _ family: DefinitionFamily, _ counts: CountPair, missing: (baseline: Int, current: Int) = (0, 0),
        chunks: [[Int]] = []
    ) -> TwoSample {
        let (figures, leading) =
            switch family {
            case .daybook: DaybookFamily.categorical(counts, missing: missing)
            case .nannyML: NannyML.categorical(counts, chunks: chunks)
            case .evidently: Evidently.categorical(counts)
            }
        return TwoSample(
            family: family, baselineCount: counts.baselineTotal, baselineMissing: missing.baseline,
            currentCount: counts.currentTotal, currentMissing: missing.current, figures: figures,
            leading: leading)
    }
}
