import Projections
import Statistics

/// One feature as it is in each role, held against how it is in the first.
struct FeatureParity: Sendable {
    /// The feature in one role.
    struct Place: Sendable {
        let rows: Int
        let missing: Int
        /// Decisions at the value that is the most frequent in the first role.
        let atDefault: Int
        /// Decisions with a text or flag that the first role never has; numbers are never unseen.
        let unseen: Int
        let median: Double?
        /// By which factor the numbers are those of the first role; nil where they are not.
        let jump: UnitJump?
        /// The share missing, at the default, and unseen beside that of the first role.
        let missingRates: TwoProportions?
        let defaultRates: TwoProportions?
        let unseenRates: TwoProportions?

        var present: Int { rows - missing }
    }

    let name: String
    /// The most frequent value in the first role, as text; nil when there is none.
    let defaultValue: String?
    /// By role, in the order of the question.
    let places: [Place]

    /// - Parameter samples: of each role; the first is what the others are held against.
    init(_ key: ColumnKey, _ samples: [ColumnSample]) {
        name = String(decoding: key.name, as: UTF8.self)
        let first = samples.first ?? ColumnSample()
        let usual = UsualValue(first)
        defaultValue = usual?.text
        let known = Set(first.texts.map(\.value))
        places = samples.map { sample in
            let atDefault = usual?.count(in: sample) ?? 0
            var unseen = sample.texts.reduce(0) { known.contains($1.value) ? $0 : $0 + $1.count }
            if first.yes == 0 { unseen += sample.yes }
            if first.no == 0 { unseen += sample.no }
            // Where the first role never has the feature, nothing of it is known.
            if first.present == 0 || first.numbers.count == first.present { unseen = 0 }
            return Place(
                rows: sample.rows, missing: sample.missing, atDefault: atDefault, unseen: unseen,
                median: Quantile.linear(sorted: sample.numbers[...], at: 0.5),
                jump: UnitJump.find(sorted: first.numbers[...], sample.numbers[...]),
                missingRates: Self.rates((first.missing, first.rows), (sample.missing, sample.rows)),
                defaultRates: Self.rates(
                    (usual?.count(in: first) ?? 0, first.present), (atDefault, sample.present)),
                unseenRates: Self.rates((0, first.present), (unseen, sample.present)))
        }
    }

    private static func rates(
        _ first: (hits: Int, of: Int), _ other: (hits: Int, of: Int)
    ) -> TwoProportions? {
        guard let before = Proportion(hits: Int64(first.hits), of: Int64(first.of)),
            let after = Proportion(hits: Int64(other.hits), of: Int64(other.of))
        else { return nil }
        return TwoProportions(baseline: before, current: after)
    }
}

/// The value that a feature has most often.
private struct UsualValue {
    private enum Kind {
        case number(Double)
        case text([UInt8])
        case flag(Bool)
    }

    private let kind: Kind

    /// Nil without values. Of several as frequent, the least number, else the first text, else false.
    init?(_ sample: ColumnSample) {
        var best: (kind: Kind, count: Int)?
        func offer(_ kind: Kind, _ count: Int) {
            if count > best?.count ?? 0 { best = (kind, count) }
        }
        var start = 0
        let numbers = sample.numbers
        while start < numbers.count {
            var end = start + 1
            while end < numbers.count, numbers[end] == numbers[start] { end += 1 }
            offer(.number(numbers[start]), end - start)
            start = end
        }
        for text in sample.texts { offer(.text(text.value), text.count) }
        offer(.flag(false), sample.no)
        offer(.flag(true), sample.yes)
        guard let best else { return nil }
        kind = best.kind
    }

    var text: String {
        switch kind {
        case .number(let number): "\(number)"
        case .text(let bytes): String(decoding: bytes, as: UTF8.self)
        case .flag(let flag): flag ? "true" : "false"
        }
    }

    func count(in sample: ColumnSample) -> Int {
        switch kind {
        case .number(let number):
            Self.bound(sample.numbers) { $0 <= number } - Self.bound(sample.numbers) { $0 < number }
        case .text(let bytes): sample.texts.first { $0.value == bytes }?.count ?? 0
        case .flag(let flag): flag ? sample.yes : sample.no
        }
    }

    private static func bound(_ sorted: [Double], _ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, sorted.count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
