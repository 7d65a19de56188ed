import ArgumentParser
import Foundation

/// Where the daemon is.
struct SocketOptions: ParsableArguments {
    @Option(
        name: [.customLong("directory"), .customLong("socket-dir")],
        help: ArgumentHelp(
            "The daemon's data directory, which holds its sockets. Default: $DAYBOOK_DIRECTORY, else ./daybook-data.",
            valueName: "DIR"))
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The socket that takes events. Default: $DAYBOOK_APPEND_SOCKET, else DIR/append.sock.",
            valueName: "PATH"))
    var appendSocket: String?

    @Option(
        help: ArgumentHelp(
            "The socket that answers questions. Default: $DAYBOOK_QUERY_SOCKET, else DIR/query.sock.",
            valueName: "PATH"))
    var querySocket: String?

    /// These, and where they say nothing the others.
    func `else`(_ others: SocketOptions) -> SocketOptions {
        var sockets = self
        sockets.directory = directory ?? others.directory
        sockets.appendSocket = appendSocket ?? others.appendSocket
        sockets.querySocket = querySocket ?? others.querySocket
        return sockets
    }

    var appendPath: String {
        path(appendSocket, "DAYBOOK_APPEND_SOCKET", "append.sock", ProcessInfo.processInfo.environment)
    }

    var queryPath: String {
        path(querySocket, "DAYBOOK_QUERY_SOCKET", "query.sock", ProcessInfo.processInfo.environment)
    }

    /// The socket that its own flag names, else the one in the directory that a flag names, else the one that
    /// its variable names, else the one in the directory of the environment: what is typed wins over what is
    /// set.
    func path(
        _ given: String?, _ variable: String, _ name: String, _ environment: [String: String]
    ) -> String {
        if let given { return given }
        let set = { (variable: String) in environment[variable].flatMap { $0.isEmpty ? nil : $0 } }
        if directory == nil, let path = set(variable) { return path }
        var folder = directory ?? set("DAYBOOK_DIRECTORY") ?? "daybook-data"
        while folder.hasSuffix("/") { folder.removeLast() }
        return "\(folder)/\(name)"
    }
}
