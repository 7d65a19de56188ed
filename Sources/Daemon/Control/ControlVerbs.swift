import JSON
import Journal
import Model
import Platform
import Projections

/// What the verbs of the control socket do in a running daemon.
struct ControlVerbs: Sendable {
    let journal: Journal
    let projector: Projector
    let status: DaemonStatus
    let stopRequested: @Sendable () -> Void
    /// True once the daemon stops: verbs under way give up.
    let stopping: Gate<Bool>

    private struct Interrupted: Error {}

    func work(_ verb: ControlVerb, progress: @Sendable (UInt64, UInt64) -> Void) -> ControlReply {
        let step = { (done: UInt64, total: UInt64) throws in
            if stopping.look({ $0 }) { throw Interrupted() }
            progress(done, total)
        }
        do {
            switch verb {
            case .verify: return try Self.reply(to: journal.verify(progress: step))
            case .rebuild: return Self.reply(to: try projector.rebuild(progress: step))
            case .status: return .done(status.json)
            case .stop:
                stopRequested()
                return .done(.object([("stopping", .boolean(true))]))
            }
        } catch is Interrupted {
            return .error(code: "stopping", message: "the daemon is stopping; ask again when it runs")
        } catch {
            return .error(code: "failed", message: "\(error)")
        }
    }

    static func reply(to verification: Verification) -> ControlReply {
        if let fault = verification.fault {
            return .error(code: "wrong", message: fault.description)
        }
        return .done(
            .object([
                ("count", .integer(Int64(clamping: verification.count))),
                ("head", .string("\(verification.digest)")),
            ]))
    }

    static func reply(to rebuilt: Projector.Rebuilt) -> ControlReply {
        var facts: [(name: String, value: JSONValue)] = [
            ("position", .integer(Int64(clamping: rebuilt.position))),
            ("rows", .integer(Int64(clamping: rebuilt.rows))),
            ("equal", .boolean(rebuilt.equal)),
        ]
        if let difference = rebuilt.difference { facts.append(("difference", .string(difference))) }
        return .done(.object(facts))
    }
}
