import JSON
import Model
import TestSupport

/// Decisions with inputs, short enough to read in a test.
enum DriftLines {
    /// `features` is the inside of a JSON object. Decisions are an hour apart from a Monday on.
    static func decision(
        _ version: String, _ index: Int, day: Int? = nil, features: String, segments: String? = nil
    ) -> String {
        let monday = CivilDate(year: 2009, month: 6, day: 1)?.dayNumber ?? 0
        let date = CivilDate(dayNumber: monday + (day ?? index / 24 % 60))
        let text = "\(date.dayLabel)T\(pad(index % 24)):00:00Z"
        return Lines.decision(
            "\(version)-\(index)", at: text, version: version,
            more: ",\"features\":{\(features)}" + (segments.map { ",\"segments\":{\($0)}" } ?? ""))
    }

    private static func pad(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// The lines of both versions: `features` says what a decision of a side has.
    static func sides(
        _ count: Int = 200, _ features: (_ isCurrent: Bool, _ index: Int) -> String
    ) -> [String] {
        ["v1", "v2"].flatMap { version in
            (0..<count).map { decision(version, $0, features: features(version == "v2", $0)) }
        }
    }

    /// A number under `bound` that has no pattern, the same for the same index.
    static func noise(_ index: Int, _ bound: Int) -> Int {
        var random = SeededGenerator(seed: UInt64(index) &* 2_654_435_761 &+ 11)
        return Int.random(in: 0..<bound, using: &random)
    }
}

extension TemporaryLedger {
    /// The second version's inputs against the first's.
    func drift(_ query: [(String, String)] = []) throws -> JSONValue {
        try json("/v1/drift", [("model", "m"), ("versions", "v1,v2")] + query)
    }

    static func drift(_ lines: [String], _ query: [(String, String)] = []) throws -> JSONValue {
        let ledger = try TemporaryLedger()
        try ledger.append(lines)
        return try ledger.drift(query)
    }
}

extension JSONValue {
    var codes: [String] { self["findings"]?.elements?.compactMap { $0["code"]?.string } ?? [] }

    func finding(_ code: String) -> JSONValue? {
        self["findings"]?.elements?.first { $0["code"]?.string == code }
    }

    func feature(_ name: String) -> JSONValue? { row("features", ["feature": name]) }
}
