import Model

/// What kind of values a feature has, and so how it is compared.
enum FeatureKind: String, Sendable {
    case numeric, categorical, boolean, text
    /// Neither side has a value.
    case none = "no values"

    /// From so many different texts on, texts may be more than categories.
    static let textsFrom = 100

    /// The rule in words.
    static let rule =
        "A feature is of the kind that a contract states, else of the kind that most of its values have; values of "
        + "another kind are counted apart. Texts are categories unless a contract says text, or there are over "
        + "\(textsFrom) different ones that are over half as many as the values or mostly have a space in them."

    /// By `feature-kind.1`.
    /// - Parameter baseline: and `current`: what the two sides have.
    init(
        _ baseline: FeatureSample, _ current: FeatureSample, _ book: CategoryBook, rule: FeatureRule.Kind?,
        isSegment: Bool
    ) {
        let numbers = baseline.numbers.count + current.numbers.count
        let texts = baseline.texts + current.texts
        let flags = baseline.flags + current.flags
        guard numbers + texts + flags > 0 else {
            self = .none
            return
        }
        switch rule {
        case .number?, .integer?: self = .numeric
        case .category?: self = .categorical
        case .boolean?: self = .boolean
        case .text?: self = .text
        case nil:
            if numbers >= texts, numbers >= flags {
                self = .numeric
            } else if flags >= texts {
                self = .boolean
            } else {
                self = !isSegment && Self.areTexts(book, values: texts) ? .text : .categorical
            }
        }
    }

    private static func areTexts(_ book: CategoryBook, values: Int) -> Bool {
        var (different, spaced) = (0, 0)
        for category in book.categories {
            guard case .text(let text) = category else { continue }
            different += 1
            if text.contains(UInt8(ascii: " ")) { spaced += 1 }
        }
        guard different > textsFrom else { return false }
        return different * 2 > values || spaced * 2 > different
    }

    /// How many values of a side are of this kind.
    func count(_ sample: FeatureSample) -> Int {
        switch self {
        case .numeric: sample.numbers.count
        case .boolean: sample.flags
        case .text: sample.texts
        case .categorical: sample.codes.count
        case .none: 0
        }
    }

    /// The kind that most values of one side have; nil without any.
    static func most(of sample: FeatureSample) -> FeatureKind? {
        let (numbers, texts, flags) = (sample.numbers.count, sample.texts, sample.flags)
        guard numbers + texts + flags > 0 else { return nil }
        if numbers >= texts, numbers >= flags { return .numeric }
        return flags >= texts ? .boolean : .categorical
    }
}
