import Synchronization

/// Bytes gathered from a callback.
final class Gathered: Sendable {
    private let state = Mutex<[UInt8]>([])

    func add(_ bytes: [UInt8]) { state.withLock { $0 += bytes } }

    var bytes: [UInt8] { state.withLock { $0 } }
}

/// Bytes that are given out once.
final class OnceBytes: Sendable {
    private let state: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) {
        state = Mutex(bytes)
    }

    func take() -> [UInt8] {
        state.withLock { bytes in
            defer { bytes = [] }
            return bytes
        }
    }
}
