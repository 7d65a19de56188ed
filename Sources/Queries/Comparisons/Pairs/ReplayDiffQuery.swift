import Digest
import Documents
import Model
import Projections
import Wire

/// What two versions made of one frozen set.
struct ReplayDiffQuery: Query {
    static let name = "replay-diff"

    func answer(_ request: Request, _ view: borrowing View) throws -> QueryAnswer {
        let set = try FrozenSet.named(request, view)
        let (before, now) = try Self.versions(set, request, view)
        var texts = PairTexts()
        let (baseline, isOriginal) = try Self.rows(before, set, request, view, &texts)
        let (current, isCurrentOriginal) = try Self.rows(now, set, request, view, &texts)
        var pairs = DecisionPairs(
            baseline, current, isOriginal || isCurrentOriginal ? .originals : .sameSet, texts: texts)
        let (originals, subjects) = try Self.labels(set, request, view)
        pairs.fillLabels(originals: originals, subjects: subjects)
        let contract = try Bins.contract(
            of: baseline.series.union(current.series), view, asOf: request.position)
        let tolerance = PairTolerance(
            pairs, given: request.arguments.number("tolerance"), contract: contract)
        let page = try PairPage(
            PairPage.Parts(
                pairs: pairs, baselineTitle: Self.title(before, isOriginal),
                currentTitle: Self.title(now, isCurrentOriginal), tolerance: tolerance.value,
                toleranceSource: tolerance.source, scale: tolerance.scale,
                largest: try LargestDifference.find(pairs, view),
                facts: [
                    Fact("members", "members of the set", .count(set.members.count)),
                    Fact("digest", "digest", .text(set.event.digest)),
                    Fact("digest_ok", "digest holds", .flag(set.isWhole)),
                ], judgesAccuracy: true), deadline: request.deadline)
        var empty: String?
        if pairs.count == 0 {
            empty =
                "No pair: the set \(set.row.id.text) has \(baseline.count) scored decisions of \(before.text) and "
                + "\(current.count) of \(now.text)"
                + (baseline.count > 0 && current.count > 0 ? ", none of the same member or subject." : ".")
        }
        return .document(
            Document(
                name: Self.name, title: "Replay \(set.row.id.text): \(now.text) beside \(before.text)",
                parameters: try request.parameters([
                    Fact("baseline_used", "baseline used", .text(Self.title(before, isOriginal))),
                    Fact("current_used", "current used", .text(Self.title(now, isCurrentOriginal))),
                ]),
                definitions: PairPage.definitions + [ReplaySetDigest.definition],
                findings: ReplaySetFindings.of(set) + PairFindings(page).all,
                sections: page.sections(empty: empty)))
    }

    private static func title(_ version: Identifier, _ isOriginal: Bool) -> String {
        isOriginal ? "\(version.text), as decided" : version.text
    }

    private static func selection(
        _ version: Identifier?, _ set: FrozenSet, _ request: Request
    ) throws -> Selection {
        var argument = SelectionArgument()
        argument.versions = version.map { [$0] } ?? []
        argument.set = set.row.id
        return try Side(argument, Selection(model: set.row.model), request, "name").selection
    }

    /// The versions asked for; else the two that were seen first last among those that scored the set, and
    /// where there is but one, what was decided and it.
    private static func versions(
        _ set: FrozenSet, _ request: Request, _ view: borrowing View
    ) throws -> (Identifier, Identifier) {
        let asked = request.arguments.identifiers("versions")
        guard asked.isEmpty else {
            guard asked.count == 2 else {
                throw QueryFailure(
                    .badParameter, "versions has \(asked.count) values; expected two, the old one first",
                    parameter: "versions")
            }
            return (asked[0], asked[1])
        }
        var found: [Identifier] = []
        var ignored = LeftOut(nil)
        try selection(nil, set, request).chunks(request, view, ChunkNeeds(), leftOut: &ignored) {
            rows, chosen in
            if chosen.population > 0, !found.contains(rows.series.version) {
                found.append(rows.series.version)
            }
        }
        if found.count >= 2 { return (found[found.count - 2], found[found.count - 1]) }
        let decided = Set(set.members.compactMap { $0.row?.series.version }).sorted()
        if let only = found.first, let other = decided.first(where: { $0 != only }) { return (other, only) }
        throw QueryFailure(
            .badParameter,
            "there are no two versions to compare: of the set \(set.row.id.text), "
                + (found.first.map { "only \($0.text) has scores" } ?? "no version has scores")
                + "; export it, score it, append the lines, or name the versions", parameter: "versions")
    }

    /// The decisions of a version for the set; where it never scored it, those that it made itself and that
    /// are members.
    private static func rows(
        _ version: Identifier, _ set: FrozenSet, _ request: Request, _ view: borrowing View,
        _ texts: inout PairTexts
    ) throws -> (rows: PairRows, isOriginal: Bool) {
        var ignored = LeftOut(nil)
        let scored = try PairRows.read(
            selection(version, set, request), request, view, texts: &texts, leftOut: &ignored)
        let own = set.members.compactMap(\.row).filter { $0.series.version == version }
        guard scored.count == 0, let first = own.map(\.at).min(), let last = own.map(\.at).max() else {
            return (scored, false)
        }
        var decided = Selection(model: set.row.model)
        decided.versions = [version]
        decided.roles = Set(own.map(\.series.role)).sorted { $0.rawValue < $1.rawValue }
        decided.window = Window(
            from: first, to: Timestamp(microseconds: last.microseconds.more(1)))
        let printer = view.fingerprinter
        let members = Set(own.map { PairRows.original($0.id, printer) })
        let rows = try PairRows.read(decided, request, view, texts: &texts, leftOut: &ignored)
        return (rows.keeping { members.contains(rows.originals[$0]) && !rows.isNamed[$0] }, true)
    }

    /// The classes of what became of the members, by their id and by their subject where only one has it.
    private static func labels(
        _ set: FrozenSet, _ request: Request, _ view: borrowing View
    ) throws -> (originals: [Fingerprint: UInt8], subjects: [Fingerprint: UInt8]) {
        var originals: [Fingerprint: UInt8] = [:]
        var subjects: [Fingerprint: UInt8] = [:]
        var seen: Set<Fingerprint> = []
        var count = 0
        let printer = view.fingerprinter
        for row in set.members.compactMap(\.row) {
            try request.deadline.tick(&count)
            let subject = PairRows.subject(row.subject, printer)
            let isOnly = seen.insert(subject).inserted
            if !isOnly { subjects[subject] = nil }
            let code: UInt8
            switch try view.label(of: row, at: request.knowledge).labelClass {
            case .positive: code = RowClasses.Code.positive
            case .negative: code = RowClasses.Code.negative
            default: continue
            }
            originals[PairRows.original(row.id, printer)] = code
            if isOnly { subjects[subject] = code }
        }
        return (originals, subjects)
    }
}
