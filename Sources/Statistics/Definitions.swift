/// What a shown number means: a name that stays, and the sentence that defines it.
///
/// Answers carry the ids of what they show, so a reader can look the sentence up. A sentence that would
/// change a number gets a new id; an id never changes its meaning.
package struct Definition: Sendable, Hashable {
    /// The stable name, `<family>.<choice>`, such as `quantile.linear`.
    package let id: String
    /// The definition in one line.
    package let statement: String
}

/// All definitions of this target. Each one is declared beside the code that computes it, with its source.
package enum Definitions {
    /// Every definition, ascending by id.
    package static let all = (distributions + comparisons + performance).sorted { $0.id < $1.id }

    private static let distributions: [Definition] = [
        chiSquaredSurvival,
        histogramEqualWidth,
        ksDistance,
        ksAsymptotic,
        ksExact,
        kolmogorovLimit,
        momentsExtremes,
        momentsMean,
        momentsPopulationDeviation,
        momentsSampleDeviation,
        proportionRate,
        proportionWilson,
        proportionsNewcombe,
        proportionsPooledZ,
        quantileLinear,
        studentTwoSided,
    ]

    /// The sentence behind an id; nil for an id that is not known. Ids compare as bytes.
    package static func statement(of id: String) -> String? {
        all.first { $0.id.utf8.elementsEqual(id.utf8) }?.statement
    }
}
