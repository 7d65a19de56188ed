/// What decisions may have come to when some outcomes will never be known: the lowest and the highest that
/// any outcomes of these would give. Not an estimate: every value in between is possible.
package struct UnknownOutcomes: Sendable, Hashable {
    /// The decisions whose outcomes are known.
    package let known: Confusion
    /// Decisions without an outcome: those called, and the others.
    package let called: Int
    package let notCalled: Int

    /// With every outcome known.
    package init(known: Confusion) {
        self.known = known
        called = 0
        notCalled = 0
    }

    /// Nil when a count is negative or over `LabelledScores.rowsMaximum`.
    package init?(known: Confusion, called: Int, notCalled: Int) {
        guard called >= 0, notCalled >= 0, max(called, notCalled) <= LabelledScores.rowsMaximum else {
            return nil
        }
        self.known = known
        self.called = called
        self.notCalled = notCalled
    }

    /// Positives among the called; nil when nobody is called. `Definitions.boundsUnknown`.
    package var precision: Interval? {
        Self.interval(
            low: (known.truePositives, known.called + called),
            high: (known.truePositives + called, known.called + called))
    }

    /// Called among the positives; nil when there may be no positive at all. `Definitions.boundsUnknown`.
    package var recall: Interval? {
        // Lowest where the called are all negative and the others all positive; highest the other way round.
        let low = (known.truePositives, known.positives + notCalled)
        let high = (known.truePositives + called, known.positives + called)
        // With nothing on one side every outcome leaves the share what it is on the other, or undefined.
        guard low.1 > 0, high.1 > 0 else { return nil }
        return Self.interval(low: low, high: high)
    }

    /// Decisions that their outcome confirms; nil without decisions. `Definitions.boundsUnknown`.
    package var accuracy: Interval? {
        let right = known.truePositives + known.trueNegatives
        let count = known.count + called + notCalled
        return Self.interval(low: (right, count), high: (right + called + notCalled, count))
    }

    /// What the decisions cost in all. `Definitions.boundsUnknown`.
    package func cost(_ matrix: CostMatrix) -> Interval {
        let base = matrix.cost(of: known)
        let ofCalled = (matrix.truePositive, matrix.falsePositive)
        let ofOthers = (matrix.falseNegative, matrix.trueNegative)
        return Interval(
            low: base
                + (Double(called) * min(ofCalled.0, ofCalled.1)
                    + Double(notCalled) * min(ofOthers.0, ofOthers.1)),
            high: base
                + (Double(called) * max(ofCalled.0, ofCalled.1)
                    + Double(notCalled) * max(ofOthers.0, ofOthers.1)))
    }

    private static func interval(low: (Int, Int), high: (Int, Int)) -> Interval? {
        guard low.1 > 0, high.1 > 0 else { return nil }
        return Interval(low: Double(low.0) / Double(low.1), high: Double(high.0) / Double(high.1))
    }
}

extension Definitions {
    /// Source: Manski, "Nonparametric Bounds on Treatment Effects", American Economic Review 80 (1990)
    /// 319-323, on counts.
    package static let boundsUnknown = Definition(
        id: "bounds.unknown-outcomes",
        statement:
            "The lowest and the highest that any outcomes of the decisions without one would give.")
}
