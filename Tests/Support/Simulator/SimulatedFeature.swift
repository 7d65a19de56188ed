import Foundation

/// One value of a simulated input.
enum SimulatedCell: Sendable, Equatable {
    case missing
    case number(Double)
    /// By place in the feature's list.
    case category(Int)
    case flag(Bool)
    /// What no model knows: a category under another name.
    case text(String)
}

/// The inputs of one decision, in the order of the world's features and segments.
struct SimulatedRow: Sendable {
    var cells: [SimulatedCell]
    /// By place in the segment's list.
    var segments: [Int]
}

/// A segment that decisions fall into.
struct SimulatedSegment: Sendable {
    let name: String
    let values: [String]
}

/// An input: how it is named and declared, and what the model makes of it.
struct SimulatedFeature: Sendable {
    enum Kind: Sendable {
        case number(decimals: Int)
        case integer
        case flag
        case category([String])
    }

    /// How a unit can go wrong.
    struct Jump: Sendable {
        let factor: Double
        let words: String
    }

    let name: String
    let kind: Kind
    var unit: String?
    /// What values are kept in and the contract may state.
    var range: ClosedRange<Double>?
    /// The share of decisions that come without it, as ever.
    var missing = 0.0
    /// What a careless pipeline fills in.
    var filler: SimulatedCell = .missing
    var jumps: [Jump] = []
    /// Whether its logarithm is what matters.
    var isLogged = false
    /// What one standard deviation adds to the logit.
    var effect = 0.0
    /// What each category adds to the logit.
    var effects: [Double] = []
    var centre = 0.0
    var spread = 1.0

    var isNumeric: Bool {
        switch kind {
        case .number, .integer: true
        case .flag, .category: false
        }
    }

    var categories: [String] {
        if case .category(let names) = kind { names } else { [] }
    }

    /// What a value adds to the logit. Missing and unknown values count as the middle; numbers are cut off at
    /// three standard deviations, as careful models do.
    func term(_ cell: SimulatedCell) -> Double {
        switch cell {
        case .number(let number): effect * min(3, max(-3, (transformed(number) - centre) / spread))
        case .category(let place): effects.isEmpty ? 0 : effects[place]
        case .flag(let flag): flag ? effect / 2 : -effect / 2
        case .missing, .text: 0
        }
    }

    func transformed(_ number: Double) -> Double {
        isLogged ? log1p(max(0, number)) : number
    }

    /// A number moved by that many standard deviations on the scale that matters, still within its range.
    func moved(_ number: Double, by deviations: Double) -> Double {
        let moved = transformed(number) + deviations * spread
        return kept(isLogged ? expm1(moved) : moved)
    }

    /// A number as the feature writes it down: in its range and with its decimals.
    func kept(_ number: Double) -> Double {
        let bounded = range.map { min($0.upperBound, max($0.lowerBound, number)) } ?? number
        return switch kind {
        case .number(let decimals): SimulatedNumbers.rounded(bounded, decimals)
        default: bounded.rounded()
        }
    }

    mutating func scale(by factor: Double) {
        effect *= factor
        for place in effects.indices { effects[place] *= factor }
    }
}
