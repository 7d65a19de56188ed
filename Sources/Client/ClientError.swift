import NIOCore

/// Why a conversation with the daemon came to nothing, in terms of the person at the keyboard.
package enum ClientError: Error, Sendable, CustomStringConvertible {
    /// Nobody answers at the socket; the words are what the system said.
    case unreachable(socket: String, reason: String)
    /// This user may not connect; the words say who may.
    case forbidden(socket: String, access: String)
    /// The connection ended before the answer did.
    case lost(socket: String, reason: String)
    /// Nothing came for that long.
    case timedOut(socket: String, seconds: Int64)
    /// What came is not what the protocol allows.
    case malformed(socket: String, message: String)

    /// One line: what was tried, on which path, and for an unreachable daemon how to start it, if a ledger is
    /// or could be there. Looks at the socket's directory for that.
    package var description: String {
        switch self {
        case .unreachable(let socket, let reason):
            "no daemon answers at \(socket): \(reason)\(SocketPlace.start(socket).map { "; \($0)" } ?? "")"
        case .forbidden(let socket, let access):
            "\(socket): permission denied; \(access)"
        case .lost(let socket, let reason): "the daemon at \(socket) closed the connection: \(reason)"
        case .timedOut(let socket, let seconds): "the daemon at \(socket) said nothing for \(seconds) s"
        case .malformed(let socket, let message): "the daemon at \(socket) sent what is no answer: \(message)"
        }
    }

    /// The error of a connect that failed.
    static func connecting(_ socket: String, _ error: any Error) -> ClientError {
        if let error = error as? IOError, error.errnoCode == 13 {
            return .forbidden(socket: socket, access: SocketPlace.access(socket))
        }
        return .unreachable(socket: socket, reason: words(error))
    }

    /// The error of a connection that failed in use.
    static func using(_ socket: String, _ error: any Error) -> ClientError {
        (error as? ClientError) ?? .lost(socket: socket, reason: words(error))
    }

    private static func words(_ error: any Error) -> String {
        switch error {
        case let error as IOError: words(errno: error.errnoCode)
        case ChannelError.connectTimeout: "it does not accept the connection"
        case let error as SocketAddressError:
            if case .unixDomainSocketPathTooLong = error {
                "the path is longer than the 107 bytes that a socket's path may have"
            } else {
                "\(error)"
            }
        default: "\(error)"
        }
    }

    private static func words(errno code: Int32) -> String {
        switch code {
        case 2: "no such file"
        case 11: "it has no room for another connection"
        case 13: "permission denied"
        case 32, 104: "it was reset"
        case 111: "nobody listens there"
        default: "errno \(code)"
        }
    }
}
