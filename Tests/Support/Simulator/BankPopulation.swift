import JSON

/// Leads of the real bank stream, each as likely as any other, with all its inputs but the length of the
/// call, which is known afterwards only, and the day of the week, which the calendar says.
struct BankPopulation: SimulatedPopulation {
    static let segments = [
        SimulatedSegment(name: "contact", values: ["cellular", "telephone"]),
        SimulatedSegment(name: "marital", values: ["married", "single", "divorced", "unknown"]),
    ]

    private let rows: [SimulatedRow]
    var features: [SimulatedFeature] { Self.standard }

    /// - Throws: when the stream cannot be read.
    init() throws { rows = try Self.leads.get() }

    /// Read once: a fifth of a second in a debug build.
    private static let leads = Result { try read() }

    private static func read() throws -> [SimulatedRow] {
        var seen: Set<String> = []
        var leads: [JSONValue] = []
        for line in try BankStream.small() where line.hasPrefix(#"{"type":"decision""#) {
            let event = try JSONValue(parsing: line)
            guard let subject = event["subject"]?.string, let inputs = event["features"] else { continue }
            if seen.insert(subject).inserted { leads.append(inputs) }
        }
        return leads.map { row($0, standard) }
    }

    func row(isWeekend: Bool, _ random: inout SeededGenerator) -> SimulatedRow {
        // At weekends fewer are called at their telephones at work.
        while true {
            let row = random.pick(rows)
            if !isWeekend || row.segments[0] == 0 || random.unit() < 0.5 { return row }
        }
    }

    private static func row(_ inputs: JSONValue, _ features: [SimulatedFeature]) -> SimulatedRow {
        let cells = features.map { feature -> SimulatedCell in
            guard let value = inputs[feature.name] else { return .missing }
            if let number = value.double { return .number(number) }
            guard let place = feature.categories.firstIndex(where: { $0 == value.string }) else {
                return .missing
            }
            return .category(place)
        }
        let places = segments.map { segment in
            segment.values.firstIndex { $0 == inputs[segment.name]?.string } ?? segment.values.count - 1
        }
        return SimulatedRow(cells: cells, segments: places)
    }

    /// A small model, fixed by hand after what the bank's data are known for: earlier success, few calls, low
    /// interest and a mobile telephone speak for a deposit.
    private static let standard: [SimulatedFeature] = [
        SimulatedFeature(
            name: "age", kind: .integer, unit: "years", range: 17...98, filler: .number(17), effect: 0.3),
        SimulatedFeature(
            name: "job",
            kind: .category([
                "admin.", "technician", "blue-collar", "services", "management", "student", "entrepreneur",
                "self-employed", "retired", "unemployed", "housemaid",
            ]), filler: .category(0),
            effects: [0.3, 0.1, -0.5, -0.35, 0.15, 0.9, -0.3, -0.1, 0.9, 0.3, -0.1]),
        SimulatedFeature(name: "marital", kind: .category(["married", "single", "divorced"])),
        SimulatedFeature(
            name: "education",
            kind: .category([
                "university.degree", "high.school", "professional.course", "basic.9y", "basic.4y", "basic.6y",
                "illiterate",
            ]), filler: .category(1), effects: [0.35, 0, 0.1, -0.3, -0.2, -0.3, 0]),
        SimulatedFeature(name: "default", kind: .category(["no", "yes"])),
        SimulatedFeature(name: "housing", kind: .category(["yes", "no"])),
        SimulatedFeature(name: "loan", kind: .category(["no", "yes"])),
        SimulatedFeature(
            name: "contact", kind: .category(["cellular", "telephone"]), filler: .category(1),
            effects: [0.2, -0.6]),
        SimulatedFeature(
            name: "month",
            kind: .category(["may", "jun", "jul", "aug", "nov", "apr", "oct", "mar", "sep", "dec"]),
            filler: .category(0), effects: [-0.4, 0.3, 0.1, 0.2, -0.2, 0.5, 0.8, 0.9, 0.6, 0.5]),
        SimulatedFeature(
            name: "campaign", kind: .integer, unit: "calls", range: 1...60, filler: .number(1),
            isLogged: true,
            effect: -0.45),
        SimulatedFeature(name: "pdays", kind: .integer, unit: "days", range: 0...999),
        SimulatedFeature(name: "previous", kind: .integer, unit: "calls", range: 0...10, effect: 0.15),
        SimulatedFeature(
            name: "poutcome", kind: .category(["nonexistent", "failure", "success"]), filler: .category(0),
            effects: [0, -0.2, 1.6]),
        SimulatedFeature(
            name: "emp.var.rate", kind: .number(decimals: 1), unit: "per cent", range: -5...5),
        SimulatedFeature(
            name: "cons.price.idx", kind: .number(decimals: 3), range: 80...110),
        SimulatedFeature(
            name: "cons.conf.idx", kind: .number(decimals: 1), range: -70...0, filler: .number(0),
            effect: 0.35),
        SimulatedFeature(
            name: "euribor3m", kind: .number(decimals: 3), unit: "per cent", range: 0...8, filler: .number(0),
            jumps: [.init(factor: 100, words: "in basis points")], effect: -0.8),
        SimulatedFeature(
            name: "nr.employed", kind: .number(decimals: 1), unit: "thousands", range: 4_000...6_000,
            filler: .number(5_000), jumps: [.init(factor: 1_000, words: "in persons")], effect: -0.3),
    ]
}
