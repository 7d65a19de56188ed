import JSON
import Model
import Projections
import Statistics
import Wire

/// Reads and compares features, one at a time.
struct DriftReading: Sendable {
    let sides: Sides
    let rows: DriftRows
    let options: DriftOptions
    private let rules: [Identifier: FeatureRule]

    /// Rows up to which features are compared on as many threads as there are: some columns are held at a
    /// time then. With more, up to the second bound, on two, which hold some 60 bytes a row each.
    private static let parallelRows = 1 << 22
    private static let pairedRows = 1 << 24

    init(
        _ sides: Sides, _ rows: DriftRows, _ options: DriftOptions, _ request: Request, _ view: borrowing View
    ) throws {
        self.sides = sides
        self.rows = rows
        self.options = options
        // The newest series first, so that its contract has the word.
        var rules: [Identifier: FeatureRule] = [:]
        let series =
            rows.baseline.series.sorted { $0.number < $1.number }
            + rows.current.series.sorted { $0.number < $1.number }
        for series in series {
            let contract = try view.contract(
                model: series.model, version: series.version, asOf: request.position)
            for feature in contract?.features ?? [] { rules[feature.name] = feature.value }
        }
        self.rules = rules
    }

    /// Features in the order of their names, then segments.
    func features(_ request: Request, _ view: borrowing View) throws -> [DriftFeature] {
        var keys = try Self.keys(.feature, sides, request, view)
        if !options.features.isEmpty {
            let wanted = options.features.map { ColumnKey.named(.feature, $0) }
            keys = Set(wanted).sorted()
        } else if options.takesSegments {
            keys += try Self.keys(.segment, sides, request, view)
        }
        var gathered = GatheredFeatures()
        let count = rows.baseline.count + rows.current.count
        let helpers =
            count <= Self.parallelRows
            ? ParallelWork.helpers : count <= Self.pairedRows ? min(1, ParallelWork.helpers) : 0
        try ParallelWork.run(&gathered, helpers: helpers) {
            (gathered: inout GatheredFeatures, job: FeatureJob) in
            gathered.found.append((job.number, feature(job)))
        } make: { hand in
            for (number, key) in keys.enumerated() {
                try request.deadline.check()
                try hand(read(number, key, request, view))
            }
        }
        let features = gathered.found.sorted { $0.number < $1.number }.map(\.feature)
        return DriftFeature.judged(features, options)
    }

    private static func keys(
        _ family: CellFamily, _ sides: Sides, _ request: Request, _ view: borrowing View
    ) throws -> [ColumnKey] {
        let baseline = try ColumnSample.keys(
            family, sides.baseline.selection, sides.baseline.asking(request), view)
        let current = try ColumnSample.keys(
            family, sides.current.selection, sides.current.asking(request), view)
        return Set(baseline).union(current).sorted()
    }

    private func read(
        _ number: Int, _ key: ColumnKey, _ request: Request, _ view: borrowing View
    ) throws -> FeatureJob {
        var book = CategoryBook()
        let baseline = try FeatureSample.read(
            key, sides.baseline, rows: rows.baseline.count, &book, request, view)
        let current = try FeatureSample.read(
            key, sides.current, rows: rows.current.count, &book, request, view)
        return FeatureJob(
            number: number, name: Identifier(String(decoding: key.name, as: UTF8.self)),
            isSegment: key.family == .segment, baseline: baseline, current: current, book: book)
    }

    private func feature(_ job: FeatureJob) -> DriftFeature {
        var (baseline, current, book) = (job.baseline, job.current, job.book)
        let (name, isSegment) = (job.name, job.isSegment)
        let rule = isSegment ? nil : rules[name]
        let kind = FeatureKind(baseline, current, book, rule: rule?.type, isSegment: isSegment)
        if rule?.type == .category, !baseline.numbers.isEmpty || !current.numbers.isEmpty {
            baseline = baseline.categorized(&book)
            current = current.categorized(&book)
        }
        let comparison = compare(kind, baseline, current, book)
        let sustained: SustainedShift =
            switch comparison {
            case .numeric(let numeric): SustainedShift(numeric.windows, rows, options)
            case .categorical(let categorical): SustainedShift(categorical.windows, rows, options)
            case .text(let text): SustainedShift(text.lengths.windows, rows, options)
            case .none: .none
            }
        let counts = (kind.count(baseline), kind.count(current))
        let isThere = (baseline.cells > 0, current.cells > 0)
        return DriftFeature(
            name: (isSegment ? "segment:" : "") + name.text, kind: kind, rows: (baseline.rows, current.rows),
            missing: (baseline.missing, current.missing),
            other: (
                baseline.rows - baseline.missing - counts.0, current.rows - current.missing - counts.1
            ),
            counts: counts, isThere: isThere,
            kinds: (FeatureKind.most(of: baseline), FeatureKind.most(of: current)), comparison: comparison,
            missingTest: isThere.0 && isThere.1 ? missing(baseline, current) : nil,
            contractDefault: rule?.defaultValue.flatMap { Self.standard($0, baseline, current, book) },
            sustained: sustained)
    }

    private func compare(
        _ kind: FeatureKind, _ baseline: FeatureSample, _ current: FeatureSample, _ book: CategoryBook
    ) -> DriftFeature.Comparison {
        func categorical(_ admits: (CategoryBook.Category) -> Bool) -> DriftFeature.Comparison {
            CategoricalComparison(baseline, current, book, rows, options.family, admits: admits)
                .map { .categorical($0) } ?? .none
        }
        switch kind {
        case .numeric: return .numeric(NumericComparison(baseline, current, rows, options.family))
        case .text: return .text(TextComparison(baseline, current, book, rows, options.family))
        case .categorical: return categorical { _ in true }
        case .boolean:
            return categorical { if case .flag = $0 { true } else { false } }
        case .none: return .none
        }
    }

    /// The test of missing values, stratum by stratum where there is a season.
    private func missing(
        _ baseline: FeatureSample, _ current: FeatureSample
    ) -> (rates: TwoProportions, p: Double?)? {
        guard
            let before = Proportion(hits: Int64(baseline.missing), of: Int64(baseline.rows)),
            let after = Proportion(hits: Int64(current.missing), of: Int64(current.rows)),
            before.count > 0, after.count > 0
        else { return nil }
        let rates = TwoProportions(baseline: before, current: after)
        let missing = before.hits + after.hits
        let isVaried = missing > 0 && missing < before.count + after.count
        guard isVaried, min(before.count, after.count) >= Int64(ComparisonRule.leastCount) else {
            return (rates, nil)
        }
        guard rows.season != .none else { return (rates, rates.pValue) }
        let strata = rows.season.strata
        let pairs = zip(
            baseline.presence(rows.baseline.strata, strata), current.presence(rows.current.strata, strata)
        ).compactMap { CountPair(baseline: [$0.present, $0.missing], current: [$1.present, $1.missing]) }
        return (rates, StratifiedTest.categorical(pairs)?.p ?? rates.pValue)
    }

    /// How many values are what a contract states as the default.
    private static func standard(
        _ value: FeatureValue, _ baseline: FeatureSample, _ current: FeatureSample, _ book: CategoryBook
    ) -> (label: String, baseline: Int, current: Int)? {
        let category: CategoryBook.Category
        switch value {
        case .null: return ("null", baseline.missing, current.missing)
        case .number(let number):
            let label = JSONWriter.text(of: number)
            if let code = book.find(.number(number)) {
                return (label, baseline.count(of: code), current.count(of: code))
            }
            return (label, baseline.numbers.count { $0 == number }, current.numbers.count { $0 == number })
        case .text(let text): category = .text(Array(text.utf8))
        case .boolean(let flag): category = .flag(flag)
        }
        guard let code = book.find(category) else {
            if case .text(let text) = value { return (text, 0, 0) }
            return nil
        }
        return (book.label(Int(code)), baseline.count(of: code), current.count(of: code))
    }
}

/// A feature that was read, to be compared.
private struct FeatureJob: Sendable {
    let number: Int
    let name: Identifier
    let isSegment: Bool
    let baseline: FeatureSample
    let current: FeatureSample
    let book: CategoryBook
}

/// Features as they come, in any order.
private struct GatheredFeatures: Mergeable {
    var found: [(number: Int, feature: DriftFeature)] = []

    mutating func merge(_ other: GatheredFeatures) { found += other.found }
}

extension FeatureSample {
    /// How many values are of a code.
    func count(of code: UInt32) -> Int { codes.count { $0 == code } }

    /// By group of rows: rows with a value and rows without.
    func presence(_ groups: [UInt16], _ count: Int) -> [(present: Int, missing: Int)] {
        var all = [Int](repeating: 0, count: count)
        var present = all
        for group in groups { all[Int(group)] += 1 }
        if let numberRows {
            for row in numberRows { present[Int(groups[Int(row)])] += 1 }
        } else {
            for row in numbers.indices { present[Int(groups[row])] += 1 }
        }
        for row in codeRows { present[Int(groups[Int(row)])] += 1 }
        return zip(present, all).map { ($0, $1 - $0) }
    }
}

extension CategoryBook {
    /// The code of a category that was met; nil for others.
    func find(_ category: Category) -> UInt32? {
        categories.firstIndex(of: category).map { UInt32(truncatingIfNeeded: $0) }
    }
}
