import Documents
import Model
import Projections
import Statistics
import Wire

/// Whether the same inputs still mean the same outcome.
struct ConceptQuery: Query {
    static let name = "concept"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let arguments = request.arguments
        let sides = try Sides(request, view)
        let maker = ConceptMaker(
            sides: sides, maturity: Maturity(arguments), bound: arguments.number("stable") ?? 0.05,
            unit: arguments.choice("window").flatMap { CalendarUnit(rawValue: $0) })
        let found = try maker.make(request, view)
        let page = ConceptPage(
            sides: sides, bound: maker.bound, found: found,
            changes: try ChangeMarkers(
                of: sides.current.selection.model, view, asOf: request.position))
        return .document(
            Document(
                name: Self.name,
                title: "What scores and features mean"
                    + (sides.current.selection.model.map { ", \($0.text)" } ?? ""),
                parameters: try request.parameters(sides.facts), definitions: ConceptPage.definitions,
                findings: ConceptFindings(page).all, sections: page.sections(empty: found.empty)))
    }
}

/// What was found of both sides.
struct ConceptFound: Sendable {
    var then: (rows: Int, leftOut: LeftOut, ages: [Identifier: MaturityAge])
    var now: (rows: Int, leftOut: LeftOut, ages: [Identifier: MaturityAge])
    /// Why scores are no probabilities; nil where they are.
    var scaleReason: String?
    /// The versions on each side, in order.
    var versions: (then: [Identifier], now: [Identifier]) = ([], [])
    /// Whether the same thresholds were in force on both sides.
    var hasSameThresholds = false
    /// All first, then by segment and value.
    var subgroups: [ConceptSubgroup] = []
    /// By side and stretch of time, in order.
    var periods: [(isNow: Bool, period: Period, moment: ConceptMoment)] = []
    var features: [ConceptFeature] = []
    /// Segments with too many values to look at each.
    var manyValued: [Identifier] = []
    /// Why a side has no decision.
    var empty: String?
}

/// Reads both sides: as a whole, by segment, over time, and feature by feature.
struct ConceptMaker {
    let sides: Sides
    let maturity: Maturity
    let bound: Double
    let unit: CalendarUnit?

    /// Values of a segment looked at at most.
    static let valuesMax = 200

    func make(_ request: Request, _ view: borrowing View) throws -> ConceptFound {
        let whole = try (read([], sides.baseline, request, view), read([], sides.current, request, view))
        var found = ConceptFound(
            then: (whole.0.groups.reduce(0) { $0 + $1.count }, whole.0.leftOut, whole.0.ages),
            now: (whole.1.groups.reduce(0) { $0 + $1.count }, whole.1.leftOut, whole.1.ages))
        for (side, reading) in [(sides.baseline, whole.0), (sides.current, whole.1)]
        where found.empty == nil && reading.groups.isEmpty {
            found.empty = try side.whyEmpty(request, view)
        }
        let scales = (
            try scale(whole.0, sides.baseline.asking(request), view),
            try scale(whole.1, sides.current.asking(request), view)
        )
        found.scaleReason = scales.0.reason ?? scales.1.reason
        let all = (Self.rows(whole.0), Self.rows(whole.1))
        found.versions = (Self.versions(all.0), Self.versions(all.1))
        found.hasSameThresholds = all.0.thresholds == all.1.thresholds
        if found.then.rows > 0 || found.now.rows > 0 {
            found.subgroups.append(
                ConceptSubgroup(
                    segment: nil, value: nil, then: ConceptMoment(all.0, scales.0),
                    now: ConceptMoment(all.1, scales.1), shareThen: 1, shareNow: 1, isStable: true))
        }
        try addSegments(&found, scales, request, view)
        if let unit {
            for (isNow, side, scale) in [(false, sides.baseline, scales.0), (true, sides.current, scales.1)] {
                let reading = try read([.calendar(unit)], side, request, view)
                let rows = zip(reading.book.keys, reading.groups).map {
                    (RowKey($0, hasPeriod: true).period, ConceptMoment($1, scale))
                }.sorted { $0.0 < $1.0 }
                found.periods += rows.map { (isNow, $0.0, $0.1) }
            }
        }
        found.features = try features(request, view)
        return found
    }

    private func read(
        _ parts: [GroupingArgument], _ side: Side, _ request: Request, _ view: borrowing View
    ) throws -> ScoredReading {
        try ScoredReading(
            side.selection, side.asking(request), view, parts: parts, maturity: maturity)
    }

    private static func versions(_ rows: ScoredRows) -> [Identifier] {
        Set(rows.series.map(\.version)).sorted()
    }

    private static func rows(_ reading: ScoredReading) -> ScoredRows { reading.groups.first ?? ScoredRows() }

    private func scale(
        _ reading: ScoredReading, _ request: Request, _ view: borrowing View
    ) throws -> ProbabilityScale {
        let rows = Self.rows(reading)
        return try ProbabilityScale(of: rows.series, scores: rows.range, view, asOf: request.position)
    }

    private func addSegments(
        _ found: inout ConceptFound, _ scales: (ProbabilityScale, ProbabilityScale), _ request: Request,
        _ view: borrowing View
    ) throws {
        let names = try Set(
            ColumnSample.keys(.segment, sides.baseline.selection, sides.baseline.asking(request), view)
                + ColumnSample.keys(.segment, sides.current.selection, sides.current.asking(request), view)
        ).sorted()
        for key in names {
            let name = Identifier(String(decoding: key.name, as: UTF8.self))
            let then = try read([.segment(name)], sides.baseline, request, view)
            let now = try read([.segment(name)], sides.current, request, view)
            var values: [GroupValue?: (ScoredRows, ScoredRows)] = [:]
            for (key, rows) in zip(then.book.keys, then.groups) {
                values[key.values.first ?? nil, default: (ScoredRows(), ScoredRows())].0 = rows
            }
            for (key, rows) in zip(now.book.keys, now.groups) {
                values[key.values.first ?? nil, default: (ScoredRows(), ScoredRows())].1 = rows
            }
            guard values.count <= Self.valuesMax else {
                found.manyValued.append(name)
                continue
            }
            let order = values.keys.sorted { left, right in
                guard let right else { return false }
                return left.map { $0 < right } ?? true
            }
            for value in order {
                guard let rows = values[value] else { continue }
                let shares = (
                    Double(rows.0.count) / Double(max(found.then.rows, 1)),
                    Double(rows.1.count) / Double(max(found.now.rows, 1))
                )
                var text: Identifier?
                if case .text(let identifier)? = value { text = identifier }
                found.subgroups.append(
                    ConceptSubgroup(
                        segment: name, value: text, then: ConceptMoment(rows.0, scales.0),
                        now: ConceptMoment(rows.1, scales.1), shareThen: shares.0, shareNow: shares.1,
                        isStable: rows.0.count > 0 && rows.1.count > 0
                            && (shares.1 - shares.0).magnitude < bound))
            }
        }
    }

    private func features(_ request: Request, _ view: borrowing View) throws -> [ConceptFeature] {
        let (before, after) = (sides.baseline.selection, sides.current.selection)
        let (asBefore, asAfter) = (sides.baseline.asking(request), sides.current.asking(request))
        let keys = try Set(
            ColumnSample.keys(.feature, before, asBefore, view)
                + ColumnSample.keys(.feature, after, asAfter, view)
        ).sorted()
        guard !keys.isEmpty else { return [] }
        var ignored = LeftOut(nil)
        let (then, _) = try ClassBook.judged(before, asBefore, view, maturity, leftOut: &ignored)
        let (now, _) = try ClassBook.judged(after, asAfter, view, maturity, leftOut: &ignored)
        return try keys.map { key in
            try request.deadline.check()
            return ConceptFeature(
                key, try LabelledColumn.read(key, before, then, asBefore, view),
                try LabelledColumn.read(key, after, now, asAfter, view))
        }
    }
}
