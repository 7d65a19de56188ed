import Documents
import Model
import Projections

/// What one feature may be, from a contract or from what was observed.
struct CheckedFeature: Sendable {
    /// The kinds of cells that are admitted; empty admits every kind.
    var tags: Set<CellTag> = []
    /// The types in words.
    var type = "any"
    var isWhole = false
    var isRequired = false
    var low: Double?
    var high: Double?
    /// Nil admits every text.
    var categories: Set<[UInt8]>?
    var unit: String?

    init() {}

    /// Of a contract.
    init(_ rule: FeatureRule) {
        type = rule.type.rawValue
        switch rule.type {
        case .number, .integer: tags = [.number]
        case .text, .category: tags = [.text]
        case .boolean: tags = [.yes, .no]
        }
        isWhole = rule.type == .integer
        isRequired = rule.required == true
        (low, high) = (rule.min, rule.max)
        categories = rule.categories.map { Set($0.map { Array($0.utf8) }) }
        unit = rule.unit
    }

    /// Of what was observed; nil for a column that says too little.
    init?(observed sample: ColumnSample) {
        guard sample.present >= ContractRules.observedMin else { return nil }
        isRequired = sample.missing == 0
        let texts = sample.texts.reduce(0) { $0 + $1.count }
        var names: [String] = []
        if !sample.numbers.isEmpty {
            tags.insert(.number)
            names.append("number")
        }
        if texts > 0 {
            tags.insert(.text)
            names.append("text")
        }
        if sample.yes + sample.no > 0 {
            tags.formUnion([.yes, .no])
            names.append("boolean")
        }
        if sample.times > 0 {
            tags.insert(.time)
            names.append("time")
        }
        type = names.joined(separator: " or ")
        (low, high) = ContractRules.widened(sample.numbers)
        // Many texts, or each of them seldom, are no categories but names or free text.
        if texts >= ContractRules.observedMin, sample.texts.count <= ContractRules.categoriesMax,
            sample.texts.count * ContractRules.timesOfCategory <= texts
        {
            categories = Set(sample.texts.map(\.value))
        }
    }

    /// A number that the range leaves out.
    func excludes(_ number: Double) -> Bool {
        if let low, number < low { return true }
        if let high, number > high { return true }
        return false
    }
}

/// What a version is held against.
struct ContractRules: Sendable {
    enum Source: Sendable {
        /// The contract in force.
        case contract(DocumentRow)
        /// What these decisions had; how many they are.
        case observed(version: Identifier, role: Role, rows: Int)
        /// There is nothing to hold it against.
        case none
    }

    /// How a unit or scale has changed.
    struct Jump: Sendable {
        let factor: Double
        /// Numbers that were looked at.
        let numbers: Int
    }

    let model: Identifier
    let version: Identifier
    var source = Source.none
    var features: [ColumnKey: CheckedFeature] = [:]
    /// Whether features that the rules do not name are violations: not where they name none.
    var namesFeatures: Bool { !features.isEmpty }
    var score = CheckedFeature()
    /// Of a contract: its own words.
    var contract: Contract?
    /// What units are held against, in words; nil for nothing.
    var unitBaseline: String?
    /// Units and scales that are others than the baseline's; the score is a field.
    var jumps: [ColumnKey: Jump] = [:]

    /// Values that anything is observed from.
    static let observedMin = 20
    /// Distinct texts that are categories at most, and how often each occurs at least on average.
    static let categoriesMax = 100
    static let timesOfCategory = 10
    /// Where the observed range is taken.
    static let points = (low: 0.001, high: 0.999)

    /// Without any rule.
    init(model: Identifier, version: Identifier) {
        self.model = model
        self.version = version
    }

    var isContract: Bool { if case .contract = source { true } else { false } }

    /// What the rules come from, in words.
    var words: String {
        switch source {
        case .contract(let row): "contract \(row.id.text)"
        case .observed(let version, let role, _): "observed of \(version.text), \(role.rawValue)"
        case .none: "nothing to hold it against"
        }
    }
}
