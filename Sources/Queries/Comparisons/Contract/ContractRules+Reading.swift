import Model
import Projections
import Statistics

extension ContractRules {
    /// The rules that hold for a version at the request's position.
    ///
    /// Cost: with a contract, a pass over each feature whose unit it states; else over each feature of the
    /// version before, and of what is judged.
    /// - Parameter judged: decisions of the version whose units are held against those before; nil for none.
    init(
        of model: Identifier, _ version: Identifier, _ versions: LiveVersions, judged: Selection?,
        _ request: Request, _ view: borrowing View
    ) throws {
        let reference = Self.selection(model, version, .reference)
        let hasReference = versions.count(version, .reference) > 0
        let before = try versions.before(version, request, view)
        if let found = try view.contractInForce(model: model, version: version, asOf: request.position) {
            self.init(model, version, found.row, found.contract)
            let other = hasReference ? version : before
            guard let judged, let other else { return }
            let baseline = hasReference ? reference : Self.selection(model, other, .live)
            let theirs = try view.contract(model: model, version: other, asOf: request.position)
            unitBaseline = Self.words(other, hasReference ? .reference : .live)
            for key in features.keys.sorted() where judgesUnit(of: key, baseline: theirs) {
                jumps[key] = try Self.jump(
                    key, ColumnSample.read(key, baseline, request, view), judged, request, view)
            }
            if judgesScale(baseline: theirs) {
                let key = ColumnKey.field(.score)
                jumps[key] = try Self.jump(
                    key, ColumnSample.read(key, baseline, request, view), judged, request, view)
            }
            return
        }
        self.init(model: model, version: version)
        let baseline: Selection
        if let before {
            baseline = Self.selection(model, before, .live)
            unitBaseline = Self.words(before, .live)
            source = .observed(version: before, role: .live, rows: versions.count(before, .live))
        } else if hasReference {
            baseline = reference
            unitBaseline = Self.words(version, .reference)
            source = .observed(version: version, role: .reference, rows: versions.count(version, .reference))
        } else {
            return
        }
        for key in try ColumnSample.keys(.feature, baseline, request, view) + [.field(.score)] {
            let sample = try ColumnSample.read(key, baseline, request, view)
            // A feature that was seen too seldom for rules is still a feature that is known.
            var rule = CheckedFeature(observed: sample) ?? CheckedFeature()
            if let judged { jumps[key] = try Self.jump(key, sample, judged, request, view) }
            if key.family == .feature {
                features[key] = rule
            } else {
                // A fallback may leave the score out.
                rule.isRequired = false
                score = rule
            }
        }
    }

    /// The rules of a contract, without a look at any decision.
    init(_ model: Identifier, _ version: Identifier, _ row: DocumentRow, _ contract: Contract) {
        self.init(model: model, version: version)
        source = .contract(row)
        self.contract = contract
        for named in contract.features {
            features[.named(.feature, named.name)] = CheckedFeature(named.value)
        }
        score.tags = [.number]
        score.type = "number"
        (score.low, score.high) = (contract.score.min, contract.score.max)
    }

    private static func words(_ version: Identifier, _ role: Role) -> String {
        "\(version.text), \(role.rawValue)"
    }

    /// Holds the unit of a column against a sample of it.
    private static func jump(
        _ key: ColumnKey, _ before: ColumnSample, _ judged: Selection, _ request: Request,
        _ view: borrowing View
    ) throws -> Jump? {
        guard before.numbers.count >= observedMin else { return nil }
        let now = try ColumnSample.read(key, judged, request, view)
        guard now.numbers.count >= observedMin else { return nil }
        let found =
            key.family == .feature
            ? UnitJump.find(sorted: before.numbers[...], now.numbers[...]) : scaleJump(before, now)
        return found.map { Jump(factor: $0.factor, numbers: now.numbers.count) }
    }

    static func selection(_ model: Identifier, _ version: Identifier, _ role: Role) -> Selection {
        var selection = Selection(model: model, roles: [role])
        selection.versions = [version]
        return selection
    }

    /// The quantiles of numbers, apart by half their distance more on either side; nil for too few numbers.
    static func widened(_ sorted: [Double]) -> (low: Double?, high: Double?) {
        guard sorted.count >= observedMin,
            let low = Quantile.linear(sorted: sorted[...], at: points.low),
            let high = Quantile.linear(sorted: sorted[...], at: points.high)
        else { return (nil, nil) }
        let margin = high / 2 - low / 2
        // At the ends of what a double holds there is no range.
        let (least, greatest) = (low - margin, high + margin)
        return (least.isFinite ? least : nil, greatest.isFinite ? greatest : nil)
    }

    /// Whether the unit of a feature may be held against the baseline's: with a contract only where it states
    /// one, and no other contract states another for the baseline.
    func judgesUnit(of key: ColumnKey, baseline other: Contract?) -> Bool {
        guard isContract else { return true }
        guard let unit = features[key]?.unit else { return false }
        let theirs = other?.features.first { $0.name.utf8Bytes == key.name }?.value.unit
        return theirs.map { Bytewise.equal($0, unit) } ?? true
    }

    /// Whether two contracts mean their scores to be on one scale.
    func judgesScale(baseline other: Contract?) -> Bool {
        guard isContract, let own = contract?.score, let theirs = other?.score else { return true }
        return own.min == theirs.min && own.max == theirs.max
    }

    /// The jump of the scale between two samples of scores. Two that lie within 0 to 1 are on one scale,
    /// whatever their ratio is: a model that is surer than the one before has not changed its unit.
    static func scaleJump(_ before: ColumnSample, _ now: ColumnSample) -> UnitJump? {
        func isShare(_ numbers: [Double]) -> Bool { (numbers.first ?? 0) >= 0 && (numbers.last ?? 0) <= 1 }
        if isShare(before.numbers), isShare(now.numbers) { return nil }
        return UnitJump.find(sorted: before.numbers[...], now.numbers[...])
    }
}
