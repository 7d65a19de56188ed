import Foundation

/// What the kernel says of a running process.
struct ProcessFigures: Sendable {
    let processIdentifier: Int32

    private func read(_ name: String) throws -> String {
        try String(contentsOfFile: "/proc/\(processIdentifier)/\(name)", encoding: .utf8)
    }

    /// A figure of `/proc/PID/status` in bytes, such as `RssAnon`: memory of its own, without mapped files.
    func memory(_ key: String) throws -> Int {
        for line in try read("status").split(separator: "\n") where line.hasPrefix(key + ":") {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return (Int(words.dropFirst().first ?? "") ?? 0) * 1_024
        }
        throw BenchError("/proc/\(processIdentifier)/status has no \(key)")
    }

    /// CPU seconds of its living threads by name, numbers at the end of a name left out.
    ///
    /// From `schedstat` (nanoseconds); a thread that ended is not in it.
    func cpuByThread() throws -> [(name: String, seconds: Double)] {
        var sums: [String: Double] = [:]
        let tasks = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(processIdentifier)/task")
        for task in tasks {
            guard let name = try? read("task/\(task)/comm"), let times = try? read("task/\(task)/schedstat"),
                let nanoseconds = Double(times.split(separator: " ").first ?? "")
            else { continue }
            var trimmed = name.trimmingCharacters(in: .newlines)
            while let last = trimmed.last, last.isNumber || last == "-" || last == "#" {
                trimmed.removeLast()
            }
            sums[trimmed.isEmpty ? name : trimmed, default: 0] += nanoseconds / 1e9
        }
        return sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// CPU seconds of the whole process, ended threads included.
    func cpuSeconds() throws -> Double {
        let stat = try read("stat")
        // The name may hold spaces and brackets: the fields start after its last bracket.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        guard fields.count > 13, let user = Double(fields[12]), let system = Double(fields[13]) else {
            throw BenchError("/proc/\(processIdentifier)/stat is \(stat)")
        }
        return (user + system) / 100
    }
}
