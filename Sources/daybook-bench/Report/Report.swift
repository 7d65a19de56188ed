import JSON

/// What a verb measured, under which settings, and how quiet the machine was.
struct Report: Sendable {
    let verb: String
    /// In the order in which they are printed.
    private(set) var settings: [(name: String, value: Int64)]
    private(set) var figures: [Figure] = []
    /// Sentences that belong to the figures.
    private(set) var notes: [String] = []
    let loadBefore: Double
    private(set) var loadAfter: Double

    init(verb: String, settings: [(name: String, value: Int64)]) {
        self.verb = verb
        self.settings = settings
        loadBefore = Machine.load()
        loadAfter = loadBefore
        if Machine.isDebugBuild { notes.append("a debug build: its figures mean nothing") }
    }

    /// Adds the value of one run to a figure, which begins with its first value.
    mutating func add(_ key: String, _ label: String, _ unit: Figure.Unit, _ value: Double) {
        loadAfter = Machine.load()
        if let index = figures.firstIndex(where: { $0.key == key }) {
            figures[index].values.append(value)
        } else {
            figures.append(Figure(key: key, label: label, unit: unit, values: [value]))
        }
    }

    mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }

    /// Sets a setting that became known during the measurement.
    mutating func set(_ name: String, _ value: Int) {
        settings.removeAll { $0.name == name }
        settings.append((name, Int64(value)))
    }

    func figure(_ key: String) -> Figure? { figures.first { $0.key == key } }
    func setting(_ name: String) -> Int64? { settings.first { $0.name == name }?.value }

    /// What was not quiet, in words; nil when all was.
    var noise: String? {
        let noisy = figures.filter { $0.isNoisy }.count
        var words: [String] = []
        if noisy > 0 {
            words.append("\(noisy) of \(figures.count) figures spread over 20 % (marked ~)")
        }
        if loadBefore > Double(Machine.cores) / 2 {
            let load = JSONWriter.text(of: loadBefore)
            words.append("load average \(load) on \(Machine.cores) cores before it began")
        }
        return words.isEmpty ? nil : "noisy: " + words.joined(separator: "; ")
    }
}

extension Report {
    var json: JSONValue {
        .object([
            ("verb", .string(verb)),
            ("settings", .object(settings.map { ($0.name, .integer($0.value)) })),
            (
                "machine",
                .object([
                    ("cores", .integer(Int64(Machine.cores))), ("load_before", .number(loadBefore)),
                    ("load_after", .number(loadAfter)), ("debug_build", .boolean(Machine.isDebugBuild)),
                ])
            ),
            ("noise", noise.map(JSONValue.string) ?? .null),
            ("notes", .array(notes.map(JSONValue.string))),
            ("figures", .array(figures.map(\.json))),
        ])
    }

    /// Reads what `json` wrote.
    init(_ json: JSONValue, path: String) throws {
        guard let verb = json["verb"]?.string, let settings = json["settings"]?.members,
            let figures = json["figures"]?.elements
        else { throw BenchError("\(path) is no report of daybook-bench") }
        self.verb = verb
        self.settings = settings.compactMap { name, value in value.integer.map { (name, $0) } }
        self.figures = try figures.map { try Figure($0, path: path) }
        notes = json["notes"]?.elements?.compactMap(\.string) ?? []
        loadBefore = json["machine"]?["load_before"]?.double ?? 0
        loadAfter = json["machine"]?["load_after"]?.double ?? 0
    }
}

extension Figure {
    fileprivate var json: JSONValue {
        .object([
            ("key", .string(key)), ("label", .string(label)), ("unit", .string(unit.rawValue)),
            ("median", .number(median)), ("min", .number(least)), ("max", .number(greatest)),
            ("spread", .number(spread)), ("values", .array(values.map(JSONValue.number))),
        ])
    }

    init(_ json: JSONValue, path: String) throws {
        guard let key = json["key"]?.string, let label = json["label"]?.string,
            let unit = json["unit"]?.string.flatMap(Unit.init(rawValue:)),
            let values = json["values"]?.elements?.compactMap(\.double), !values.isEmpty
        else { throw BenchError("\(path): a figure is \(json.text)") }
        self.init(key: key, label: label, unit: unit, values: values)
    }
}
