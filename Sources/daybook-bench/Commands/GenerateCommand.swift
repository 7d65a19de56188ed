import ArgumentParser
import Platform

/// `daybook-bench generate`: the events as NDJSON, for others to be measured on the same bytes.
struct GenerateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Writes the events of a run as NDJSON; the same seed, the same bytes.")

    @OptionGroup var size: SizeOptions
    @Option(help: "The seed of the events.")
    var seed: UInt64 = 1
    @Option(help: "The file to write. (default: standard output)")
    var output: String?
    @Flag(help: "Write nothing: say how fast events are made, and how long they are.")
    var discard = false

    func run() throws {
        let count = size.count(or: 200_000)
        let workload = size.workload(seed: seed, or: count)
        guard discard else {
            return try workload.write(0..<count, toFile: output ?? "/dev/stdout")
        }
        var bytes = 0
        let start = System.monotonicClock()
        workload.pieces(of: 0..<count) { bytes += $0.count }
        let seconds = Double(System.monotonicClock() - start) / 1_000_000
        print(
            "\(count) events of \(bytes / count) bytes on average, \(Int(Double(count) / seconds)) a second")
    }
}
