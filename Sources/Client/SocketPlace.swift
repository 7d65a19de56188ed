import Foundation
import Platform

/// What can be said of a socket's path when nobody could be reached there.
enum SocketPlace {
    /// How to start the daemon, where the path lies in a ledger's directory or in what could be one.
    static func start(_ socket: String) -> String? {
        let folder = Files.directory(of: socket)
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return nil }
        let isLedger = names.contains { name in
            ["anchor", "journal"].contains { $0.utf8.elementsEqual(name.utf8) }
        }
        if isLedger { return "start it with: daybookd run \(folder)" }
        let isBare = names.allSatisfy { $0.hasSuffix(".sock") }
        return isBare
            ? "make a ledger and start it with: daybookd init \(folder) && daybookd run \(folder)" : nil
    }

    /// Who may do what with the part of the path that keeps this user out: the socket, or a directory before
    /// it.
    static func access(_ socket: String) -> String {
        var path = socket
        while true {
            if let facts = (try? FileFacts(path: path)) ?? nil {
                // A directory before the socket is found only when it is the one that may not be entered.
                let what = path == socket ? "the socket" : path
                let mode = String(facts.permissions, radix: 8)
                return "\(what) has mode 0\(mode), owner \(name(.ownerAccountName, path, facts.uid)), "
                    + "group \(name(.groupOwnerAccountName, path, facts.gid))"
            }
            let folder = Files.directory(of: path)
            guard folder.utf8.count < path.utf8.count, folder != "." else {
                return "its directory cannot be entered"
            }
            path = folder
        }
    }

    private static func name(_ key: FileAttributeKey, _ path: String, _ number: UInt32) -> String {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let name = attributes?[key] as? String, !name.isEmpty else { return String(number) }
        return "\(name) (\(number))"
    }
}
