import TestSupport

/// How often each fault was called by which name.
struct ConfusionMatrix: Sendable {
    /// Injected faults, in the order of the rows.
    let faults: [String]
    /// Names that were given: the faults first, then what is none of them, in byte order.
    let names: [String]
    /// By fault, then by name.
    let counts: [[Int]]
    /// What was given for a failure instead of a name.
    static let failure = "no answer"

    init(_ results: [DiagnosisCase.Result]) {
        faults = Simulation.Fault.allCases.map(\.rawValue)
        let given = results.map { Self.name($0.verdict) }
        let strange = Set(given).subtracting(faults).sorted()
        names = faults + strange
        var counts = [[Int]](repeating: [Int](repeating: 0, count: names.count), count: faults.count)
        for (result, name) in zip(results, given) {
            guard let row = faults.firstIndex(of: result.given.fault.rawValue),
                let column = names.firstIndex(of: name)
            else { continue }
            counts[row][column] += 1
        }
        self.counts = counts
    }

    static func name(_ verdict: DiagnosisCase.Verdict) -> String {
        switch verdict {
        case .cause(let cause): cause
        case .failure: failure
        }
    }

    var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

    /// How many were called by their name.
    var right: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// Of the streams in which nothing was wrong, how many were said to have a fault: (those, all).
    var falseAlarms: (count: Int, of: Int) {
        let row = counts[faults.firstIndex(of: Simulation.Fault.noChange.rawValue) ?? 0]
        let all = row.reduce(0, +)
        let calm = [
            Simulation.Fault.noChange.rawValue, Simulation.Fault.insufficientData.rawValue, Self.failure,
        ]
        return (all - zip(names, row).reduce(0) { calm.contains($1.0) ? $0 + $1.1 : $0 }, all)
    }

    /// Of a fault's streams, the share called by its name; nil when there are none.
    func recall(_ row: Int) -> Double? {
        let all = counts[row].reduce(0, +)
        return all == 0 ? nil : Double(counts[row][row]) / Double(all)
    }

    /// Of those called by a fault's name, the share that have it; nil when there are none.
    func precision(_ column: Int) -> Double? {
        let all = counts.reduce(0) { $0 + $1[column] }
        return all == 0 ? nil : Double(counts[column][column]) / Double(all)
    }
}

extension ConfusionMatrix {
    /// The figures in a line.
    var summary: String {
        "\(right) of \(total) named rightly (\(Self.percent(right, of: total))); "
            + "false alarms \(falseAlarms.count) of \(falseAlarms.of)"
    }

    /// Rows are what was injected, columns what was said; columns go by the number of the row of that name.
    var text: String {
        let width = (faults + names).map(\.utf8.count).max() ?? 0
        func padded(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.utf8.count)) + text
        }
        func row(_ number: String, _ name: String, _ cells: [String]) -> String {
            padded(number, 2) + " " + name + String(repeating: " ", count: width - name.utf8.count)
                + cells.map { padded($0, 5) }.joined()
        }
        let head = row("", "injected \\ said", names.indices.map { "\($0 + 1)" } + ["right"])
        let rows = faults.indices.map { place in
            row(
                "\(place + 1)", faults[place],
                counts[place].map { $0 == 0 ? "." : "\($0)" } + [share(recall(place))])
        }
        let more = names.indices.dropFirst(faults.count).map { "\(padded("\($0 + 1)", 2)) \(names[$0])" }
        let precisions = row("", "of those said", faults.indices.map { share(precision($0)) })
        return ([summary, head] + rows + [precisions] + more).joined(separator: "\n") + "\n"
    }

    /// The same as a Markdown table; the column of a fault has the number of its row.
    var markdown: String {
        func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let numbers = names.indices.map { $0 < faults.count ? "\($0 + 1)" : names[$0] }
        let head = row(["", "injected"] + numbers + ["right"])
        let rule = "| ---: | --- |" + String(repeating: " ---: |", count: names.count + 1)
        let rows = faults.indices.map { place in
            row(
                ["\(place + 1)", "`\(faults[place])`"]
                    + counts[place].enumerated().map { column, count in
                        column == place ? "**\(count)**" : count == 0 ? "" : "\(count)"
                    } + [share(recall(place))])
        }
        let empty = [String](repeating: "", count: names.count - faults.count + 1)
        let precisions = row(["", "of those said"] + faults.indices.map { share(precision($0)) } + empty)
        return ([summary + ".", "", head, rule] + rows + [precisions]).joined(separator: "\n") + "\n"
    }

    private func share(_ share: Double?) -> String { share.map { "\(Int(($0 * 100).rounded()))%" } ?? "-" }

    private static func percent(_ count: Int, of all: Int) -> String {
        guard all > 0 else { return "-" }
        return "\((Double(count) / Double(all) * 1_000).rounded() / 10) %"
    }
}
