import ArgumentParser
import Daemon
import Foundation
import Journal
import Model
import Platform

/// What the environment says; flags win.
enum Surroundings {
    static func text(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }
}

/// The permissions of a socket, in octal.
struct SocketMode: ExpressibleByArgument, CustomStringConvertible {
    let bits: UInt32

    init?(argument: String) {
        guard let bits = UInt32(argument, radix: 8), bits <= 0o777 else { return nil }
        self.bits = bits
    }

    init(bits: UInt32) { self.bits = bits }

    var description: String { "0" + String(bits, radix: 8) }
    var defaultValueDescription: String { description }

    static func named(_ variable: String) -> SocketMode {
        Surroundings.text(variable).flatMap { SocketMode(argument: $0) } ?? SocketMode(bits: 0o660)
    }
}

/// Which types a user may append: `1000=decision,outcome`.
struct AllowedTypes: ExpressibleByArgument {
    let user: UInt32
    let types: Set<EventType>

    init?(argument: String) {
        let halves = argument.split(separator: "=", maxSplits: 1)
        guard halves.count == 2, let user = UInt32(halves[0]) else { return nil }
        var types: Set<EventType> = []
        for name in halves[1].split(separator: ",") {
            guard let type = EventType(name: String(name)) else { return nil }
            types.insert(type)
        }
        self.user = user
        self.types = types
    }
}

extension DaemonConfiguration.LogFormat: ExpressibleByArgument {}

/// Where the operator's verbs reach the daemon.
struct ControlSocket: ParsableArguments {
    @Option(help: "Socket for the operator's verbs. [DAYBOOK_CONTROL_SOCKET] (default: DIR/control.sock)")
    var controlSocket: String?

    func path(_ directory: String) -> String {
        controlSocket ?? Surroundings.text("DAYBOOK_CONTROL_SOCKET") ?? LedgerPaths(directory).controlSocket
    }
}

/// The flags of `run`.
struct Settings: ParsableArguments {
    @Option(
        help: "Socket that takes events. [DAYBOOK_APPEND_SOCKET] (default: DIR/append.sock)")
    var appendSocket: String?

    @Option(help: "Socket that answers questions. [DAYBOOK_QUERY_SOCKET] (default: DIR/query.sock)")
    var querySocket: String?

    @OptionGroup
    var control: ControlSocket

    @Option(help: "Permissions of the append socket, octal. [DAYBOOK_APPEND_MODE]")
    var appendMode = SocketMode.named("DAYBOOK_APPEND_MODE")

    @Option(help: "Permissions of the query socket, octal. [DAYBOOK_QUERY_MODE]")
    var queryMode = SocketMode.named("DAYBOOK_QUERY_MODE")

    @Option(help: "Group that may append. [DAYBOOK_APPEND_GROUP] (default: the daemon's)")
    var appendGroup: String?

    @Option(help: "Group that may ask. [DAYBOOK_QUERY_GROUP] (default: the daemon's)")
    var queryGroup: String?

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp(
            "Types that a user may append, such as 1000=decision,outcome; others may append all. Repeatable.",
            valueName: "uid=types"))
    var allowed: [AllowedTypes] = []

    @Option(
        help: "Address space for the journal, in GiB; it doubles by itself when used up. [DAYBOOK_MAP_GIB]")
    var mapGib = Surroundings.text("DAYBOOK_MAP_GIB").flatMap { Int($0) } ?? 64

    @Option(help: "trace, debug, info, notice, warning, error or critical. [DAYBOOK_LOG_LEVEL]")
    var logLevel = Surroundings.text("DAYBOOK_LOG_LEVEL") ?? "info"

    @Option(help: "logfmt or json. [DAYBOOK_LOG_FORMAT]")
    var logFormat =
        Surroundings.text("DAYBOOK_LOG_FORMAT").flatMap { DaemonConfiguration.LogFormat(rawValue: $0) }
        ?? .logfmt

    @Option(help: "Events turned away below that many free MiB on the disk. [DAYBOOK_RESERVE_MIB]")
    var reserveMib = Surroundings.text("DAYBOOK_RESERVE_MIB").flatMap { Int64($0) } ?? 64

    @Flag(help: "Accept a remote file system, on which a crash may lose what was acknowledged.")
    var allowRemote = false

    /// The configuration for a directory.
    /// - Throws: `ValidationError` for a value that cannot be used.
    func configuration(_ directory: String) throws -> DaemonConfiguration {
        var configuration = DaemonConfiguration(directory: directory)
        if let path = appendSocket ?? Surroundings.text("DAYBOOK_APPEND_SOCKET") {
            configuration.appendSocket = path
        }
        if let path = querySocket ?? Surroundings.text("DAYBOOK_QUERY_SOCKET") {
            configuration.querySocket = path
        }
        configuration.controlSocket = control.path(directory)
        configuration.appendMode = appendMode.bits
        configuration.queryMode = queryMode.bits
        configuration.appendGroup = try Self.group(appendGroup ?? Surroundings.text("DAYBOOK_APPEND_GROUP"))
        configuration.queryGroup = try Self.group(queryGroup ?? Surroundings.text("DAYBOOK_QUERY_GROUP"))
        for rule in allowed { configuration.allowedTypes[rule.user, default: []].formUnion(rule.types) }
        guard (1...16_384).contains(mapGib) else {
            throw ValidationError("--map-gib has to be from 1 to 16384")
        }
        configuration.mapBytes = mapGib << 30
        guard (0...1_048_576).contains(reserveMib) else {
            throw ValidationError("--reserve-mib has to be from 0 to 1048576")
        }
        configuration.writer.reserveBytes = reserveMib << 20
        configuration.allowRemote = allowRemote
        configuration.logLevel = logLevel
        configuration.logFormat = logFormat
        return configuration
    }

    private static func group(_ name: String?) throws -> UInt32? {
        guard let name else { return nil }
        guard let group = System.group(named: name) ?? UInt32(name) else {
            throw ValidationError("there is no group \(name)")
        }
        return group
    }
}
