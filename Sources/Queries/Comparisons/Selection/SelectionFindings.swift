import Documents
import Model
import Statistics

/// What there is to say first about who is labelled.
///
/// - `blind-spots` (alert from a tenth of the mature decisions, else warning): bands and actions with at
///   least 30 mature decisions and no label at all.
/// - `labels-follow-score` (warning): of two bands with 30 mature decisions each, one's share of labels is
///   at least 20 points under the other's, and the shares differ with a chi-squared p under 0.01.
/// - `not-representative` (warning): a segment's values are other among the labelled, with a p corrected by
///   Bonferroni under 0.01 and a bias-corrected Cramér's V of at least 0.1.
/// - `representative` (notice): labels were there to tell, and none of these holds.
struct SelectionFindings {
    static let definition = "selection-verdict.1"
    static let decisionsMin = 30
    static let level = 0.01
    static let strengthMin = 0.1
    static let spreadMin = 0.2
    static let blindHigh = 0.1

    private let page: SelectionPage

    init(_ page: SelectionPage) { self.page = page }

    static func isSkewed(_ segment: Representation, corrected: Double?) -> Bool {
        guard let p = corrected, let strength = segment.cramerV else { return false }
        return p < level && strength >= strengthMin
    }

    var all: [Finding] {
        var findings = [blind].compactMap(\.self) + followScore
        for (segment, corrected) in zip(page.segments, page.corrected)
        where Self.isSkewed(segment, corrected: corrected) {
            findings.append(skewed(segment, corrected ?? 0))
        }
        let total = page.cells.total
        if findings.isEmpty, total.labelled > 0 {
            findings.append(
                Finding(
                    .notice, code: "representative",
                    text:
                        "Of \(total.mature) mature decisions \(Said.percent(Double(total.labelled) / Double(total.mature)))"
                        + " are labelled, and no band, action or segment is left out.",
                    evidence: [Fact("labelled", "labelled", .count(total.labelled))]))
        }
        return Finding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
    }

    private var blind: Finding? {
        let cells = page.cells.blind.filter { $0.tally.mature >= Self.decisionsMin }
        guard !cells.isEmpty else { return nil }
        let (count, all) = (cells.reduce(0) { $0 + $1.tally.mature }, page.cells.total.mature)
        let share = Double(count) / Double(all)
        let names = cells.prefix(5).map { cell in
            (page.grouping.isNone ? "" : "\(page.title(cell.values)), ")
                + "score \(cell.band.label) with \(page.action(cell))"
        }
        return Finding(
            share >= Self.blindHigh ? .alert : .warning, code: "blind-spots",
            text:
                "\(count) of \(all) mature decisions (\(Said.percent(share))) lie where nothing is ever labelled: "
                + names.joined(separator: "; ") + (cells.count > 5 ? " and \(cells.count - 5) more." : "."),
            evidence: [
                Fact("cells", "bands and actions", .count(cells.count)),
                Fact("decisions", "decisions", .count(count)),
                Fact("share", "share", .share(share)),
            ])
    }

    private var followScore: [Finding] {
        var groups: [[GroupValue?]] = []
        for band in page.cells.bands where groups.last != band.values { groups.append(band.values) }
        return groups.compactMap { values in
            let bands = page.cells.bands.filter {
                $0.values == values && $0.tally.mature >= Self.decisionsMin
            }
            let rates = bands.compactMap { band in band.tally.labelRate?.rate.map { (band, $0) } }
            guard let low = rates.min(by: { $0.1 < $1.1 }), let high = rates.max(by: { $0.1 < $1.1 }),
                high.1 - low.1 >= Self.spreadMin,
                let pair = CountPair(
                    baseline: bands.map { $0.tally.mature - $0.tally.labelled },
                    current: bands.map(\.tally.labelled)), let test = ChiSquaredTest.contingency(pair),
                test.p < Self.level
            else { return nil }
            return Finding(
                .warning, code: "labels-follow-score",
                text:
                    "\(page.title(values)): \(Said.percent(low.1)) of the scores \(low.0.band.label) are labelled and "
                    + "\(Said.percent(high.1)) of those \(high.0.band.label); what labels say is not what all decisions "
                    + "are like.",
                evidence: [
                    Fact("lowest", "lowest label rate", .share(low.1)),
                    Fact("highest", "highest label rate", .share(high.1)),
                    Fact("p", "p", .number(Printed.rounded(test.p))),
                ])
        }
    }

    private func skewed(_ segment: Representation, _ p: Double) -> Finding {
        let rates = segment.values.compactMap { value in
            Proportion(hits: Int64(value.labelled), of: Int64(value.mature))?.rate.map { (value, $0) }
        }
        func name(_ value: Representation.Value) -> String { value.value.map(\.text) ?? "without" }
        let low = rates.min { $0.1 < $1.1 }
        let high = rates.max { $0.1 < $1.1 }
        let words = [low, high].compactMap(\.self).map { "\(name($0.0)) \(Said.percent($0.1))" }
        return Finding(
            .warning, code: "not-representative",
            text:
                "Labels do not represent \(segment.segment.text): between \(words.joined(separator: " and ")) are "
                + "labelled.",
            evidence: [
                Fact("segment", "segment", .text(segment.segment)),
                Fact("p", "p, corrected", .number(Printed.rounded(p))),
                Fact("cramer_v", "Cramér's V", .number(segment.cramerV, else: "none")),
            ])
    }
}
