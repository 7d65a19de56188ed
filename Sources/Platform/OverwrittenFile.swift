import CPlatform

/// A file of a fixed size whose bytes are overwritten in place: every write is durable when it returns, and
/// none changes what the file system knows of the file, so that each costs one flush of the device.
package final class OverwrittenFile: Sendable {
    package let path: String
    /// Bytes.
    package let size: Int
    private let descriptor: Int32

    /// Puts a file of zeros at a path, durable under its name, in the place of one that is there.
    ///
    /// Its blocks are written and not only reserved: the first write to a reserved one would be one of the
    /// file system too.
    package static func make(_ path: String, size: Int) throws(SystemError) {
        try Files.replace(path, with: [UInt8](repeating: 0, count: size))
    }

    /// Opens a file that is there.
    package init(opening path: String, readOnly: Bool = false) throws(SystemError) {
        let opened = daybook_file_open(Array(path.utf8).span, readOnly ? 1 : 0)
        guard opened >= 0 else { throw SystemError("open", path, opened) }
        let size = daybook_file_size(opened)
        guard size >= 0 else {
            _ = daybook_close(opened)
            throw SystemError("fstat", path, Int32(clamping: size))
        }
        self.path = path
        self.size = Int(size)
        descriptor = opened
    }

    deinit { _ = daybook_close(descriptor) }

    /// All its bytes.
    package func read() throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: size)
        var room = bytes.mutableSpan
        let count = daybook_file_read(descriptor, &room, 0)
        guard count >= 0 else { throw SystemError("pread", path, Int32(clamping: count)) }
        guard count == size else { throw SystemError("pread", path, -5) }
        return bytes
    }

    /// Overwrites bytes that lie within the file, and returns when they are durable.
    /// - Throws: what the kernel said; then it is unknown which of them are on the disk.
    package func overwrite(_ bytes: Span<UInt8>, at offset: Int) throws(SystemError) {
        precondition(offset >= 0 && bytes.count <= size - offset)
        let result = daybook_file_overwrite(descriptor, bytes, Int64(offset))
        guard result >= 0 else { throw SystemError("write", path, result) }
    }
}
