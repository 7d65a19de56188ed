import Documents
import Model
import Statistics

/// Lays out how roles differ in what the model is fed with.
struct ParityPage {
    let roles: [Role]
    let features: [FeatureParity]
    let services: [ServiceTally]
    let bound: Double
    let significance: Double
    /// By what is looked at, role and feature: the corrected p.
    private let corrected: [Aspect: [[Double?]]]

    enum Aspect: String, CaseIterable {
        case missing, standard, unseen

        var words: String {
            switch self {
            case .missing: "missing"
            case .standard: "at its most frequent value"
            case .unseen: "at a value that was never there"
            }
        }

        var code: String {
            switch self {
            case .missing: "missing-rate"
            case .standard: "default-share"
            case .unseen: "unseen-values"
            }
        }

        func rates(_ place: FeatureParity.Place) -> TwoProportions? {
            switch self {
            case .missing: place.missingRates
            case .standard: place.defaultRates
            case .unseen: place.unseenRates
            }
        }
    }

    static let definitions = [
        "parity.roles", Definitions.proportionsPooledZ.id, Definitions.bonferroni.id,
        Definitions.quantileLinear.id, Definitions.unitJump.id, "where.two-valued",
    ]

    init(
        roles: [Role], features: [FeatureParity], services: [ServiceTally], bound: Double,
        significance: Double
    ) {
        self.roles = roles
        self.features = features
        self.services = services
        self.bound = bound
        self.significance = significance
        // Corrected over the features of each role and aspect.
        corrected = Dictionary(
            uniqueKeysWithValues: Aspect.allCases.map { aspect in
                (
                    aspect,
                    roles.indices.map { place in
                        MultipleTests.bonferroni(features.map { aspect.rates($0.places[place])?.pValue })
                    }
                )
            })
    }

    private func hasMoved(_ aspect: Aspect, _ feature: Int, _ place: Int) -> Bool {
        guard place > 0, let p = corrected[aspect]?[place][feature],
            let difference = aspect.rates(features[feature].places[place])?.difference
        else { return false }
        // A value that was the usual one and is less so now is drift; one that takes over is a default that
        // stands in for what is not there.
        let moved = aspect == .standard ? difference : difference.magnitude
        return p < significance && moved > bound
    }

    var findings: [Finding] {
        guard let first = roles.first else { return [] }
        var found: [Finding] = []
        for place in roles.indices.dropFirst() {
            let role = roles[place]
            for (number, feature) in features.enumerated() {
                if let jump = feature.places[place].jump {
                    found.append(
                        Finding(
                            .alert, code: "unit-jump",
                            text:
                                "\(feature.name) is \(Self.times(jump.factor)) in \(role.rawValue) what it is in "
                                + "\(first.rawValue): another unit or scale.",
                            evidence: [
                                Fact("feature", "feature", .text(feature.name)),
                                Fact("role", "role", .text(role.rawValue)),
                                Fact("factor", "factor", .number(jump.factor)),
                            ]))
                }
                for aspect in Aspect.allCases where hasMoved(aspect, number, place) {
                    found.append(self.finding(aspect, feature, place, role, first))
                }
            }
            found += fallback(place, role, first)
        }
        return found.sorted { Self.rank($0) < Self.rank($1) }
    }

    private static func rank(_ finding: Finding) -> Int {
        switch finding.severity {
        case .alert: 0
        case .warning: 1
        case .notice: 2
        }
    }

    private static func times(_ factor: Double) -> String {
        factor >= 1 ? "\(Int(factor)) times" : "1/\(Int((1 / factor).rounded())) of"
    }

    private func finding(
        _ aspect: Aspect, _ feature: FeatureParity, _ place: Int, _ role: Role, _ first: Role
    ) -> Finding {
        let rates = aspect.rates(feature.places[place])
        let difference = rates?.difference ?? 0
        return Finding(
            difference.magnitude > 0.2 ? .alert : .warning, code: aspect.code,
            text:
                "\(feature.name) is \(aspect.words) in \(Self.percent(rates?.current.rate)) of the \(role.rawValue) "
                + "decisions, against \(Self.percent(rates?.baseline.rate)) in \(first.rawValue).",
            evidence: [
                Fact("feature", "feature", .text(feature.name)),
                Fact("role", "role", .text(role.rawValue)),
                Fact("before", first.rawValue, rates?.baseline.rate.map(Value.share) ?? .none("no data")),
                Fact("now", role.rawValue, rates?.current.rate.map(Value.share) ?? .none("no data")),
                Fact(
                    "p", "p", .number(rates?.pValue.map(Printed.rounded), else: "no test")),
            ])
    }

    private func fallback(_ place: Int, _ role: Role, _ first: Role) -> [Finding] {
        guard
            let before = Proportion(hits: Int64(services[0].fallbacks), of: Int64(services[0].rows)),
            let after = Proportion(hits: Int64(services[place].fallbacks), of: Int64(services[place].rows))
        else { return [] }
        let rates = TwoProportions(baseline: before, current: after)
        guard let difference = rates.difference, let p = rates.pValue, difference > bound, p < significance
        else { return [] }
        return [
            Finding(
                .alert, code: "fallback-rate",
                text:
                    "\(Self.percent(after.rate)) of the \(role.rawValue) decisions are a fallback's, against "
                    + "\(Self.percent(before.rate)) in \(first.rawValue).",
                evidence: [
                    Fact("role", "role", .text(role.rawValue)),
                    Fact("before", first.rawValue, before.rate.map(Value.share) ?? .none("no data")),
                    Fact("now", role.rawValue, after.rate.map(Value.share) ?? .none("no data")),
                ])
        ]
    }

    private static func percent(_ rate: Double?) -> String {
        rate.map { ValueFormat.people(.share($0)) } ?? "none"
    }

    var sections: [Section] {
        guard roles.count > 1 else {
            let words =
                roles.first.map { "there are \($0.rawValue) decisions only" } ?? "there is no decision"
            return [
                .note(
                    key: "no_data",
                    text:
                        "Nothing can be held against anything: \(words). Expected two of reference, replay, "
                        + "live and shadow for the version.")
            ] + (roles.isEmpty ? [] : [.table(shares), .table(service), .table(completeness)])
        }
        return [.table(shares), .table(service), .table(completeness)]
    }

    private func p(_ aspect: Aspect, _ feature: Int, _ place: Int) -> Double? {
        corrected[aspect]?[place][feature].map(Printed.rounded)
    }

    private var shares: Table {
        var rows: [[Value]] = []
        for (number, feature) in features.enumerated() {
            for (place, role) in roles.enumerated() {
                let here = feature.places[place]
                let none = here.rows == 0 ? "no decisions" : "always missing"
                rows.append([
                    .text(feature.name), .text(role.rawValue), .count(here.rows),
                    .share(Int64(here.missing), of: Int64(here.rows), else: "no decisions"),
                    .number(here.missingRates?.difference, else: "no decisions"),
                    .number(p(.missing, number, place), else: "no test"),
                    feature.defaultValue.map(Value.text) ?? .none("no values"),
                    .share(Int64(here.atDefault), of: Int64(here.present), else: none),
                    .number(p(.standard, number, place), else: "no test"),
                    .share(Int64(here.unseen), of: Int64(here.present), else: none),
                    .number(here.median, else: "no numbers"),
                    .number(here.jump?.factor, else: "the same unit"),
                ])
            }
        }
        return Table(
            key: "features", title: "Features by role",
            columns: [
                Table.Column("feature", "feature"), Table.Column("role", "role"),
                Table.Column("decisions", "decisions"), Table.Column("missing", "missing", bar: true),
                Table.Column("missing_difference", "more missing"),
                Table.Column("missing_p", "corrected p"), Table.Column("default", "most frequent"),
                Table.Column("default_share", "its share", bar: true),
                Table.Column("default_p", "corrected p "), Table.Column("unseen", "unseen"),
                Table.Column("median", "median"), Table.Column("factor", "factor"),
            ], rows: rows, empty: "no features")
    }

    private var service: Table {
        Table(
            key: "service", title: "How decisions were served",
            columns: [
                Table.Column("role", "role"), Table.Column("decisions", "decisions"),
                Table.Column("fallbacks", "fallbacks"), Table.Column("fallback_share", "share", bar: true),
                Table.Column("timed", "with a latency"), Table.Column("latency_p50", "median ms"),
                Table.Column("latency_p95", "95 % ms"), Table.Column("latency_p99", "99 % ms"),
            ],
            rows: zip(roles, services).map { role, service in
                let sorted = service.sortedLatencies
                return [
                    .text(role.rawValue), .count(service.rows), .count(service.fallbacks),
                    .share(Int64(service.fallbacks), of: Int64(service.rows), else: "no decisions"),
                    .count(sorted.count),
                ]
                    + [0.5, 0.95, 0.99].map {
                        .number(Quantile.linear(sorted: sorted[...], at: $0), else: "no latency is stated")
                    }
            }, empty: "no decisions")
    }

    private var completeness: Table {
        Table(
            key: "completeness", title: "Scores by how complete the features are",
            columns: [
                Table.Column("role", "role"), Table.Column("missing", "features"),
                Table.Column("decisions", "decisions"), Table.Column("share", "share", bar: true),
                Table.Column("mean_score", "mean score"),
            ],
            rows: zip(roles, services).flatMap { role, service in
                service.completeness.map { band in
                    [
                        .text(role.rawValue), .text(band.label), .count(band.rows),
                        .share(Int64(band.rows), of: Int64(service.rows), else: "no decisions"),
                        .number(band.mean, else: "no scores"),
                    ]
                }
            }, empty: "no decisions")
    }
}
