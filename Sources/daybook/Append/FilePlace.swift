import Foundation
import Platform

/// Where a path leads in the end, links followed: two paths with the same place are one file, also when it is
/// yet to be made.
struct FilePlace: Hashable {
    private let device: UInt64
    private let inode: UInt64
    /// The name in the directory of those numbers, for a file that is not there; nil for one that is.
    private let name: [UInt8]?
    /// Whether something other than a regular file is there, such as /dev/null, into which two may write.
    let isSpecial: Bool

    private static let linksMax = 40

    /// Nil when the path cannot be followed, and so not be written either.
    init?(_ path: String) {
        var path = path
        for _ in 0..<Self.linksMax {
            let found: FileFacts?
            do throws(SystemError) {
                found = try FileFacts(path: path)
            } catch {
                return nil
            }
            guard let facts = found else {
                let folder = Files.directory(of: path)
                guard let facts = (try? FileFacts(path: folder + "/.")) ?? nil else { return nil }
                let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map(Array.init)
                self.init(facts, name: name ?? [])
                return
            }
            guard facts.kind == .link else {
                self.init(facts, name: nil)
                return
            }
            guard let target = try? FileManager.default.destinationOfSymbolicLink(atPath: path) else {
                return nil
            }
            path = target.hasPrefix("/") ? target : "\(Files.directory(of: path))/\(target)"
        }
        return nil
    }

    private init(_ facts: FileFacts, name: [UInt8]?) {
        device = facts.device
        inode = facts.inode
        self.name = name
        isSpecial = name == nil && facts.kind != .regular
    }

    /// Whether it is the file of these facts.
    func isFile(_ facts: FileFacts?) -> Bool {
        name == nil && facts?.device == device && facts?.inode == inode
    }
}
