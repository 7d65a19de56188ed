import Statistics

/// What one slice contributes to the change of a figure.
struct SliceShare: Sendable {
    let attributes: [Int]
    let codes: [Int]
    let baseline: Proportion
    let current: Proportion
    /// What its own change brings, and what its growth or decline does: they add up over the values of an
    /// attribute to the whole change.
    let byRate: Double
    let byMix: Double
    let p: Double?
    var corrected: Double?

    var contribution: Double { byRate + byMix }
}

/// Ranks slices by what they contribute to a change.
struct SliceRanking: Sendable {
    /// How many slices were looked at.
    let tried: Int
    let baseline: Proportion
    let current: Proportion
    /// The greatest contributions in the direction of the change first.
    let shares: [SliceShare]

    /// Nil when either side has nothing that counts.
    init?(_ baseline: SliceCounts, _ current: SliceCounts, least: Int64) {
        guard let before = Self.proportion(baseline.all), let after = Self.proportion(current.all),
            let rate = before.rate, let now = after.rate
        else { return nil }
        var found: [SliceShare] = []
        func add(_ attributes: [Int], _ codes: [Int], _ one: SliceCounts.Cell, _ other: SliceCounts.Cell) {
            guard one.count >= least, other.count >= least,
                let one = Self.proportion(one), let other = Self.proportion(other),
                let rateBefore = one.rate, let rateNow = other.rate
            else { return }
            let shareBefore = Double(one.count) / Double(before.count)
            let shareNow = Double(other.count) / Double(after.count)
            found.append(
                SliceShare(
                    attributes: attributes, codes: codes, baseline: one, current: other,
                    byRate: shareNow * (rateNow - rateBefore),
                    byMix: (shareNow - shareBefore) * (rateBefore - rate),
                    p: TwoProportions(baseline: one, current: other).pValue))
        }
        for (attribute, cells) in baseline.single.enumerated() {
            for code in cells.indices {
                add([attribute], [code], cells[code], current.single[attribute][code])
            }
        }
        for (number, pair) in baseline.pairNames.enumerated() {
            let width = baseline.single[pair.second].count
            for (place, cell) in baseline.pairs[number].enumerated() {
                add(
                    [pair.first, pair.second], [place / width, place % width], cell,
                    current.pairs[number][place])
            }
        }
        let corrected = MultipleTests.bonferroni(found.map(\.p))
        for index in found.indices { found[index].corrected = corrected[index] }
        tried = found.count
        self.baseline = before
        self.current = after
        // In the direction of the change; without one, by size. Ties by the names' order.
        let sign = now > rate ? 1.0 : now < rate ? -1.0 : 0
        shares = found.enumerated().sorted {
            let (one, other) = ($0.element.contribution, $1.element.contribution)
            let (left, right) = sign == 0 ? (one.magnitude, other.magnitude) : (one * sign, other * sign)
            return left != right ? left > right : $0.offset < $1.offset
        }.map(\.element)
    }

    private static func proportion(_ cell: SliceCounts.Cell) -> Proportion? {
        cell.count > 0 ? Proportion(hits: cell.hits, of: cell.count) : nil
    }

    /// The greatest, leaving out a pair that contributes no more than one of its own two slices before it.
    func top(_ count: Int) -> [SliceShare] {
        var found: [SliceShare] = []
        for share in shares where found.count < count {
            let isPart = found.contains { one in
                one.attributes.count == 1 && share.attributes.count == 2
                    && zip(share.attributes, share.codes).contains {
                        $0 == (one.attributes[0], one.codes[0])
                    }
            }
            if !isPart { found.append(share) }
        }
        return found
    }
}
