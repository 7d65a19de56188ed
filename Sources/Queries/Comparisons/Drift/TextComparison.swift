import Statistics

/// The texts of a feature on both sides: how long they are, and the tokens in them.
///
/// A token is a run of letters, digits and whatever is not ASCII; letters of ASCII are folded to small ones.
struct TextComparison: Sendable {
    /// The numbers of Unicode scalars.
    let lengths: NumericComparison
    /// Nil when either side has no tokens.
    let tokens: TokenComparison?
    /// Of the tokens that are frequent on either side, the one in whose share of texts the sides differ most
    /// by its p; nil without any.
    let token: TokenShare?
    /// How many tokens were tested.
    let tested: Int

    /// A token and how many of the texts have it.
    struct TokenShare: Sendable {
        let token: String
        let rates: TwoProportions
        let p: Double
    }

    /// The most frequent tokens of either side that are tested.
    private static let testedMax = 50

    init(
        _ baseline: FeatureSample, _ current: FeatureSample, _ book: CategoryBook, _ rows: DriftRows,
        _ family: DefinitionFamily
    ) {
        var lengths = [Double](repeating: 0, count: book.count)
        var (before, after) = (
            [Int](repeating: 0, count: book.count), [Int](repeating: 0, count: book.count)
        )
        for code in baseline.codes { before[Int(code)] += 1 }
        for code in current.codes { after[Int(code)] += 1 }
        var known: [[UInt8]: Int] = [:]
        var tallies: [Tally] = []
        for (code, category) in book.categories.enumerated() {
            guard case .text(let text) = category else { continue }
            lengths[code] = Double(text.count { $0 & 0xc0 != 0x80 })
            for token in Self.tokens(of: text) {
                let number: Int
                if let found = known[token] {
                    number = found
                } else {
                    number = tallies.count
                    known[token] = number
                    tallies.append(Tally(token: token))
                }
                tallies[number].add(code, before[code], after[code])
            }
        }
        self.lengths = NumericComparison(
            baseline.measured(lengths), current.measured(lengths), rows, family, findsUnits: false)
        func frequencies(_ count: KeyPath<Tally, Int>) -> TokenFrequencies? {
            TokenFrequencies(
                tallies.filter { $0[keyPath: count] > 0 }.map {
                    TokenFrequencies.Entry(
                        token: String(decoding: $0.token, as: UTF8.self), count: $0[keyPath: count])
                })
        }
        tokens = frequencies(\.baseline).flatMap { before in
            frequencies(\.current).flatMap { TokenComparison(before, $0) }
        }
        let frequent = Self.frequent(tallies)
        tested = frequent.count
        token = frequent.compactMap { tally in
            guard
                let first = Proportion(hits: Int64(tally.baselineTexts), of: Int64(baseline.texts)),
                let second = Proportion(hits: Int64(tally.currentTexts), of: Int64(current.texts))
            else { return nil }
            let rates = TwoProportions(baseline: first, current: second)
            return rates.pValue.map {
                TokenShare(token: String(decoding: tally.token, as: UTF8.self), rates: rates, p: $0)
            }
        }.min {
            ($0.p, -($0.rates.difference ?? 0).magnitude) < ($1.p, -($1.rates.difference ?? 0).magnitude)
        }
    }

    /// p of lengths and tokens together, Bonferroni's; nil when neither was tested.
    var p: Double? {
        let all = [
            lengths.seasonal?.p ?? lengths.probabilities?.p, token.map { min($0.p * Double(tested), 1) },
        ]
        .compactMap(\.self)
        return all.min().map { min($0 * Double(all.count), 1) }
    }

    /// The larger of D of the lengths and the difference of the token's share of texts.
    var effect: Double? {
        [lengths.seasonal?.effect ?? lengths.gap?.distance, token?.rates.difference?.magnitude]
            .compactMap(\.self).max()
    }

    /// A token with how often it is there, and in how many texts.
    private struct Tally {
        let token: [UInt8]
        var baseline = 0
        var current = 0
        var baselineTexts = 0
        var currentTexts = 0
        private var last = -1

        init(token: [UInt8]) { self.token = token }

        mutating func add(_ text: Int, _ before: Int, _ after: Int) {
            baseline += before
            current += after
            guard text != last else { return }
            last = text
            baselineTexts += before
            currentTexts += after
        }
    }

    /// The tokens of the most texts of either side, in the order of their bytes.
    private static func frequent(_ tallies: [Tally]) -> [Tally] {
        let sorted = tallies.sorted { $0.token.lexicographicallyPrecedes($1.token) }
        var chosen: Set<Int> = []
        for count in [\Tally.baselineTexts, \Tally.currentTexts] {
            let order = sorted.indices.filter { sorted[$0][keyPath: count] > 0 }
                .sorted { (sorted[$1][keyPath: count], $0) < (sorted[$0][keyPath: count], $1) }
            chosen.formUnion(order.prefix(testedMax))
        }
        return chosen.sorted().map { sorted[$0] }
    }

    static func tokens(of text: [UInt8]) -> [[UInt8]] {
        var tokens: [[UInt8]] = []
        var token: [UInt8] = []
        for byte in text {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): token.append(byte | 0x20)
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xff:
                token.append(byte)
            default:
                if !token.isEmpty { tokens.append(token) }
                token = []
            }
        }
        if !token.isEmpty { tokens.append(token) }
        return tokens
    }
}
