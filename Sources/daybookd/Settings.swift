import ArgumentParser
import Daemon
import Foundation
import Journal
import Logging
import Model
import Platform

/// What the environment says; flags win.
enum Surroundings {
    static func text(_ name: String) -> String? {
        guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else { return nil }
        return value
    }

    /// The value of a variable, nil when it is not set or empty.
    /// - Throws: `ValidationError` that names the variable, what it holds and what it has to hold: a setting
    ///   that cannot be read must not give way to a default, which may let in more.
    static func value<Value>(
        _ name: String, expected: String, _ read: (String) -> Value?
    ) throws -> Value? {
        guard let text = text(name) else { return nil }
        guard let value = read(text) else {
            throw ValidationError("The environment variable \(name) is '\(text)'; expected \(expected).")
        }
        return value
    }

    /// Whether a flag is given, or set in the environment.
    static func flag(_ given: Bool, _ name: String) throws -> Bool {
        let set = try value(name, expected: "1 or true, 0 or false") { text -> Bool? in
            switch text {
            case "1", "true": true
            case "0", "false": false
            default: nil
            }
        }
        return given || set == true
    }
}

/// Whether a remote file system is accepted; a flag of every verb that opens a ledger's files.
struct RemoteSwitch: ParsableArguments {
    @Flag(
        help:
            "Accept a remote file system, on which a crash may lose what was acknowledged. [DAYBOOK_ALLOW_REMOTE]"
    )
    var allowRemote = false

    func validate() throws { _ = try isOn }

    /// - Throws: `ValidationError` when the environment says neither yes nor no.
    var isOn: Bool { get throws { try Surroundings.flag(allowRemote, "DAYBOOK_ALLOW_REMOTE") } }
}

/// The permissions of a socket, in octal.
struct SocketMode: ExpressibleByArgument, CustomStringConvertible {
    let bits: UInt32

    init?(argument: String) {
        guard argument.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }),
            let bits = UInt32(argument, radix: 8), bits <= 0o777
        else { return nil }
        self.bits = bits
    }

    init(bits: UInt32) { self.bits = bits }

    var description: String { "0" + String(bits, radix: 8) }
    var defaultValueDescription: String { description }

    static let expected = "permissions in octal, such as 0660"
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

    static let expected =
        "USER=TYPE,TYPE with a numeric user id and types of events, such as 1000=decision,outcome"

    /// Reads several, with spaces between them; nil when one of them is none.
    static func list(_ text: String) -> [AllowedTypes]? {
        let words = text.split(separator: " ")
        let rules = words.compactMap { AllowedTypes(argument: String($0)) }
        return rules.isEmpty || rules.count < words.count ? nil : rules
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

    @Option(help: "Permissions of the append socket, octal. [DAYBOOK_APPEND_MODE] (default: 0660)")
    var appendMode: SocketMode?

    @Option(help: "Permissions of the query socket, octal. [DAYBOOK_QUERY_MODE] (default: 0660)")
    var queryMode: SocketMode?

    @Option(help: "Group that may append. [DAYBOOK_APPEND_GROUP] (default: the daemon's)")
    var appendGroup: String?

    @Option(help: "Group that may ask. [DAYBOOK_QUERY_GROUP] (default: the daemon's)")
    var queryGroup: String?

    @Option(
        name: .customLong("allow"),
        help: ArgumentHelp(
            "Types that a user may append, such as 1000=decision,outcome; others may append all. Repeatable; "
                + "with spaces between them in the variable. [DAYBOOK_ALLOW]",
            valueName: "uid=types"))
    var allowed: [AllowedTypes] = []

    @Option(
        help: ArgumentHelp(
            "Address space for the journal, in GiB; it doubles by itself when used up. [DAYBOOK_MAP_GIB] "
                + "(default: 64)"))
    var mapGib: Int?

    @Option(
        help: "trace, debug, info, notice, warning, error or critical. [DAYBOOK_LOG_LEVEL] (default: info)"
    )
    var logLevel: String?

    @Option(help: "logfmt or json. [DAYBOOK_LOG_FORMAT] (default: logfmt)")
    var logFormat: DaemonConfiguration.LogFormat?

    @Option(
        help: "Events turned away below that many free MiB on the disk. [DAYBOOK_RESERVE_MIB] (default: 64)")
    var reserveMib: Int64?

    @OptionGroup
    var remote: RemoteSwitch

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
        try sockets(&configuration)
        let rules =
            try allowed.isEmpty
            ? Surroundings.value(
                "DAYBOOK_ALLOW", expected: "\(AllowedTypes.expected), with spaces between several",
                AllowedTypes.list) ?? [] : allowed
        for rule in rules { configuration.allowedTypes[rule.user, default: []].formUnion(rule.types) }
        configuration.mapBytes =
            Int(try Self.number(mapGib.map(Int64.init), "--map-gib", "DAYBOOK_MAP_GIB", 1...16_384) ?? 64)
            << 30
        let reserve = try Self.number(reserveMib, "--reserve-mib", "DAYBOOK_RESERVE_MIB", 0...1_048_576)
        configuration.writer.reserveBytes = (reserve ?? 64) << 20
        configuration.allowRemote = try remote.isOn
        configuration.logLevel = try level()
        configuration.logFormat =
            try logFormat
            ?? Surroundings.value(
                "DAYBOOK_LOG_FORMAT", expected: "logfmt or json",
                DaemonConfiguration.LogFormat.init(rawValue:))
            ?? .logfmt
        return configuration
    }

    private func sockets(_ configuration: inout DaemonConfiguration) throws {
        let mode = { (given: SocketMode?, variable: String) throws in
            try given
                ?? Surroundings.value(
                    variable, expected: SocketMode.expected, SocketMode.init(argument:))
                ?? SocketMode(bits: 0o660)
        }
        configuration.appendMode = try mode(appendMode, "DAYBOOK_APPEND_MODE").bits
        configuration.queryMode = try mode(queryMode, "DAYBOOK_QUERY_MODE").bits
        configuration.appendGroup = try Self.group(appendGroup, "--append-group", "DAYBOOK_APPEND_GROUP")
        configuration.queryGroup = try Self.group(queryGroup, "--query-group", "DAYBOOK_QUERY_GROUP")
    }

    private func level() throws -> String {
        let expected = "trace, debug, info, notice, warning, error or critical"
        if let logLevel {
            guard Logger.Level(rawValue: logLevel) != nil else {
                throw ValidationError("--log-level is '\(logLevel)'; expected \(expected).")
            }
            return logLevel
        }
        return try Surroundings.value(
            "DAYBOOK_LOG_LEVEL", expected: expected, Logger.Level.init(rawValue:))?.rawValue ?? "info"
    }

    /// A number from a flag, else from a variable; nil when there is neither.
    private static func number(
        _ given: Int64?, _ flag: String, _ variable: String, _ range: ClosedRange<Int64>
    ) throws -> Int64? {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        if let given {
            guard range.contains(given) else {
                throw ValidationError("\(flag) is \(given); expected \(expected).")
            }
            return given
        }
        return try Surroundings.value(variable, expected: expected) { text in
            Int64(text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    private static func group(_ name: String?, _ flag: String, _ variable: String) throws -> UInt32? {
        let read = { (text: String) in System.group(named: text) ?? UInt32(text) }
        if let name {
            guard let group = read(name) else { throw ValidationError("\(flag): there is no group \(name).") }
            return group
        }
        return try Surroundings.value(variable, expected: "the name or number of a group", read)
    }
}
