package import Journal
package import Model
package import Projections

/// Everything that the operator decides about a daemon; the rest is in `Limits`.
package struct DaemonConfiguration: Sendable {
    /// How log lines are written.
    package enum LogFormat: String, CaseIterable, Sendable {
        case logfmt, json
    }

    /// The ledger's directory.
    package var directory: String
    package var appendSocket: String
    package var querySocket: String
    package var controlSocket: String
    package var appendMode: UInt32 = 0o660
    package var queryMode: UInt32 = 0o660
    /// The group of the append and query sockets; that of the process when nil.
    package var appendGroup: UInt32?
    package var queryGroup: UInt32?
    /// Which types a user may append; users that are not named may append all.
    package var allowedTypes: [UInt32: Set<EventType>] = [:]
    package var mapBytes = 64 << 30
    package var allowRemote = false
    package var logLevel = "info"
    package var logFormat = LogFormat.logfmt
    /// Threads that take in lines. One decodes as fast as the writer writes, and when it writes itself what
    /// it took in, all of it goes into one commit.
    package var appendThreads = 1
    /// Threads that answer questions; fewer than there are cores, so that appending goes on.
    package var queryThreads = 2
    package var appendConnections = Limits.appendConnections
    package var queryConnections = Limits.queryConnections
    package var controlConnections = Limits.controlConnections
    package var queueBytes = Limits.queueBytes
    package var connectionQueueBytes = Limits.connectionQueueBytes
    package var largeLineBytes = Limits.largeLineBytes
    package var answerBytes = Limits.answerBytes
    package var stalledClientSeconds = Limits.stalledClientSeconds
    package var writer = GroupCommit.Options()
    package var projections = EngineOptions()
    /// Seconds that connections have at the end to take their answers.
    package var drainSeconds = 5

    /// The defaults for a ledger's directory.
    package init(directory: String) {
        let paths = LedgerPaths(directory)
        self.directory = paths.directory
        appendSocket = paths.appendSocket
        querySocket = paths.querySocket
        controlSocket = paths.controlSocket
    }
}
