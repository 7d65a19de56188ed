import Documents
import Model

/// The verdict on what breaks the contracts (`contract-verdict.1`).
///
/// - `score-scale`, `feature-unit` (alert): a jump was found.
/// - `contract-broken` (alert for a missing feature, a type or a score out of range, else warning): any
///   decision breaks a rule of its contract.
/// - `unlike-before` (warning): more than one decision in a hundred breaks a rule that was only observed, and
///   no jump of the same feature explains it.
/// - `no-rules` (notice): a version has neither a contract nor anything before it.
/// - `contract-kept` (notice): nothing of all that.
struct ViolationFindings {
    /// The share of decisions from which on a rule that was only observed is taken to be broken.
    static let observedShare = 0.01

    private let page: ViolationPage

    init(_ page: ViolationPage) { self.page = page }

    var all: [Finding] {
        guard page.decisions > 0 else { return [] }
        let jumps = page.rows.filter { $0.factor != nil }
        var found = jumps.map(jump)
        let broken = page.rows.filter { $0.factor == nil && $0.rules.isContract }
        found += broken.filter(isGrave).map { self.broken($0, .alert) }
        let isExplained = { (row: ViolationPage.Row) in
            jumps.contains {
                $0.rules.version == row.rules.version && $0.name.utf8.elementsEqual(row.name.utf8)
            }
        }
        found += broken.filter { !isGrave($0) }.map { self.broken($0, .warning) }
        found += page.rows.filter {
            $0.factor == nil && !$0.rules.isContract && $0.share > Self.observedShare && !isExplained($0)
        }.map(unlike)
        for (rules, judged) in page.versions {
            guard case .none = rules.source else { continue }
            found.append(
                Finding(
                    .notice, code: "no-rules",
                    text:
                        "\(rules.version.text) has no contract, and neither a live version before it nor reference "
                        + "rows: its \(judged.decisions) decisions are held against nothing.",
                    evidence: [
                        Fact("version", "version", .text(rules.version)),
                        Fact("decisions", "decisions", .count(judged.decisions)),
                    ]))
        }
        if found.isEmpty {
            found.append(
                Finding(
                    .notice, code: "contract-kept",
                    text: page.broken == 0
                        ? "None of the \(page.decisions) decisions breaks a rule."
                        : "\(page.broken) of the \(page.decisions) decisions break a rule that was only observed, of "
                            + "each rule no more than one in a hundred.",
                    evidence: [
                        Fact("decisions", "decisions", .count(page.decisions)),
                        Fact("broken", "that break a rule", .count(page.broken)),
                    ]))
        }
        return found
    }

    private func isGrave(_ row: ViolationPage.Row) -> Bool {
        switch row.kind {
        case .missing, .type, .scoreRange: true
        case .unknown, .range, .category, .unit, .scale: false
        }
    }

    private func evidence(_ row: ViolationPage.Row) -> [Fact] {
        var facts = [
            Fact("version", "version", .text(row.rules.version)), Fact("feature", "feature", .text(row.name)),
            Fact("kind", "kind", .text(row.kind.rawValue)), Fact("count", "decisions", .count(row.count)),
            Fact("decisions", "of", .count(row.decisions)), Fact("share", "share", .share(row.share)),
            Fact("expected", "expected", .text(page.expected(row))),
            Fact("rules", "held against", .text(row.rules.words)),
        ]
        if let factor = row.factor {
            facts.append(Fact("factor", "factor", .number(factor)))
            facts.append(
                Fact(
                    "baseline", "units held against",
                    row.rules.unitBaseline.map(Value.text) ?? .none("nothing")))
        }
        if let first = row.tally?.first {
            facts.append(Fact("first_position", "first position", .position(first.position)))
            facts.append(Fact("first_at", "first at", .time(first.at)))
            facts.append(Fact("examples", "examples", .list(row.examples)))
        }
        return facts
    }

    private func jump(_ row: ViolationPage.Row) -> Finding {
        let factor = row.factor ?? 1
        let times =
            factor >= 1 ? "x\(RuleWords.number(factor))" : "/\(RuleWords.number((1 / factor).rounded()))"
        let isScore = row.kind == .scale
        return Finding(
            .alert, code: isScore ? "score-scale" : "feature-unit",
            text: isScore
                ? "The score of \(row.rules.version.text) is on another scale, \(times) that of "
                    + "\(row.rules.unitBaseline ?? "before"): thresholds and averages across both mean nothing."
                : "\(row.name) of \(row.rules.version.text) is in another unit, \(times) that of "
                    + "\(row.rules.unitBaseline ?? "before").",
            evidence: evidence(row))
    }

    private func broken(_ row: ViolationPage.Row, _ severity: Finding.Severity) -> Finding {
        Finding(
            severity, code: "contract-broken",
            text:
                "\(row.name) of \(row.rules.version.text): \(row.kind.words) in \(row.count) of \(row.decisions) "
                + "decisions; \(row.rules.words) has \(page.expected(row)).",
            evidence: evidence(row))
    }

    private func unlike(_ row: ViolationPage.Row) -> Finding {
        Finding(
            .warning, code: "unlike-before",
            text:
                "\(row.name) of \(row.rules.version.text): \(row.kind.words) in \(row.count) of \(row.decisions) "
                + "decisions, by what was \(row.rules.words): \(page.expected(row)).",
            evidence: evidence(row))
    }
}
