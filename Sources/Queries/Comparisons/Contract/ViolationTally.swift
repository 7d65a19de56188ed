import Model
import Projections

/// In what way a decision breaks a rule. A cell breaks one rule at most: the first that it does not meet.
enum ViolationKind: String, CaseIterable, Sendable {
    case missing, unknown, type, range, category
    case scoreRange = "score_range"
    /// Of all decisions of a version at once.
    case unit, scale

    var words: String {
        switch self {
        case .missing: "a required feature is missing"
        case .unknown: "the feature is not known"
        case .type: "another type"
        case .range: "out of range"
        case .category: "unknown category"
        case .scoreRange: "score out of range"
        case .unit: "another unit"
        case .scale: "another scale"
        }
    }
}

/// The violations of one version, feature and kind.
struct ViolationTally: Sendable {
    struct Place: Sendable {
        let position: Position
        let at: Int64
    }

    private(set) var count = 0
    private(set) var first: Place?
    private(set) var last: Place?
    /// The first of them, by position.
    private(set) var examples: [Position] = []
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func add(_ position: Position, _ at: Int64) {
        count += 1
        if first.map({ position < $0.position }) ?? true { first = Place(position: position, at: at) }
        if last.map({ position > $0.position }) ?? true { last = Place(position: position, at: at) }
        guard examples.count < limit || position < examples[limit - 1] else { return }
        if examples.count == limit { examples.removeLast() }
        examples.insert(position, at: examples.firstIndex { $0 > position } ?? examples.count)
    }
}

extension CheckedFeature {
    /// Hands over the chosen rows of a chunk whose cell breaks the rule. Cost: about 1 ns a row, when none
    /// does.
    func violations(
        _ column: Column?, _ chosen: ChosenRows, _ body: (_ row: Int, ViolationKind) -> Void
    ) {
        guard let column else {
            if isRequired { chosen.forEach { body($0, .missing) } }
            return
        }
        let mask: RowMask? = if case .some(let mask) = chosen { mask } else { nil }
        if isRequired { missing(column, chosen, body) }
        // By code: whether the text is admitted.
        let admitted: [Bool] =
            categories.map { categories in
                (0..<column.texts.count).map { categories.contains(Array(column.texts[UInt32($0)])) }
            } ?? []
        let (least, greatest) = (low ?? -.infinity, high ?? .infinity)
        let takesNumbers = tags.isEmpty || tags.contains(.number)
        if column.tag == .number, takesNumbers, !isWhole,
            column.numbers.allSatisfy({ $0 >= least && $0 <= greatest })
        {
            return
        }
        // By code of a tag.
        let takes = (0...CellTag.time.rawValue).map { code in
            tags.isEmpty || CellTag(rawValue: code).map(tags.contains) ?? false
        }
        for index in 0..<column.count {
            let row = column.rows.map { Int($0[index]) } ?? index
            if let mask, !mask[row] { continue }
            guard let tag = column.tag(at: index), tag != .null else { continue }
            if tag == .number, takesNumbers {
                let number = column.numbers[index]
                if isWhole, !Self.isWhole(number) {
                    body(row, .type)
                } else if number < least || number > greatest {
                    body(row, .range)
                }
            } else if !takes[Int(tag.rawValue)] {
                body(row, .type)
            } else if tag == .text, !admitted.isEmpty, !admitted[Int(column.codes[index])] {
                body(row, .category)
            }
        }
    }

    /// The same of one decision's value; nil for none.
    func violation(_ value: FeatureValue?) -> ViolationKind? {
        func isAdmitted(_ tag: CellTag) -> Bool { tags.isEmpty || tags.contains(tag) }
        switch value {
        case .null, nil: return isRequired ? .missing : nil
        case .number(let number):
            guard isAdmitted(.number) else { return .type }
            if isWhole, !Self.isWhole(number) { return .type }
            return excludes(number) ? .range : nil
        case .text(let text):
            guard isAdmitted(.text) else { return .type }
            return categories.map { $0.contains(Array(text.utf8)) } ?? true ? nil : .category
        case .boolean(let flag): return isAdmitted(flag ? .yes : .no) ? nil : .type
        }
    }

    /// Beyond 2^53 there are only whole numbers.
    @inline(__always)
    private static func isWhole(_ number: Double) -> Bool {
        number.magnitude >= 9_007_199_254_740_992 || Double(Int64(number)) == number
    }

    private func missing(
        _ column: Column, _ chosen: ChosenRows, _ body: (_ row: Int, ViolationKind) -> Void
    ) {
        if column.rows == nil, let tag = column.tag, tag != .null { return }
        var present = RowMask(false, count: chosen.mask.count)
        for index in 0..<column.count where column.tag(at: index) != .null && column.tag(at: index) != nil {
            present.insert(column.rows.map { Int($0[index]) } ?? index)
        }
        chosen.forEach { if !present[$0] { body($0, .missing) } }
    }

    /// Hands over the chosen rows that have a cell at all.
    static func unknown(_ column: Column?, _ chosen: ChosenRows, _ body: (_ row: Int, ViolationKind) -> Void)
    {
        guard let column else { return }
        let mask: RowMask? = if case .some(let mask) = chosen { mask } else { nil }
        for index in 0..<column.count {
            let row = column.rows.map { Int($0[index]) } ?? index
            if let mask, !mask[row] { continue }
            body(row, .unknown)
        }
    }
}
