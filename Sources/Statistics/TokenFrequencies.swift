/// How often each token occurs in some texts. Tokens are bytes: nothing is folded or normalised here.
package struct TokenFrequencies: Sendable, Hashable {
    /// A token in UTF-8, and how often it occurs.
    package struct Entry: Sendable, Hashable {
        package let token: String
        package let count: Int

        package init(token: String, count: Int) {
            self.token = token
            self.count = count
        }
    }

    /// Ascending by the tokens' bytes, each token once.
    package let entries: [Entry]
    /// Tokens in all.
    package let total: Int

    /// Of entries in any order; the counts of equal tokens (byte by byte) are added up. Nil when a count is
    /// not over 0, or all together are beyond 2^53. Cost: n log n.
    package init?(_ entries: some Sequence<Entry>) {
        let sorted = entries.sorted { $0.token.utf8.lexicographicallyPrecedes($1.token.utf8) }
        var total = 0
        var merged: [Entry] = []
        merged.reserveCapacity(sorted.count)
        for entry in sorted {
            guard entry.count > 0, entry.count <= 1 << 53 else { return nil }
            total += entry.count
            guard total <= 1 << 53 else { return nil }
            if let last = merged.last, last.token.utf8.elementsEqual(entry.token.utf8) {
                merged[merged.count - 1] = Entry(token: last.token, count: last.count + entry.count)
            } else {
                merged.append(entry)
            }
        }
        self.entries = merged
        self.total = total
    }

    /// The most frequent tokens, the first by their bytes where counts are equal.
    package func top(_ count: Int) -> [Entry] {
        Array(
            entries.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
                .prefix(max(count, 0)).map(\.element))
    }
}

/// The tokens of two samples of texts compared by their shares.
package struct TokenComparison: Sendable, Hashable {
    /// A token's part in both samples.
    package struct Change: Sendable, Hashable {
        package let token: String
        package let baselineCount: Int
        package let currentCount: Int
        package let baselineShare: Double
        package let currentShare: Double

        /// The current share less the baseline's.
        package var difference: Double { currentShare - baselineShare }
    }

    /// The most frequent tokens of the baseline.
    package let baselineTop: [TokenFrequencies.Entry]
    /// The most frequent tokens of the current sample.
    package let currentTop: [TokenFrequencies.Entry]
    /// The largest changes of a share, whatever their sign; equal ones by the tokens' bytes.
    package let changes: [Change]
    /// The most frequent tokens that the baseline does not have.
    package let unseen: [TokenFrequencies.Entry]
    /// How many different tokens the baseline does not have.
    package let unseenCount: Int
    /// The share of the current sample's tokens that the baseline does not have.
    package let unseenShare: Double
    /// The tokens of both, cell by cell by their bytes, for distances between the samples.
    package let counts: CountPair

    /// Nil when either sample has no tokens. Cost: n log n in the number of different tokens.
    package init?(
        _ baseline: TokenFrequencies, _ current: TokenFrequencies, top: Int = 50, changes: Int = 20
    ) {
        guard baseline.total > 0, current.total > 0 else { return nil }
        var (first, second) = (0, 0)
        var all: [Change] = []
        var new: [TokenFrequencies.Entry] = []
        func add(_ token: String, _ before: Int, _ after: Int) {
            all.append(
                Change(
                    token: token, baselineCount: before, currentCount: after,
                    baselineShare: Double(before) / Double(baseline.total),
                    currentShare: Double(after) / Double(current.total)))
        }
        while first < baseline.entries.count || second < current.entries.count {
            let old = first < baseline.entries.count ? baseline.entries[first] : nil
            let now = second < current.entries.count ? current.entries[second] : nil
            if let old, now.map({ old.token.utf8.lexicographicallyPrecedes($0.token.utf8) }) ?? true {
                add(old.token, old.count, 0)
                first += 1
            } else if let now, old.map({ now.token.utf8.lexicographicallyPrecedes($0.token.utf8) }) ?? true {
                add(now.token, 0, now.count)
                new.append(now)
                second += 1
            } else if let old, let now {
                add(old.token, old.count, now.count)
                first += 1
                second += 1
            }
        }
        guard let counts = CountPair(baseline: all.map(\.baselineCount), current: all.map(\.currentCount)),
            let unseen = TokenFrequencies(new)
        else { return nil }
        self.counts = counts
        baselineTop = baseline.top(top)
        currentTop = current.top(top)
        self.unseen = unseen.top(top)
        unseenCount = new.count
        unseenShare = Double(unseen.total) / Double(current.total)
        // Whole numbers, so that equal changes are equal.
        let sizes = all.map {
            (Int128($0.currentCount) * Int128(baseline.total) - Int128($0.baselineCount)
                * Int128(current.total))
                .magnitude
        }
        let order = all.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
        self.changes = order.prefix(max(changes, 0)).filter { sizes[$0] > 0 }.map { all[$0] }
    }
}

extension Definitions {
    /// Source: ours.
    package static let tokenShares = Definition(
        id: "tokens.share-difference",
        statement: "A token's share of all tokens, current less baseline; largest by magnitude first.")

    /// Source: ours.
    package static let tokensUnseen = Definition(
        id: "tokens.unseen", statement: "Tokens of the current texts that no baseline text has, byte by byte."
    )
}
