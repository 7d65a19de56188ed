import Documents
import Model
import Projections
import Statistics

/// Where a histogram's bounds come from.
enum Bins {
    enum Source: String, Sendable {
        case given, contract
        /// [0, 1], as all scores fit.
        case unit
        /// The least and greatest score.
        case observed
    }

    struct Scale: Sendable {
        let low: Double
        let high: Double
        let source: Source
    }

    /// The scale of some scores: the given one, else the contract's, else [0, 1] if all fit, else that of the
    /// scores; nil when there are no scores and no scale is stated.
    static func scale(
        given: (low: Double, high: Double)?, contract: Contract.ScoreRange?, minimum: Double?,
        maximum: Double?
    ) -> Scale? {
        if let given { return Scale(low: given.low, high: given.high, source: .given) }
        if let contract { return Scale(low: contract.min, high: contract.max, source: .contract) }
        guard let minimum, let maximum else { return nil }
        if minimum >= 0, maximum <= 1 { return Scale(low: 0, high: 1, source: .unit) }
        return Scale(low: minimum, high: maximum, source: .observed)
    }

    /// The score range that the contracts of some series state, if each has one and all are the same.
    static func contract(
        of series: Set<Series>, _ view: borrowing View, asOf position: Position
    ) throws -> Contract.ScoreRange? {
        var found: Contract.ScoreRange?
        for series in series.sorted(by: { $0.number < $1.number }) {
            let contract = try view.contract(model: series.model, version: series.version, asOf: position)
            guard let range = contract?.score else { return nil }
            if let found, found.min != range.min || found.max != range.max { return nil }
            found = range
        }
        return found
    }
}
