import Model
import Statistics
import Wire

/// How a question about drift wants to be answered.
struct DriftOptions: Sendable {
    enum Correction: String, Sendable {
        case bonferroni
        case benjaminiHochberg = "benjamini-hochberg"
        case none
    }

    /// What is compared with the same only.
    enum Season: String, Sendable {
        case none, weekday, hour
        case weekdayHour = "weekday-hour"

        var parts: [GroupingArgument] {
            switch self {
            case .none: []
            case .weekday: [.weekday]
            case .hour: [.hour]
            case .weekdayHour: [.weekday, .hour]
            }
        }

        /// How many strata there are.
        var strata: Int {
            switch self {
            case .none: 1
            case .weekday: 7
            case .hour: 24
            case .weekdayHour: 168
            }
        }
    }

    let family: DefinitionFamily
    let rule: ComparisonRule
    let correction: Correction
    /// Nil where the sides decide.
    let season: Season?
    let unit: CalendarUnit
    /// k of n windows.
    let sustained: (hits: Int, of: Int)
    let takesSegments: Bool
    /// Empty for all.
    let features: [Identifier]

    init(_ arguments: QueryArguments) {
        family = DefinitionFamily(arguments)
        rule = ComparisonRule(arguments)
        correction = arguments.choice("correction").flatMap { Correction(rawValue: $0) } ?? .bonferroni
        season = arguments.choice("seasonal").flatMap { Season(rawValue: $0) }
        unit = arguments.choice("windows").flatMap { CalendarUnit(rawValue: $0) } ?? .week
        let halves = (arguments.choice("sustained") ?? "3/4").split(separator: "/").compactMap { Int($0) }
        sustained = halves.count == 2 ? (halves[0], halves[1]) : (3, 4)
        takesSegments = arguments.flag("segments") ?? true
        features = arguments.identifiers("feature")
    }
}
