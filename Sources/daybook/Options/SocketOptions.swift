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

    @Option(help: ArgumentHelp("The socket that takes events. Default: DIR/append.sock.", valueName: "PATH"))
    var appendSocket: String?

    @Option(
        help: ArgumentHelp("The socket that answers questions. Default: DIR/query.sock.", valueName: "PATH"))
    var querySocket: String?

    var appendPath: String { appendSocket ?? "\(folder)/append.sock" }
    var queryPath: String { querySocket ?? "\(folder)/query.sock" }

    private var folder: String {
        let named = directory ?? ProcessInfo.processInfo.environment["DAYBOOK_DIRECTORY"] ?? ""
        var folder = named.isEmpty ? "daybook-data" : named
        while folder.utf8.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        return folder == "/" ? "" : folder
    }
}
