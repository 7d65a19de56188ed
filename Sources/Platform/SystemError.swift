import Foundation

/// A system call that failed: what was tried, on what, and the errno.
package struct SystemError: Error, Hashable, Sendable, CustomStringConvertible {
    package let call: String
    package let path: String
    package let code: Int32

    package init(_ call: String, _ path: String, _ code: Int32) {
        self.call = call
        self.path = path
        self.code = abs(code)
    }

    package var description: String {
        "\(call) \(path): \(POSIXError.Code(rawValue: code).map { Self.words($0) } ?? "error \(code)")"
    }

    private static func words(_ code: POSIXError.Code) -> String {
        switch code {
        case .ENOENT: "no such file or directory"
        case .EACCES: "permission denied"
        case .EEXIST: "it exists already"
        case .ENOSPC: "no space left on the device"
        case .EROFS: "the file system is read-only"
        case .EWOULDBLOCK: "held by another process"
        case .ENOTDIR: "not a directory"
        case .ENAMETOOLONG: "the name is too long"
        default: "\(POSIXError(code).localizedDescription) (errno \(code.rawValue))"
        }
    }
}
