import CPlatform

/// What the kernel says of a path itself, links not followed.
package struct FileFacts: Hashable, Sendable {
    package enum Kind: Hashable, Sendable { case regular, directory, socket, link, other }

    package let kind: Kind
    package let permissions: UInt32
    package let uid: UInt32
    package let gid: UInt32
    /// Device and inode: two paths with equal numbers are one file.
    package let device: UInt64
    package let inode: UInt64
    /// Bytes.
    package let size: Int64

    /// The facts of a path, nil when nothing is there.
    package init?(path: String) throws(SystemError) {
        let facts = daybook_lstat(Array(path.utf8).span)
        if facts.error == 2 || facts.error == 20 { return nil }
        guard facts.error == 0 else { throw SystemError("lstat", path, facts.error) }
        kind =
            switch facts.mode & 0o170000 {
            case 0o100000: .regular
            case 0o040000: .directory
            case 0o140000: .socket
            case 0o120000: .link
            default: .other
            }
        permissions = facts.mode & 0o7777
        uid = facts.uid
        gid = facts.gid
        device = facts.device
        inode = facts.inode
        size = facts.size
    }
}

/// The few file operations that durability and access rest on; each throws what the kernel said.
package enum Files {
    private static func check(_ call: String, _ path: String, _ result: Int32) throws(SystemError) {
        guard result >= 0 else { throw SystemError(call, path, result) }
    }

    /// Makes a directory of exactly that mode.
    package static func makeDirectory(_ path: String, mode: UInt32) throws(SystemError) {
        try check("mkdir", path, daybook_make_directory(Array(path.utf8).span, mode))
        try setMode(path, mode)
    }

    /// Makes what was created, renamed or removed in a directory durable (fsync of the directory).
    package static func syncDirectory(_ path: String) throws(SystemError) {
        try check("fsync", path, daybook_sync_directory(Array(path.utf8).span))
    }

    /// Puts the bytes at a path so that a crash leaves either the old file or the new one whole.
    ///
    /// Cost: one fsync of the file and one of its directory.
    package static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
        let new = path + ".new"
        if try FileFacts(path: new) != nil { try remove(new) }
        try check("write", new, daybook_write_new_file(Array(new.utf8).span, bytes.span))
        try rename(new, to: path)
        try syncDirectory(directory(of: path))
    }

    package static func rename(_ path: String, to target: String) throws(SystemError) {
        try check("rename", path, daybook_rename(Array(path.utf8).span, Array(target.utf8).span))
    }

    package static func remove(_ path: String) throws(SystemError) {
        try check("unlink", path, daybook_unlink(Array(path.utf8).span))
    }

    package static func setMode(_ path: String, _ mode: UInt32) throws(SystemError) {
        try check("chmod", path, daybook_chmod(Array(path.utf8).span, mode))
    }

    package static func setGroup(_ path: String, _ gid: UInt32) throws(SystemError) {
        try check("chgrp", path, daybook_chgrp(Array(path.utf8).span, gid))
    }

    /// Bytes that this user may still write to the path's file system.
    package static func freeBytes(_ path: String) throws(SystemError) -> Int64 {
        let free = daybook_free_bytes(Array(path.utf8).span)
        guard free >= 0 else { throw SystemError("statvfs", path, Int32(clamping: free)) }
        return free
    }

    /// The name of the remote file system that holds the path, nil when it is local.
    ///
    /// LMDB maps its file and locks through shared memory, so a remote one would lose or corrupt the ledger.
    package static func remoteFileSystem(_ path: String) throws(SystemError) -> String? {
        let magic = daybook_file_system(Array(path.utf8).span)
        guard magic >= 0 else { throw SystemError("statfs", path, Int32(clamping: magic)) }
        return switch magic {
        case 0x6969: "NFS"
        case 0x517b, 0xff53_4d42, 0xfe53_4d42: "SMB"
        case 0x0102_1997: "9p"
        case 0x6573_5546: "FUSE"
        case 0x0bd0_0bd0: "Lustre"
        case 0x00c3_6400: "Ceph"
        case 0x5346_414f: "AFS"
        default: nil
        }
    }

    /// The directory part of a path; `.` when it has none.
    package static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}

/// An exclusive lock on a file, held until it is released or the process ends, however it ends.
package final class FileLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock, or returns nil at once when another process has it.
    package init?(path: String) throws(SystemError) {
        let result = daybook_lock_file(Array(path.utf8).span)
        if result == -11 { return nil }
        guard result >= 0 else { throw SystemError("lock", path, result) }
        descriptor = result
    }

    deinit { _ = daybook_close(descriptor) }
}
