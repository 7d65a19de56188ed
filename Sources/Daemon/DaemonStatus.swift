import Documents
import JSON
import Journal
import Platform
import Projections

/// What only the running daemon knows of itself, for `/v1/status` and the `status` verb.
struct DaemonStatus: Sendable {
    let journal: Journal
    let projector: Projector
    let writer: GroupCommit
    let counts: ConnectionCounts
    let queuedBytes: @Sendable () -> Int
    /// Microseconds of the clock that never jumps, at start.
    let started: Int64
    let clockJump: Gate<Int64?>

    var facts: [Fact] {
        let figures = writer.figures
        let head = journal.head.position
        let jump = clockJump.look { $0 }
        var facts = [
            Fact("uptime", "running for", .duration(Double((System.monotonicClock() - started) / 1_000_000))),
            Fact("connections", "open connections", .integer(Int64(counts.count))),
            Fact("queued_bytes", "bytes in the queue", .integer(Int64(queuedBytes()))),
            Fact("commits", "commits", .integer(Int64(clamping: figures.commits))),
            Fact("appended", "events appended", .integer(Int64(clamping: figures.events))),
            Fact("duplicates", "duplicates acknowledged", .integer(Int64(clamping: figures.duplicates))),
            Fact("refused", "lines refused", .integer(Int64(clamping: figures.refused))),
            Fact("failed_commits", "failed commits", .integer(Int64(clamping: figures.failedCommits))),
            Fact(
                "behind", "events not yet projected",
                .integer(Int64(clamping: head - min(head, projector.position)))),
            Fact(
                "unsealed", "events no checkpoint has sealed",
                .integer(
                    Int64(clamping: projector.position - min(projector.position, projector.sealedPosition)))),
            Fact("unsealed_bytes", "bytes they hold in memory", .integer(Int64(projector.hotBytes))),
            Fact(
                "trouble", "trouble",
                (figures.trouble ?? projector.failure ?? projector.sealingFailure).map(Value.text)
                    ?? .none("none")),
            Fact(
                "clock_jump", "last jump of the clock",
                jump.map { .duration(Double($0) / 1_000_000) } ?? .none("none of over an hour")),
        ]
        if let size = try? journal.size() {
            facts.append(Fact("journal_bytes", "bytes of the journal", .integer(Int64(size.used))))
            facts.append(
                Fact("map_share", "share of its map used", .share(Double(size.used) / Double(size.map))))
        }
        return facts
    }

    var json: JSONValue {
        .object(
            facts.map { fact in
                let value: JSONValue =
                    switch fact.value {
                    case .integer(let number): .integer(number)
                    case .duration(let seconds), .share(let seconds): .number(seconds)
                    case .text(let text): .string(text)
                    default: .null
                    }
                return (fact.key, value)
            } + [
                ("position", .integer(Int64(clamping: journal.head.position))),
                ("head", .string("\(journal.head.digest)")),
            ])
    }
}
