import CPlatform

/// A file read from start to end, gzip or plain, told apart by its content.
package final class CompressedFile: Sendable {
    private let handle: Int32
    private let path: String

    package init(path: String) throws(SystemError) {
        self.path = path
        handle = daybook_gzip_open(Array(path.utf8).span)
        guard handle >= 0 else { throw SystemError("open", path, handle) }
    }

    /// Reads an open descriptor (0 is standard input) and closes it at the end.
    package init(descriptor: Int32) throws(SystemError) {
        path = "standard input"
        handle = daybook_gzip_open_descriptor(descriptor)
        guard handle >= 0 else { throw SystemError("open", path, handle) }
    }

    deinit { daybook_gzip_close(handle) }

    /// Up to `count` bytes; empty at the end. Waits for input when there is none yet.
    /// - Throws: `SystemError` on a read error or a compressed file that is damaged or cut short.
    package func read(_ count: Int) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var span = bytes.mutableSpan
        let read = daybook_gzip_read(handle, &span)
        guard read >= 0 else { throw SystemError("read", path, Int32(clamping: read)) }
        bytes.removeLast(count - Int(read))
        return bytes
    }

    /// Bytes of the file consumed so far, compressed ones when it is compressed: for progress.
    package var offset: Int64 { max(0, daybook_gzip_offset(handle)) }
}
